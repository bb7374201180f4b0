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
mod kill;
mod story;
mod support;
mod wire;
