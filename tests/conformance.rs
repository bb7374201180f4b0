//! The table of `CONFORMANCE.md`: what is known of each schema. `BLESS=1` rewrites the rows of the schemas at hand; the
//! others stay, since not every checkout has them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use tl_parser::schema::{self, Options};
use tl_parser::{Schema, SourceMap};

#[path = "roundtrip/schemas.rs"]
mod schemas;

use schemas::SCHEMAS;

const HEAD: &str = "# Conformance

What is proved for each public schema. Every definition of every file below parses without a finding but those of hand-set
ids, links, and becomes Rust that compiles with warnings denied. Random values of every constructor and function, and answers
to every function, go through that Rust and through `tl_codegen::dynamic`, which interprets the schema and shares no code with
what generates the Rust: both give the same bytes and the same value back, and both accept and refuse the same damaged bytes.
The test in the last column does it.

`equal`: how many definitions were proved so, by values of their own or, as generic types and built-ins, inside of others.
The rest is what no value can hold, because nothing in the schema uses it; the test names it.

`ids`: how many of the written ids are the sum of their text, by the rule that `auto` finds. The others were set by
hand by the schema's authors, and are used as they are written.

| schema | definitions | equal | ids | lines of Rust | test |
|---|---:|---:|---:|---:|---|
";

const TAIL: &str = "
A test writes this table and fails when it is stale: `BLESS=1 cargo test -p tl-tests --test conformance`. The rows of
`whole_shared` and `whole_shared_big` are for files that lie beside the repository; a checkout without them leaves those
rows as they are. The big ones are tested with `--features big`. The test of a schema checks its cell in the column `equal`,
and sets it in the same way.
";

fn load(text: &str) -> Schema {
    let mut map = SourceMap::new();
    map.add("schema.tl", text).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    schema.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().collect::<Vec<_>>()))
}

/// The row of a schema, or nothing when it is not at hand. How many are equal is known to the test that proves it.
fn row(name: &str, title: &str, test: &str, kept: Option<&str>) -> Option<String> {
    // What an earlier build left in the folder is not at hand.
    let at_hand = match test {
        "whole_shared" => cfg!(shared_schemas),
        "whole_shared_big" => cfg!(shared_schemas) && cfg!(feature = "big"),
        _ => true,
    };
    if !at_hand {
        return None;
    }
    let out = Path::new(env!("OUT_DIR"));
    let text = fs::read_to_string(out.join(format!("{name}.tl"))).ok()?;
    let code = fs::read_to_string(out.join(format!("{name}.rs"))).ok()?;
    let schema = load(&text);
    let declared: Vec<_> = schema.combinators().filter(|(_, found)| !found.span.is_empty()).collect();
    let written: Vec<_> = declared.iter().filter(|(_, found)| found.id_written).collect();
    let right = written.iter().filter(|(_, found)| found.id == found.computed_id).count();
    let ids =
        if written.is_empty() { "none written".to_owned() } else { format!("{right} of {}", written.len()) };
    let equal = kept.and_then(|row| row.split('|').nth(3)).map_or("?", str::trim);
    Some(format!("| {title} | {} | {equal} | {ids} | {} | `{test}` |", declared.len(), code.lines().count()))
}

#[test]
fn the_table_is_what_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CONFORMANCE.md");
    let old = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    let mut new = HEAD.to_owned();
    for (name, title, test) in SCHEMAS {
        let kept = old.lines().find(|line| line.starts_with(&format!("| {title} |"))).map(str::to_owned);
        let row = row(name, title, test, kept.as_deref()).or(kept);
        let _ = writeln!(
            new,
            "{}",
            row.unwrap_or_else(|| panic!("no row for {title}, and no schema to make it from"))
        );
    }
    new.push_str(TAIL);
    if env::var_os("BLESS").is_some_and(|bless| bless == "1") && env::var_os("CI").is_none() {
        fs::write(path, new).unwrap();
        return;
    }
    assert!(
        old == new,
        "CONFORMANCE.md is stale: run `BLESS=1 cargo test -p tl-tests --test conformance`\n{new}"
    );
}
