//! Turns a checked TL schema into Rust.

mod build_script;
#[cfg(feature = "cli")]
pub mod cli;
mod config;
mod emit;
mod error;
mod generate;
mod input;
mod names;
mod output;
mod plan;
#[cfg(test)]
mod scratch;

pub use build_script::compile;
pub use config::{Config, Kind};
pub use error::{Error, ErrorKind};
pub use generate::{Generated, GeneratedFile, Item, Warning};

/// Options of a run, all at their defaults.
pub fn configure() -> Config {
    Config::default()
}
