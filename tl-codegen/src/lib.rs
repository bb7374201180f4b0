//! Turns a checked TL schema into Rust.

mod config;
mod error;
#[allow(dead_code, reason = "used by build_script, which waits for the generator")]
mod input;
#[allow(dead_code, reason = "used by build_script, which waits for the generator")]
mod output;
#[allow(dead_code, reason = "used by the selection of the plan")]
mod pattern;
#[cfg(test)]
mod scratch;

pub use config::{Config, Kind};
pub use error::{Error, ErrorKind};

/// Options of a run, all at their defaults.
pub fn configure() -> Config {
    Config::default()
}
