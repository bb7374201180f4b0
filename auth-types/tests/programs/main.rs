//! The two example programs, started and driven as a person would.
//!
//! Every test starts servers on ports that the system gives out and talks to them over loopback. Nothing waits for a time
//! to pass: clocks stand still until they are set, and whoever waits waits for a line or an answer.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they did, and how to do it again"
)]

#[path = "../../examples/common/mod.rs"]
mod common;
#[cfg(feature = "redis")]
#[allow(dead_code, reason = "the tests of the stores use the rest")]
#[path = "../server/engine.rs"]
mod engine;
#[cfg(feature = "redis")]
#[allow(dead_code, reason = "the tests of the stores use the rest")]
#[path = "../server/files.rs"]
mod files;
mod front;
mod kill;
#[cfg(feature = "redis")]
mod shared;
mod story;
mod support;
mod wire;
