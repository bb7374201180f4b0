//! The table of `CONFORMANCE.md`: what is known of each schema. `BLESS=1` rewrites the rows of the schemas at hand; the
//! others stay, since not every checkout has them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use tl_parser::schema::{self, Options};
use tl_parser::{Schema, SourceMap};

/// Name in `OUT_DIR`, name in the table, the test that compiles its code and sends a value of everything there and back.
const SCHEMAS: &[(&str, &str, &str)] = &[
    ("telegram_api", "Telegram API, as in grammers-tl-types", "whole_telegram"),
    ("telegram_mtproto", "MTProto, as in grammers-tl-types", "whole_telegram"),
    ("tdlib_api", "td_api, as in tdlib-rs", "whole_tdlib"),
    ("shared_telegram_api_225", "Telegram API, layer 225", "whole_shared_big"),
    ("shared_telegram_mtproto", "MTProto", "whole_shared"),
    ("shared_tdlib_telegram_api", "TDLib telegram_api", "whole_shared_big"),
    ("shared_tdlib_td_api", "TDLib td_api", "whole_shared_big"),
    ("shared_tdlib_secret_api", "TDLib secret_api", "whole_shared"),
    ("shared_tdlib_mtproto_api", "TDLib mtproto_api", "whole_shared"),
    ("shared_tdlib_e2e_api", "TDLib e2e_api", "whole_shared"),
    ("shared_ton_ton_api", "TON ton_api", "whole_shared"),
    ("shared_ton_lite_api", "TON lite_api", "whole_shared"),
    ("shared_ton_tonlib_api", "TON tonlib_api", "whole_shared"),
    ("shared_vk_goldmaster", "VK goldmaster", "whole_shared"),
    ("shared_vk_cases", "VK cases", "whole_shared"),
    ("shared_vk_rpc", "VK rpc", "whole_shared"),
];

const HEAD: &str = "# Conformance

What is proved for each public schema. Every definition of every file below parses without a finding but those of hand-set
ids, links, and becomes Rust that compiles with warnings denied; a value of every constructor and function goes to bytes and
back. The bytes come from a second implementation of the wire form in `tests/roundtrip`, so generated code is not compared
with itself. The test in the last column does it.

`ids`: how many of the written ids are the sum of their text, by the rule that `auto` finds. The others were set by
hand by the schema's authors, and are used as they are written.

| schema | definitions | ids | lines of Rust | test |
|---|---:|---:|---:|---|
";

const TAIL: &str = "
A test writes this table and fails when it is stale: `BLESS=1 cargo test -p tl-tests --test conformance`. The rows of
`whole_shared` and `whole_shared_big` are for files that lie beside the repository; a checkout without them leaves those
rows as they are. The big ones are tested with `--features big`.
";

fn load(text: &str) -> Schema {
    let mut map = SourceMap::new();
    map.add("schema.tl", text).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    schema.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().collect::<Vec<_>>()))
}

/// The row of a schema, or nothing when it is not at hand.
fn row(name: &str, title: &str, test: &str) -> Option<String> {
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
    Some(format!("| {title} | {} | {ids} | {} | `{test}` |", declared.len(), code.lines().count()))
}

#[test]
fn the_table_is_what_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CONFORMANCE.md");
    let old = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    let mut new = HEAD.to_owned();
    for (name, title, test) in SCHEMAS {
        let kept = old.lines().find(|line| line.starts_with(&format!("| {title} |"))).map(str::to_owned);
        let row = row(name, title, test).or(kept);
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
