//! A client that signs in: the flow of `auth_types::client`, with a connection, a timer and a terminal.
//!
//! ```text
//! cargo run -p auth-types --features client --example client -- --dc 1=127.0.0.1:4430
//! start 79991234567
//! code 12345
//! status
//! ```
//!
//! **Nothing is encrypted**: see `common`. It talks to the example `server`, whose terminal shows the codes.
//!
//! | line on the input | what it does |
//! |---|---|
//! | `start PHONE` | asks for a code |
//! | `code CODE` | signs in, or finds out whether the code is right when the number has no account |
//! | `name FIRST [LAST]` | says who a new user is |
//! | `call`, `resend` | asks for a call that says the code, for another code |
//! | `status` | `account.updateStatus`, which needs a user |
//! | `config` | `help.getConfig`, which needs none |
//! | `export DC`, then `import` | takes the authorization to another data center, and goes there |
//! | `logout` | `auth.logOut` |
//! | `now SECONDS` | sets the clock, if `--now SECONDS` was given |
//!
//! Every line is answered by what happened, one line each, and by `ready`. The program ends with its input.
//!
//! Options: `--dc N=ADDRESS` for each data center, the first of which it begins with; `--key HEX` for the id of the first
//! key, which is random otherwise; `--binding FILE` to be signed in still when it is started again; `--now SECONDS` for a
//! clock that stands still.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this program does")]

mod binding;
#[path = "../common/mod.rs"]
mod common;
mod connection;
mod driver;
mod options;

use std::error::Error;
use std::io::BufRead;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use driver::Driver;
use options::Options;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("client: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut driver = Driver::new(Options::parse(std::env::args().skip(1))?)?;
    let (lines, input) = mpsc::channel();
    // A thread of its own, so that the timer runs while nobody types.
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    println!("ready");
    loop {
        match input.recv_timeout(driver.until_timer().unwrap_or(Duration::from_secs(3600))) {
            Ok(line) => {
                driver.line(&line);
                println!("ready");
            }
            Err(RecvTimeoutError::Timeout) => driver.tick(),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}
