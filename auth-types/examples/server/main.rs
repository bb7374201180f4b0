//! A server that signs users in: the service of `auth_types::server`, with a listener, a store and a terminal.
//!
//! ```text
//! cargo run -p auth-types --features server --example server -- --listen 127.0.0.1:4430
//! ```
//!
//! **Nothing is encrypted and keys are not checked**: see `common`. The codes that a real server sends to phones are shown
//! on the terminal, so that the example `client` can be used beside it.
//!
//! | option | what it says |
//! |---|---|
//! | `--listen ADDRESS` | where clients connect; `127.0.0.1:0`, a free port, without it |
//! | `--dc N` | which data center this is; 1 without it |
//! | `--store memory`, `--store redb:PATH` | where everything is remembered; in memory without it |
//! | `--store redis://HOST/` | the same for several servers that are one data center (feature `redis`) |
//! | `--link ADDRESS` | where other servers hand over authorizations that clients take from them to this one |
//! | `--peer N=ADDRESS` | the link of another data center, for each that clients may go to |
//! | `--ttl SECONDS` | how long an authorization holds; a year without it |
//! | `--now SECONDS` | a clock that stands still there, for trials; the line `now SECONDS` on the input sets it |
//!
//! The program says where it listens, one line each. It ends with its input, so that it does not outlive whoever started
//! it: to run it in the background, give it an input that stays open.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this program does")]

#[path = "../common/mod.rs"]
mod common;
mod connections;
mod host;
mod link;
mod options;

use std::error::Error;
use std::io::BufRead;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use auth_types::server::{Delivery, Host, MemoryStore, Policy, RedbStore, Service, Store};

use common::Clock;
use host::{Peers, Terminal};
use options::{Options, Storage};

/// How often the store is swept.
const SWEEP: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(std::env::args().skip(1))?;
    let store: Arc<dyn Store> = match &options.store {
        Storage::Memory => Arc::new(MemoryStore::new()),
        Storage::Redb(path) => Arc::new(RedbStore::open(path)?),
        #[cfg(feature = "redis")]
        Storage::Redis(url) => Arc::new(auth_types::server::RedisStore::connect(url, "example:")?),
    };
    let default = Policy::default();
    let policy = Policy {
        dc_id: options.dc,
        // Each data center gives out ids of its own.
        first_user_id: options.dc.saturating_mul(1_000_000),
        authorization_lifetime: options.ttl.unwrap_or(default.authorization_lifetime),
        ..default
    };
    let delivery: Arc<dyn Delivery> = Arc::new(Terminal);
    let host: Arc<dyn Host> = Arc::new(Peers { dc: options.dc, links: options.peers });
    let service = Arc::new(Service::new(policy, store, delivery, host));
    let clock = Arc::new(Clock::new(options.now));

    if let Some(address) = options.link {
        let listener = TcpListener::bind(address)?;
        println!("link on {}", listener.local_addr()?);
        let (for_servers, time) = (Arc::clone(&service), Arc::clone(&clock));
        connections::accept(listener, move |stream| link::serve(stream, &for_servers, &time));
    }
    let listener = TcpListener::bind(options.listen)?;
    println!("listening on {}", listener.local_addr()?);
    let (for_clients, time) = (Arc::clone(&service), Arc::clone(&clock));
    connections::accept(listener, move |stream| connections::serve(stream, &for_clients, &time));

    let clock_of_sweep = Arc::clone(&clock);
    // What is past its time takes up space until it is swept out; nothing else depends on it.
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(SWEEP);
            if let Err(error) = service.sweep(clock_of_sweep.now()) {
                eprintln!("server: {error}");
            }
        }
    });

    for line in std::io::stdin().lock().lines() {
        let line = line?;
        match line.strip_prefix("now ").map(str::parse) {
            Some(Ok(now)) if clock.set(now) => println!("now {now}"),
            _ => eprintln!("server: cannot do `{line}`: with --now there is `now SECONDS`, and nothing else"),
        }
    }
    Ok(())
}
