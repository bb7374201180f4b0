//! Texts that are far bigger than any schema: they are read or refused, and what they cost follows their length.
//! Memory is counted by the allocator, and how often it is asked for some stands for the work.

#![allow(clippy::unwrap_used)]

#[allow(dead_code, unreachable_pub, reason = "another test uses the rest")]
#[path = "../../tl-codegen/runtime/tests/counting/mod.rs"]
mod counting;

use counting::{Cost, cost};
use tl_parser::schema::{self, Options};
use tl_parser::{SourceMap, Style, parse, render};

const MEGABYTE: usize = 1_000_000;

/// Reads and reports on a text; gives back how many findings there are, and the cost.
fn read(text: String) -> (usize, Cost) {
    let mut map = SourceMap::new();
    let id = map.add("a.tl", text).unwrap();
    cost(|| {
        let (_, diagnostics) = parse(&map, id);
        let report = render(&map, &diagnostics, Style::Plain);
        assert!(report.len() < 500_000, "{} bytes of report", report.len());
        diagnostics.len()
    })
}

/// Links and checks a text; gives back how many combinators come out, and the cost.
fn load(text: String) -> (usize, Cost) {
    let mut map = SourceMap::new();
    map.add("a.tl", text).unwrap();
    // Among so many names some have the same sum, so they are given ids by hand.
    let options = Options::default().allow_id("*");
    cost(|| schema::load(&map, &options).0.map_or(0, |schema| schema.combinators().len()))
}

/// The tree of a text takes more than the text; this is the most for each byte of it. It is what two bytes take that are
/// an argument of a type; all else is far below.
const TREE: usize = 320;
/// The same for texts of mistakes and of fields without names, each of which is one or two bytes.
const SMALLEST: usize = 700;
/// The same with everything that linking and checking keeps.
const SCHEMA: usize = 192;

#[test]
fn a_line_of_ten_megabytes() {
    // One of ten megabytes; the other kinds of line are shorter, because debug builds take their time.
    let long = |part: &str, length: usize| part.repeat(length / part.len());
    let line = |part: &str| long(part, MEGABYTE);
    let lines = [
        ("fields", format!("a {} = A;", long("x:int ", 10 * MEGABYTE)), true),
        ("a name", format!("a{} = A;", line("b")), true),
        ("a comment", format!("// {}\na = A;", line("c ")), true),
        ("a block comment", format!("/* {} */ a = A;", line("* /")), true),
        ("brackets", format!("a x:{} = A;", line("(")), false),
        ("a type applied to numbers", format!("a x:{}int = A;", line("1 ")), true),
        ("nothing of TL", line("?!"), false),
        ("one string of digits", format!("a#{} = A;", line("0")), false),
    ];
    for (what, text, is_read) in lines {
        let length = text.len();
        let (findings, cost) = read(text);
        assert_eq!(findings == 0, is_read, "{what}: {findings} findings");
        assert!(cost.peak < TREE * length, "{what}: {cost:?}");
    }
}

/// What has a finding or a field for every byte or two takes the most memory that a text of its length can.
#[test]
fn the_smallest_parts() {
    let parts = |part: &str| part.repeat(MEGABYTE / 4);
    let fields = |part: &str| format!("a {}= A;", parts(part));
    for text in [parts(";"), parts("a;"), parts("a#0=A;"), fields("#"), fields("# "), fields("[#]")] {
        let (length, (_, cost)) = (text.len(), read(text.clone()));
        assert!(cost.peak < SMALLEST * length, "{:?}: {cost:?} for {length}", text.get(..8));
    }
}

#[test]
fn a_hundred_thousand_constructors() {
    let text: String = (1..=100_000)
        .map(|i| format!("a{i}#{i:08x} x:int y:A{i} z:vector<B> = B;\nb{i}#{:08x} = A{i};\n", 1 << 24 | i))
        .collect();
    let length = text.len();
    let (combinators, cost) = load("vector#1cb5c415 {t:Type} # [ t ] = Vector t;\n".to_owned() + &text);
    assert!(combinators >= 200_000, "{combinators}");
    assert!(cost.peak < SCHEMA * length, "{cost:?} for {length}");
}

/// Circles, chains and heaps of everything that refers to something else.
#[test]
fn work_follows_the_length() {
    type Make = fn(usize) -> String;
    let makers: [(&str, Make); 7] = [
        ("a circle of types", |n| (0..n).map(|i| format!("a{i} x:A{} = A{i};\n", (i + 1) % n)).collect()),
        ("a circle of bare types", |n| {
            (0..n).map(|i| format!("a{i} x:a{} = A{i};\n", (i + 1) % n)).collect()
        }),
        ("a circle of vectors", |n| {
            (0..n).map(|i| format!("a{i} x:Vector<A{}> = A{i};\n", (i + 1) % n)).collect()
        }),
        ("a type of itself", |n| (0..n).map(|i| format!("a{i} x:A{i} = A{i};\n")).collect()),
        ("generics of generics", |n| {
            "p {X:Type} x:X = P X;\n".to_owned()
                + &(0..n)
                    .map(|i| format!("a{i} x:(P (P (P A{}))) = A{i};\n", (i + 1) % n))
                    .collect::<String>()
        }),
        ("mistakes", |n| "a x:Vector<int = A;\n".repeat(n)),
        ("comments", |n| "// text\n/* more */\n".repeat(n) + "a = A;"),
    ];
    for (what, make) in makers {
        let ((_, small), (_, large)) = (load(make(500)), load(make(2000)));
        assert!(large.calls < 5 * small.calls, "{what}: {small:?}, then {large:?}");
        assert!(large.peak < 5 * small.peak, "{what}: {small:?}, then {large:?}");
    }
}
