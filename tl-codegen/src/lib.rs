//! Turns a checked TL schema into Rust.

mod config;

pub use config::{Config, Kind};

/// Options of a run, all at their defaults.
pub fn configure() -> Config {
    Config::default()
}
