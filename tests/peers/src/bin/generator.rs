//! The generator against grammers': `cargo run --release --bin generator`, with `--write` to put the result into RESULTS.md.
//!
//! It runs itself as a build script would be compiled and optimised, each time on the schema and on so many renamed copies
//! of it. Out come times of parsing, loading (parsing, linking and checking), generating, which loads too, and formatting, and
//! how they grow.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops at the first thing that is wrong")]

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::{env, io};

use grammers_tl_gen::{Outputs, generate_rust_code};
use grammers_tl_parser::parse_tl_file;
use grammers_tl_parser::tl::Definition;
use tl_codegen::configure;
use tl_parser::schema::{self, Options};
use tl_parser::{SourceMap, parse};
use tl_peers::API;
use tl_peers::clock::{Repeat, contest, repeat};
use tl_peers::report::{Report, exponent, time};

/// The steps, and the most copies that each is measured with.
const STEPS: [(&str, usize); 6] = [
    ("parse", 100),
    ("load", 100),
    ("generate, as for a build script", 10),
    ("syn and prettyplease over that", 10),
    ("grammers: parse", 100),
    ("grammers: generate, unformatted", 10),
];

const COPIES: [usize; 5] = [1, 3, 10, 30, 100];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if env::args().any(|argument| argument == "--one-profile") {
        COPIES.iter().for_each(|copies| measure(*copies));
        return Ok(());
    }
    let mut report = Report::new("generator", "cargo run --release --bin generator");
    report.say(format!(
        "The schema has {} KB without comments. Medians of turns taken by all steps in one process.",
        copied(1).len() / 1000
    ));
    for (profile, flags) in [("release", &["--release"][..]), ("debug, as build scripts are", &[])] {
        report.say(format!("In {profile}:"));
        let copies = COPIES.map(|copies| format!("x{copies}"));
        let header: Vec<&str> = [""].into_iter().chain(copies.iter().map(String::as_str)).collect();
        let header: Vec<&str> = header.into_iter().chain(["exponent"]).collect();
        report.table(&header, &rows(&ask(flags)?));
    }
    report.finish()
}

/// A step's name, copies and nanoseconds.
type Point = (String, usize, f64);

/// Runs this command with a profile.
fn ask(flags: &[&str]) -> Result<Vec<Point>, Box<dyn std::error::Error>> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--locked", "--manifest-path"]);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    command.args(["--bin", "generator"]).args(flags).args(["--", "--one-profile"]);
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("the run with {flags:?} failed").into());
    }
    let text = String::from_utf8(output.stdout)?;
    let point = |line: &str| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), cells.next()?.parse().ok()?, cells.next()?.parse().ok()?))
    };
    Ok(text.lines().filter_map(point).collect())
}

fn rows(points: &[Point]) -> Vec<Vec<String>> {
    let row = |(step, _): &(&str, usize)| {
        let points: Vec<_> = points.iter().filter(|point| point.0 == *step).collect();
        let cell = |copies| {
            let point = points.iter().find(|point| point.1 == copies);
            point.map_or_else(String::new, |point| time(point.2))
        };
        let fitted: Vec<_> = points.iter().map(|point| (point.1 as f64, point.2)).collect();
        let cells = COPIES.map(cell).into_iter();
        [(*step).to_owned()].into_iter().chain(cells).chain([format!("{:.2}", exponent(&fitted))]).collect()
    };
    STEPS.iter().map(row).collect()
}

/// Prints the times of all steps with so many copies.
fn measure(copies: usize) {
    let text = copied(copies);
    let mut sources = SourceMap::new();
    sources.add("api.tl", &*text).unwrap();
    let id = sources.ids().next().unwrap();
    let options = Options::default().allow_id("*");
    let config = configure().allow_id("*");
    // Like its own build script, grammers goes on without what it cannot read: the declaration of `vector`.
    let definitions: Vec<Definition> = parse_tl_file(&text).flatten().collect();
    assert!(schema::load(&sources, &options).0.is_some(), "the copies are no schema");

    let with_output = copies <= 10;
    let output =
        if with_output { config.generate(&sources).unwrap().files.remove(0).text } else { String::new() };
    let operations: [Repeat<'_>; 6] = [
        repeat(|| parse(&sources, id)),
        repeat(|| schema::load(&sources, &options)),
        repeat(|| config.generate(&sources).unwrap()),
        repeat(|| prettyplease::unparse(&syn::parse_file(&output).unwrap())),
        repeat(|| parse_tl_file(&text).flatten().collect::<Vec<_>>()),
        repeat(|| grammers(&definitions)),
    ];
    let measured = STEPS.iter().zip(operations).filter(|((_, most), _)| copies <= *most);
    let (steps, mut operations): (Vec<_>, Vec<_>) = measured.unzip();
    let turns = if copies == 1 { 11 } else { 3 };
    for ((step, _), ns) in steps.iter().zip(contest(&mut operations, turns)) {
        println!("{step}\t{copies}\t{ns}");
    }
}

fn grammers(definitions: &[Definition]) -> Vec<u8> {
    let mut outputs =
        Outputs { common: Vec::new(), types: Vec::new(), functions: Vec::new(), enums: Vec::new() };
    generate_rust_code(&mut outputs, definitions, 1, &grammers_tl_gen::Config::default()).unwrap();
    io::Write::flush(&mut outputs.types).unwrap();
    [outputs.common, outputs.types, outputs.functions, outputs.enums].concat()
}

/// The schema so many times, every name of a copy with its number. Ids are counted, so that no two of them are equal.
fn copied(copies: usize) -> String {
    let (mut out, mut next_id) = (String::new(), 0_u32);
    for copy in 0..copies {
        if copy > 0 {
            out += "---types---\n";
        }
        for line in API.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
            let Some((head, result)) = line.split_once(" = ") else {
                out += &format!("{line}\n");
                continue;
            };
            let (name, fields) = head.split_once(' ').unwrap_or((head, ""));
            let (name, id) = name.split_once('#').unwrap();
            if matches!(name, "boolFalse" | "boolTrue" | "true" | "vector") {
                // What the language itself is made of is there once, and keeps its ids.
                if copy == 0 {
                    out += &format!("{line}\n");
                }
                continue;
            }
            assert!(u32::from_str_radix(id, 16).is_ok(), "{line}");
            next_id += 1;
            let id = next_id.wrapping_mul(0x9e37_79b1);
            let mark = if copy == 0 { String::new() } else { format!("C{copy}") };
            let space = if fields.is_empty() { "" } else { " " };
            let (fields, result) = (renamed(fields, &mark), renamed(result, &mark));
            let _ = writeln!(out, "{name}{mark}#{id:08x}{space}{fields} = {result}");
        }
    }
    out
}

/// Puts the mark behind each name of a type.
fn renamed(text: &str, mark: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word);
        let last = word.rsplit('.').next().unwrap_or(word);
        let is_type = last.starts_with(|c: char| c.is_ascii_uppercase());
        out += word;
        if is_type && !matches!(last, "Vector" | "Bool" | "X" | "Type") {
            out += mark;
        }
        let between = after.find(is_part).unwrap_or(after.len());
        out += &after[..between];
        rest = &after[between..];
    }
    out
}
