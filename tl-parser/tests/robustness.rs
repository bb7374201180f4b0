//! No text makes the parser, the printer or the renderer panic, overflow the stack or take more than linear time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use tl_parser::{Diagnostics, SourceMap, Style, parse, print, render};

/// Reads, reports and prints a text; what parsed without an error has to come back.
fn exercise(text: &str) -> Diagnostics {
    let mut map = SourceMap::new();
    map.add("before.tl", "").unwrap();
    let id = map.add("a.tl", text).unwrap();
    let (file, diagnostics) = parse(&map, id);
    for finding in &diagnostics {
        assert!(map.position(finding.span).is_some(), "a finding has a place: {finding:?}");
        assert!(map.source_of(finding.span).is_some_and(|source| source.name() == "a.tl"), "{finding:?}");
    }
    for style in [Style::Plain, Style::Ansi, Style::OneLine] {
        let report = render(&map, &diagnostics, style);
        assert_eq!(report.is_empty(), diagnostics.is_empty());
    }
    let printed = print(&file);
    let mut copy = SourceMap::new();
    let again = copy.add("printed.tl", printed.as_str()).unwrap();
    let (second, mistakes) = parse(&copy, again);
    let mistake = mistakes.iter().find(|finding| finding.code.as_str().starts_with('E'));
    // A built-in among functions is an error that keeps its item.
    assert!(mistake.is_none() || diagnostics.has_errors(), "{printed:?}: {mistake:?}");
    assert_eq!(print(&second), printed);
    assert_eq!(second.without_layout(), file.without_layout());
    diagnostics
}

/// Lines of every dialect, as material for mutations.
const LINES: &[&str] = &[
    "int#a8509bda ? = Int;",
    "vector#1cb5c415 {t:Type} # [ t ] = Vector t;",
    "@read ns.get#12 {X Y:Type} flags:# x:flags.3?(Vector %ns.T) (u v:X) q:!X => Maybe (ns.T 1+n);",
    "a n:# x:n*[ k:int v:vector<pair<int,string>> ] // tail\n = A; /* block */ Final A;",
    "---functions---\n===46===\nf {X:Type} q:!X = X; Vector int;",
    "//@description D @x X\n//-more\nb /* in */ x:Vector<int> = B; // LAYER 225\n",
];

/// Pieces that mutations put in.
const PIECES: &[&str] = &[
    "(", ")", "<", ">", "[", "]", "{", "}", ";", ":", "=", "=>", "#", "?", "!", "%", "*", "+", ",", ".", "_",
    "//", "/*", "*/", "\n", "\r", "---", "===", "@", "а", "\u{feff}", "9", "a", "A.b", " ", "32", "Final ",
    "/", "-", "// c\n", "/* c */",
];

