//! What was read is printed and read again: the same tree, and the same print.

use std::str;

use tl_parser::{SourceMap, parse, print};

pub fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut map = SourceMap::new();
    let id = map.add("a.tl", text).expect("a fuzzed text is small");
    let (file, _) = parse(&map, id);
    let printed = print(&file);
    let mut copy = SourceMap::new();
    let again = copy.add("printed.tl", printed.as_str()).expect("a fuzzed text is small");
    let (second, _) = parse(&copy, again);
    assert_eq!(print(&second), printed);
    assert_eq!(second.without_layout(), file.without_layout());
}
