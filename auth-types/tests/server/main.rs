//! The server's side of signing in, from the outside: rules S1 to S16 and promises P1 to P14.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(feature = "redis")]
mod engine;
mod files;
mod fuzzed;
mod gate;
mod model;
mod promises;
mod sign_in;
mod stores;
mod support;
