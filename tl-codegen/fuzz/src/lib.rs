//! The bodies of the fuzz targets: each takes any bytes and panics when a promise about them is broken.
//!
//! The programs in `fuzz_targets` give them what libFuzzer comes up with; tests of the gate mount the same files and
//! give them damaged seeds, which needs no fuzzer.

#![allow(dead_code, reason = "the tables hold more than one target asks for")]

#[path = "../../../tests/roundtrip/mod.rs"]
mod roundtrip;

pub mod decode;
pub mod dynamic_vs_generated;
pub mod generate;
pub mod mtproto;

roundtrip::whole!(constructs, "constructs");
roundtrip::whole!(constructs_borrowed, "constructs_borrowed");
