//! The fuzz targets over their seeds and over damaged ones; see `fuzzed/drive.rs`. The target `dynamic_vs_generated` is
//! run where the code is compiled that it needs, and those of the other packages beside their tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unreachable_pub, reason = "the modules belong to other packages")]

#[path = "../tl-codegen/fuzz/src/decode.rs"]
mod decode;
#[path = "fuzzed/drive.rs"]
mod drive;
#[path = "../tl-codegen/fuzz/src/generate.rs"]
mod generate;
#[path = "../tl-parser/fuzz/src/lib.rs"]
mod parser;

use drive::drive;

const SCHEMAS: &str = "tl-parser/fuzz/seeds";

#[test]
fn parse() {
    drive(parser::parse::run, SCHEMAS, 3000);
}

#[test]
fn print_parse() {
    drive(parser::print_parse::run, SCHEMAS, 10_000);
}

#[test]
fn link_check() {
    drive(parser::link_check::run, SCHEMAS, 10_000);
}

#[test]
fn generate() {
    drive(generate::run, SCHEMAS, 2000);
}

#[test]
fn decode() {
    drive(decode::run, "tl-codegen/fuzz/seeds/decode", 20_000);
}
