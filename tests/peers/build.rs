//! Generates our code for the schema that grammers-tl-types ships.
//!
//! In: `tl/api.tl` in the package grammers-tl-types, wherever Cargo keeps it. Out: in `OUT_DIR`, a copy of it and `api.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a build script stops at the first thing that is wrong"
)]

#[path = "../build/packages.rs"]
mod packages;

use std::path::{Path, PathBuf};
use std::{env, fs};

use packages::Packages;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../build/packages.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");

    let shipped = Packages::ask(Path::new(".")).folder("grammers-tl-types").join("tl/api.tl");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    fs::copy(&shipped, out.join("api.tl")).unwrap();
    tl_codegen::compile(&shipped).unwrap_or_else(|error| panic!("{error}"));
}
