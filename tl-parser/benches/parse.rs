//! How long reading takes, at two sizes: ten times the text should take ten times as long.
//!
//! `cargo bench -p tl-parser`. A build script runs the parser without optimisation; for that measure
//! `cargo bench -p tl-parser --profile dev`.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::BytesCount;
use tl_parser::{SourceMap, parse, schema};

fn main() {
    divan::main();
}

/// The two sizes, in copies.
const COPIES: [usize; 2] = [1, 10];

/// About 250 KB for a copy, with the mixture of an API: ids, masks, vectors, namespaces, many types of one constructor.
fn made_up(copies: usize) -> String {
    let mut text = String::new();
    for i in 0..copies * 1100 {
        writeln!(
            text,
            "group.item{i} flags:# hidden:flags.0?true id:long owner:group.Owner{i} \
             title:flags.1?string tags:Vector<string> date:int = group.Item{i};\n\
             group.owner{i} user_id:long access_hash:long = group.Owner{i};"
        )
        .unwrap();
    }
    text.push_str("---functions---\n");
    for i in 0..copies * 400 {
        writeln!(
            text,
            "group.getItems{i} owner:group.Owner{i} offset:int limit:int = Vector<group.Item{i}>;"
        )
        .unwrap();
    }
    with_ids(&text)
}

/// The same schema with the ids that it has, as the published schemas write them.
fn with_ids(text: &str) -> String {
    let map = map_of(text);
    let schema = schema::load(&map, &schema::Options::default()).0.unwrap();
    let lines = |function: bool| {
        let declared =
            schema.combinators().map(|(_, combinator)| combinator).filter(|one| !one.span.is_empty());
        declared
            .filter(move |one| one.is_function() == function)
            .fold(String::new(), |text, one| text + &one.line + ";\n")
    };
    lines(false) + "---functions---\n" + &lines(true)
}

/// Which of the schemas beside the repository are there.
fn real() -> Vec<&'static str> {
    let names = ["telegram-api-225.tl", "tdlib-td_api.tl"];
    names.into_iter().filter(|name| beside(name).is_file()).collect()
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas").join(name)
}

fn map_of(text: &str) -> SourceMap {
    let mut map = SourceMap::new();
    map.add("bench.tl", text).unwrap();
    map
}

fn bench_parse(bencher: Bencher<'_, '_>, text: &str) {
    let map = map_of(text);
    let id = map.ids().next().unwrap();
    // What falls out of a run is dropped behind the clock.
    bencher.counter(BytesCount::of_str(text)).bench_local(|| parse(&map, id));
}

fn bench_load(bencher: Bencher<'_, '_>, text: &str) {
    let map = map_of(text);
    let options = schema::Options::default();
    assert!(schema::load(&map, &options).0.is_some());
    bencher.counter(BytesCount::of_str(text)).bench_local(|| schema::load(&map, &options));
}

#[divan::bench(args = COPIES)]
fn parse_made_up(bencher: Bencher<'_, '_>, copies: usize) {
    bench_parse(bencher, &made_up(copies));
}

#[divan::bench(args = COPIES)]
fn load_made_up(bencher: Bencher<'_, '_>, copies: usize) {
    bench_load(bencher, &made_up(copies));
}

#[divan::bench(args = real())]
fn parse_real(bencher: Bencher<'_, '_>, name: &str) {
    bench_parse(bencher, &std::fs::read_to_string(beside(name)).unwrap());
}

#[divan::bench(args = real())]
fn load_real(bencher: Bencher<'_, '_>, name: &str) {
    bench_load(bencher, &std::fs::read_to_string(beside(name)).unwrap());
}
