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

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use tl_codegen::{Config, Generated, Item, configure};
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
    generate(name, path, configure());
}

/// The same with borrowed types.
fn borrowed(name: &str, path: &Path) {
    generate(name, path, configure().borrowed(true));
}

fn generate(name: &str, path: &Path, config: Config) {
    println!("cargo::rerun-if-changed={}", path.display());
    let file = path.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut sources = SourceMap::new();
    sources.add(file, text.clone()).unwrap();

    let generated = config.name(name).generate(&sources).unwrap_or_else(|error| panic!("{error:?}"));
    let (schema, _) = schema::load(&sources, &Options::default());
    let table = table(&generated, &schema.unwrap(), file, name);

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    for file in &generated.files {
        fs::write(out.join(&file.name), &file.text).unwrap();
    }
    fs::write(out.join(format!("{name}.tl")), text).unwrap();
    fs::write(out.join(format!("{name}_table.rs")), table).unwrap();
}

/// Rust for the sources, the entries, and the function that stands for a wrapped one.
fn table(generated: &Generated, schema: &Schema, file: &str, name: &str) -> String {
    let call = schema.functions().map(|(_, function)| function).find(|function| function.vars.is_empty());
    let is_call = |item: &&Item| {
        call.is_some_and(|call| item.id == Some(call.id) && item.tl_name == call.name) && is_function(item)
    };
    let call = generated.items.iter().find(is_call);
    let mut text = format!(
        "pub(crate) const SOURCES: crate::roundtrip::Sources = &[({file:?}, include_str!({:?}))];\n\
         pub(crate) const CALL: Option<&str> = {:?};\n\
         pub(crate) static ENTRIES: &[Entry] = &[\n",
        format!("{name}.tl"),
        call.map(|call| &call.tl_name)
    );
    for item in &generated.items {
        let argument = call.map_or_else(String::new, |call| {
            format!("code::{}{}", call.path, if call.borrows { "<'_>" } else { "" })
        });
        let lifetime = item.borrows.then(|| "'_".to_owned());
        let arguments: Vec<_> = lifetime.into_iter().chain(vec![argument; item.generics]).collect();
        let arguments = arguments.join(", ");
        let arguments = if arguments.is_empty() { arguments } else { format!("<{arguments}>") };
        let ty = format!("code::{}{arguments}", item.path);
        let answer = if is_function(item) {
            format!("Some(|request, bytes| answer::<{ty}>(request, bytes))")
        } else {
            "None".to_owned()
        };
        let _ = writeln!(
            text,
            "    Entry {{ tl_name: {:?}, id: {:?}, is_function: {}, trip: |bytes| trip::<{ty}>(bytes), answer: {answer} }},",
            item.tl_name,
            item.id,
            is_function(item),
        );
    }
    text.push_str("];\n");
    text
}

fn is_function(item: &Item) -> bool {
    item.path.starts_with("functions::")
}
