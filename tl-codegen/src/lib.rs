//! Turns a checked TL schema into Rust.
