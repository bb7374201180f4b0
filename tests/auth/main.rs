//! User authorization, as `auth-types` has it: what it allows, what it hides, its bytes, and the schema it comes from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod allowlist;
mod annotations;
mod mistakes;
mod package;
mod schema;
mod secrets;
mod vectors;
mod wrappers;

use tl_codegen::{Config, Error, Generated, Kind};
use tl_parser::SourceMap;

/// The schema that `auth-types` is generated from.
const AUTH_TL: &str = include_str!("../../schema/auth.tl");

/// How `auth-types` is generated.
fn config() -> Config {
    tl_codegen::configure().derive(Kind::Any, "*", "Eq").predicate_through(
        "unauthorized",
        "auth=none",
        "auth=inherit",
    )
}

/// What the generator makes of a text that stands in for the schema.
fn generate(text: &str) -> Result<Generated, Error> {
    let mut sources = SourceMap::new();
    sources.add("auth.tl", text).unwrap();
    config().generate(&sources)
}

/// The same, when there is nothing wrong with it.
fn text_of(schema: &str) -> String {
    generate(schema).unwrap().files.remove(0).text
}

/// The text with one place of it changed; it has to be there, once.
fn change(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} has to stand in the schema once");
    text.replacen(from, to, 1)
}

/// Little-endian words, as bytes.
fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