fn mutated() -> impl Strategy<Value = String> {
    let line = proptest::sample::select(LINES);
    let piece = proptest::sample::select(PIECES);
    let edits = proptest::collection::vec((any::<proptest::sample::Index>(), 0..8usize, piece), 0..8);
    (proptest::collection::vec(line, 1..4), edits).prop_map(|(lines, edits)| {
        let mut text: Vec<char> = lines.join("\n").chars().collect();
        for (place, removed, piece) in edits {
            let from = place.index(text.len() + 1);
            let to = (from + removed / 2).min(text.len());
            text.splice(from..to, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "(?s:.*)") {
        exercise(&text);
    }

    #[test]
    fn any_tokens(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        exercise(&pieces.concat());
    }

    #[test]
    fn mutations_of_real_lines(text in mutated()) {
        exercise(&text);
    }
}

/// The codes of all findings, from a thread with a small stack.
fn on_a_small_stack(text: String) -> Vec<&'static str> {
    let work = move || exercise(&text).iter().map(|finding| finding.code.as_str()).collect();
    std::thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap().join().unwrap()
}

#[test]
fn nesting_ends_at_the_limit_and_not_with_the_stack() {
    let nested = |open: &str, middle: &str, close: &str, depth: usize| {
        format!("a x:{}{middle}{} = A;", open.repeat(depth), close.repeat(depth))
    };
    let brackets = [
        ("(", ")", 128),
        ("vector<", ">", 128),
        ("(vector ", ")", 128),
        ("%(", ")", 128),
        ("(1+", ")", 128),
        // A repetition counts for four levels.
        ("n*[ ", " ]", 32),
    ];
    for (open, close, limit) in brackets {
        assert_eq!(on_a_small_stack(nested(open, "1", close, limit)), [""; 0], "{open}");
        assert_eq!(on_a_small_stack(nested(open, "1", close, limit + 1)), ["E0010"], "{open}");
        assert_eq!(on_a_small_stack(nested(open, "1", close, 5000)), ["E0010"], "{open}");
        assert_eq!(on_a_small_stack(nested(open, "1", "", 5000)), ["E0010"], "{open}");
    }
    assert_eq!(on_a_small_stack("a.".repeat(16) + "a = A;"), [""; 0]);
    for depth in [17, 100_000] {
        assert_eq!(on_a_small_stack("a.".repeat(depth) + "a = A;"), ["E0007"]);
        assert_eq!(on_a_small_stack(format!("a = {}A;", "a.".repeat(depth))), ["E0007"]);
        assert_eq!(on_a_small_stack(format!("a x:{}A = A;", "a.".repeat(depth))), ["E0007"]);
    }
    assert_eq!(on_a_small_stack("[".repeat(9000)), ["E0003"]);
    assert_eq!(on_a_small_stack(format!("a {}", "[".repeat(9000))), ["E0010"]);
    assert_eq!(on_a_small_stack(format!("a = A {};", vec!["1"; 5000].join("+"))), ["E0010"]);
    // Sums in each level of parentheses: each counts, however deep it stands.
    let sums = format!("{}1{}", "(1+".repeat(100), "+1+1+1)".repeat(100));
    assert_eq!(on_a_small_stack(format!("a x:{sums} = A;")), ["E0010"]);
    assert_eq!(on_a_small_stack(format!("a x:{}int = A;", "%".repeat(9000))), [""; 0]);
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    let fields = |count: usize| format!("a{} = A;", " x:(vector int)".repeat(count));
    let mistakes = |count: usize| "a x:Vector<int = A;\n".repeat(count);
    let runs = |count: usize| format!("a x:{} = A;", "(a a ".repeat(count));
    let comments = |count: usize| format!("a {} = A;", "x:int /* c */ // d\n".repeat(count));
    let dashes = |count: usize| "--- ".repeat(count);
    let sections = |count: usize| "---types---".repeat(count);
    let nothings = |count: usize| ";".repeat(count);
    let lone_names = |count: usize| "a;".repeat(count);
    let doubles = |count: usize| "a#0=A;".repeat(count);
    let makers: [(&str, &dyn Fn(usize) -> String); 9] = [
        ("fields", &fields),
        ("mistakes", &mistakes),
        ("runs", &runs),
        ("comments", &comments),
        ("dashes", &dashes),
        ("sections", &sections),
        ("nothings", &nothings),
        ("lone names", &lone_names),
        ("doubles", &doubles),
    ];
    for (name, make) in makers {
        let time = |count| {
            let text = make(count);
            let mut map = SourceMap::new();
            let id = map.add("a.tl", text).unwrap();
            let once = || {
                let start = Instant::now();
                let (_, diagnostics) = parse(&map, id);
                let _ = render(&map, &diagnostics, Style::Plain);
                start.elapsed()
            };
            (0..3).map(|_| once()).min().unwrap_or(Duration::MAX)
        };
        let (small, large) = (time(500), time(9000));
        // Eighteen times the text; squared time would be 324 times as long.
        assert!(large < small * 90 + Duration::from_millis(100), "{name}: {small:?}, then {large:?}");
    }
}
