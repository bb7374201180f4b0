//! The bodies of the fuzz targets: each takes any bytes and panics when a promise about them is broken.
//!
//! The programs in `fuzz_targets` give them what libFuzzer comes up with; a test of the gate mounts the same files and
//! gives them damaged seeds, which needs no fuzzer.

pub mod link_check;
pub mod parse;
pub mod print_parse;
