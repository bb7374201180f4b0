//! What each call of rustc costs: this program stands before it as Cargo's `RUSTC_WRAPPER`.
//!
//! In, as the wrapper: rustc and its arguments, and in the environment the file that a line is added to. Out: the same exit
//! code, and the crate's name, seconds and peak memory in the file.

use std::env;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use wait4::Wait4;

/// Where the lines go; set for Cargo, and so for the wrapper.
pub(crate) const LOG: &str = "TL_PEERS_LOG";

/// What a process and its children took.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    pub(crate) user: f64,
    pub(crate) wall: f64,
    /// The largest of the processes, in bytes.
    pub(crate) peak: f64,
}

/// Runs a command to its end, which has to be a success.
pub(crate) fn cost(command: &mut Command) -> io::Result<Cost> {
    let start = Instant::now();
    let used = command.spawn()?.wait4()?;
    if !used.status.success() {
        return Err(io::Error::other(format!("{command:?} failed: {}", used.status)));
    }
    let (user, wall) = (used.rusage.utime.as_secs_f64(), start.elapsed().as_secs_f64());
    Ok(Cost { user, wall, peak: used.rusage.maxrss as f64 })
}

/// Runs rustc if this program was started as the wrapper; `None` if it was not.
pub(crate) fn as_wrapper() -> Option<io::Result<()>> {
    let log = env::var_os(LOG)?;
    let mut arguments = env::args_os().skip(1);
    let rustc = arguments.next()?;
    Some(wrap(&rustc, &arguments.collect::<Vec<_>>(), Path::new(&log)))
}

fn wrap(rustc: &OsString, arguments: &[OsString], log: &Path) -> io::Result<()> {
    let name = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1);
    let cost = cost(Command::new(rustc).args(arguments))?;
    if let Some(name) = name.and_then(|name| name.to_str()) {
        let line = format!("{name}\t{}\t{}\t{}\n", cost.user, cost.wall, cost.peak);
        OpenOptions::new().append(true).create(true).open(log)?.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// The cost of a crate in the text of a log.
pub(crate) fn logged(log: &str, name: &str) -> Option<Cost> {
    let line = log.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('\t')).next_back()?;
    let mut cells = line.split('\t').map(|cell| cell.parse().ok());
    Some(Cost { user: cells.next()??, wall: cells.next()??, peak: cells.next()?? })
}
