//! Generates whole schemas for the tests `whole_*`: the code, and a table of what is in it.
//!
//! In: schemas that published packages ship, those in `whole/` and `golden/pass/`, and those beside this repository if
//! there are any. Out: `NAME.rs` and `NAME_table.rs` in `OUT_DIR` for each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a build script stops at the first thing that is wrong"
)]

#[path = "build/packages.rs"]
mod packages;
#[path = "build/table.rs"]
mod table;

use std::path::{Path, PathBuf};
use std::{env, fs};

use tl_codegen::{Config, Item, configure};
use tl_parser::schema::{self, Options};
use tl_parser::{Schema, SourceMap};

use packages::Packages;

/// Schemas that are much like those of the packages, and as big.
const BIG: [&str; 3] = ["tdlib-td_api", "tdlib-telegram_api", "telegram-api-225"];

/// Golden files without a schema of their own: nothing, and forms of one schema at several layers.
const WITHOUT: [&str; 3] = ["empty", "layered", "layers"];

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/packages.rs");
    println!("cargo::rerun-if-changed=build/table.rs");
    println!("cargo::rerun-if-changed=../Cargo.lock");

    let packages = Packages::ask(&here);
    let telegram = packages.folder("grammers-tl-types").join("tl");
    whole("telegram_api", &telegram.join("api.tl"));
    borrowed("telegram_api_borrowed", &telegram.join("api.tl"));
    whole("telegram_mtproto", &telegram.join("mtproto.tl"));
    whole("tdlib_api", &packages.folder("tdlib-rs").join("tl/api.tl"));

    println!("cargo::rerun-if-changed=whole");
    for path in schemas(&here.join("whole")) {
        whole(&stem(&path), &path);
        borrowed(&format!("{}_borrowed", stem(&path)), &path);
        generate(&format!("{}_serde", stem(&path)), &path, configure().serde(true), is_closed);
    }

    println!("cargo::rerun-if-changed=golden/pass");
    for path in schemas(&here.join("golden/pass")).iter().filter(|path| !WITHOUT.contains(&&*stem(path))) {
        whole(&format!("golden_{}", stem(path)), path);
    }

    println!("cargo::rustc-check-cfg=cfg(shared_schemas)");
    let with_big = env::var_os("CARGO_FEATURE_BIG").is_some();
    let shared = here.join("../../shared/schemas");
    if shared.is_dir() {
        println!("cargo::rustc-cfg=shared_schemas");
        for path in schemas(&shared).into_iter().filter(|path| with_big || !BIG.contains(&&*stem(path))) {
            whole(&format!("shared_{}", stem(&path).replace('-', "_")), &path);
        }
    }
}

fn schemas(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tl"));
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Generates one schema.
fn whole(name: &str, path: &Path) {
    generate(name, path, configure(), |_, _| true);
}

/// The same with borrowed types.
fn borrowed(name: &str, path: &Path) {
    generate(name, path, configure().borrowed(true), |_, _| true);
}

/// Whether the item is no use of a generic type.
fn is_closed(item: &Item, schema: &Schema) -> bool {
    schema.combinators().all(|(_, combinator)| {
        let of_type = || combinator.constructs().is_some_and(|ty| schema.ty(ty).name == item.tl_name);
        let is_same = if item.id.is_some() { combinator.name == item.tl_name } else { of_type() };
        !is_same || combinator.is_function() || combinator.params == 0
    })
}

/// Generates one schema; the table has the items that `listed` says.
fn generate(name: &str, path: &Path, config: Config, listed: fn(&Item, &Schema) -> bool) {
    println!("cargo::rerun-if-changed={}", path.display());
    let file = path.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut sources = SourceMap::new();
    sources.add(file, text.clone()).unwrap();

    let mut generated = config.name(name).generate(&sources).unwrap_or_else(|error| panic!("{error:?}"));
    let (schema, _) = schema::load(&sources, &Options::default());
    let schema = schema.unwrap();
    generated.items.retain(|item| listed(item, &schema));
    let table = table::table(&generated, &schema, file, name);

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    for file in &generated.files {
        fs::write(out.join(&file.name), &file.text).unwrap();
    }
    fs::write(out.join(format!("{name}.tl")), text).unwrap();
    fs::write(out.join(format!("{name}_table.rs")), table).unwrap();
}
