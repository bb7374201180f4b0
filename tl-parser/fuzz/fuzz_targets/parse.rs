//! `cargo +nightly fuzz run parse`: reads a text, reports on it, prints what was read and reads that again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tl_parser::{SourceMap, Style, parse, print, render};

fuzz_target!(|text: &str| {
    let mut map = SourceMap::new();
    let id = map.add("a.tl", text).expect("a fuzzed text is small");
    let (file, diagnostics) = parse(&map, id);
    let report = render(&map, &diagnostics, Style::Plain);
    assert_eq!(report.is_empty(), diagnostics.is_empty());

    let printed = print(&file);
    let mut copy = SourceMap::new();
    let again = copy.add("printed.tl", printed.as_str()).expect("a fuzzed text is small");
    let (second, _) = parse(&copy, again);
    assert_eq!(print(&second), printed);
    assert_eq!(second.without_layout(), file.without_layout());
});
