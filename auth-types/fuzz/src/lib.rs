//! The body of the fuzz target: it takes any bytes and panics when a promise about them is broken.
//!
//! The program in `fuzz_targets` gives it what libFuzzer comes up with; a test of the gate mounts the same file and
//! gives it damaged seeds, which needs no fuzzer.

pub mod gate;
