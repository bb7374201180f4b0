//! A text is linked and checked: every finding has a place, a schema comes out just when there is no error, and its ids
//! are those of the printed text.

use std::str;

use tl_parser::schema::{Options, build, load};
use tl_parser::{Schema, SourceMap, parse, print};

fn ids(schema: &Schema) -> Vec<(String, u32)> {
    schema.combinators().map(|(_, combinator)| (combinator.name.clone(), combinator.id)).collect()
}

pub fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut map = SourceMap::new();
    let id = map.add("a.tl", text).expect("a fuzzed text is small");
    let (schema, diagnostics) = load(&map, &Options::default());
    for finding in &diagnostics {
        assert!(map.position(finding.span).is_some(), "{finding:?}");
        assert!(finding.labels.iter().all(|label| map.position(label.span).is_some()), "{finding:?}");
    }
    assert_eq!(schema.is_none(), diagnostics.has_errors());
    let Some(schema) = schema else { return };

    let (file, _) = parse(&map, id);
    let mut copy = SourceMap::new();
    let again = copy.add("printed.tl", print(&file)).expect("a fuzzed text is small");
    let (file, _) = parse(&copy, again);
    let (second, diagnostics) = build(&copy, &[file], &Options::default());
    let second = second.unwrap_or_else(|| panic!("{diagnostics:?}"));
    assert_eq!(ids(&second), ids(&schema));
}
