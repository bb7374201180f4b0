//! A text is refused with a report, or Rust comes out of it in which every promised item stands.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tl_codegen::{ErrorKind, configure};
use tl_parser::SourceMap;

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::new();
    sources.add("fuzzed.tl", text).expect("a fuzzed text is small");
    match configure().generate(&sources) {
        Ok(generated) => {
            let file = syn::parse_file(&generated.files[0].text).expect("the output is Rust");
            assert!(generated.items.is_empty() || !file.items.is_empty());
        }
        Err(error) => assert!(error.kind() == ErrorKind::Schema, "{error}"),
    }
});
