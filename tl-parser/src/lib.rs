//! Reads TL, the schema language of Telegram's MTProto, TDLib, TON and VK, into a checked model.
//!
//! ```text
//! texts -> SourceMap -> ast (spans) -> Schema (linked, checked, frozen)
//! ```
//!
//! [`schema::load`] goes the whole way; [`parse`] stops at the syntax tree, which [`print()`] turns back into text. What is
//! wrong comes as [`Diagnostics`], many in one run, and [`render()`] makes a report of them. No text makes this crate
//! panic, and it neither reads files nor prints.
//!
//! ```
//! use tl_parser::{SourceMap, Style, render, schema};
//!
//! let mut map = SourceMap::new();
//! map.add("geo.tl", "point x:int y:int = Point;\nline from:Point to:Pont = Line;\n")?;
//! let (schema, diagnostics) = schema::load(&map, &schema::Options::default());
//! assert!(schema.is_none());
//! let report = render(&map, &diagnostics, Style::Plain);
//! assert!(report.contains("error[E0101]"), "{report}");
//! assert!(report.contains(" --> geo.tl:2:20"), "{report}");
//! assert!(report.contains("did you mean `Point`?"), "{report}");
//! # Ok::<(), tl_parser::SourceError>(())
//! ```

pub mod ast;
pub mod diagnostic;
mod grammar;
pub mod id;
#[cfg(feature = "json")]
pub mod json;
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
