//! A text is refused with a report, or Rust comes out of it in which every promised item stands.

use std::str;

use tl_codegen::{ErrorKind, configure};
use tl_parser::SourceMap;

pub fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut sources = SourceMap::new();
    sources.add("fuzzed.tl", text).expect("a fuzzed text is small");
    match configure().generate(&sources) {
        Ok(generated) => {
            let file = syn::parse_file(&generated.files[0].text).expect("the output is Rust");
            assert!(generated.items.is_empty() || !file.items.is_empty());
        }
        Err(error) => assert!(error.kind() == ErrorKind::Schema, "{error}"),
    }
}
