//! Reads TL, the schema language of Telegram's MTProto, TDLib, TON and VK, into a checked model.
//!
//! ```text
//! texts -> SourceMap -> ast (spans) -> Schema (linked, checked, frozen)
//! ```

pub mod ast;
pub mod diagnostic;
mod grammar;
pub mod id;
mod layout;
mod print;
pub mod render;
pub mod schema;
pub mod source;

pub use diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity};
pub use grammar::parse;
pub use print::{print, print_combinator};
pub use render::{Style, render};
pub use schema::Schema;
pub use source::{Position, Source, SourceError, SourceId, SourceMap, Span};
