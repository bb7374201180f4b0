//! Any bytes: the text is read and reported on in every style, and every finding has a place in it.

use tl_parser::{SourceMap, Style, parse, render};

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut map = SourceMap::new();
    let id = map.add("a.tl", text).expect("a fuzzed text is small");
    let (_, diagnostics) = parse(&map, id);
    for finding in &diagnostics {
        assert!(map.position(finding.span).is_some(), "{finding:?}");
    }
    for style in [Style::Plain, Style::Ansi, Style::OneLine] {
        assert_eq!(render(&map, &diagnostics, style).is_empty(), diagnostics.is_empty());
    }
}
