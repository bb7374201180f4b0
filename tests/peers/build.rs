//! Generates our code for the schema that grammers-tl-types ships, and declarations for the peers that have no generator.
//!
//! In: `tl/api.tl` in the package grammers-tl-types, wherever Cargo keeps it. Out: in `OUT_DIR`, a copy of it, `api.rs`;
//! `api_borrowed.rs`, `tl_proto.rs`, `tl_proto_borrowed.rs`, `prost.rs` for the types that the workloads need; and
//! `differential_table.rs`, which pairs our items with the peer's.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a build script stops at the first thing that is wrong"
)]

#[path = "build/glue.rs"]
mod glue;
#[path = "build/mirror.rs"]
mod mirror;
#[path = "../build/packages.rs"]
mod packages;
#[path = "build/prost.rs"]
mod prost;
#[path = "build/tl_proto.rs"]
mod tl_proto;

use std::path::{Path, PathBuf};
use std::{env, fs};

use tl_parser::SourceMap;
use tl_parser::schema::{self, Options};

use packages::Packages;

/// What the workloads are values of; `Vector<long>` needs no declaration.
const ROOTS: [&str; 4] = ["auth.sendCode", "messages.Messages", "upload.File", "Updates"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=../build/packages.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");

    let shipped = Packages::ask(Path::new(".")).folder("grammers-tl-types").join("tl/api.tl");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    fs::copy(&shipped, out.join("api.tl")).unwrap();
    tl_codegen::compile(&shipped).unwrap_or_else(|error| panic!("{error}"));
    let borrowed = ROOTS.iter().fold(tl_codegen::configure(), |config, root| config.select(*root));
    let borrowed = borrowed.borrowed(true).name("api_borrowed");
    borrowed.compile(&[&shipped]).unwrap_or_else(|error| panic!("{error}"));
    fs::write(out.join("differential_table.rs"), glue::table(&fs::read_to_string(&shipped).unwrap()))
        .unwrap();

    let mut sources = SourceMap::new();
    sources.add("api.tl", fs::read_to_string(&shipped).unwrap()).unwrap();
    let (schema, _) = schema::load(&sources, &Options::default());
    let mirror = mirror::mirror(&schema.unwrap(), &ROOTS);
    fs::write(out.join("tl_proto.rs"), tl_proto::declare(&mirror, false)).unwrap();
    fs::write(out.join("tl_proto_borrowed.rs"), tl_proto::declare(&mirror, true)).unwrap();
    fs::write(out.join("prost.rs"), prost::declare(&mirror)).unwrap();
}
