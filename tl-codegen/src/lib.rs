//! Turns TL schemas into Rust: a library for build scripts, and the command `tl-codegen` behind the feature `cli`.
//!
//! # In a build script
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), tl_codegen::Error> {
//!     tl_codegen::compile("schema/api.tl")
//! }
//! ```
//!
//! The output goes to `OUT_DIR`; `tl_runtime::include_schema!("api");` in the library mounts it. The error prints the
//! places in the schema, so a build that fails shows what to mend.
//!
//! # Options
//!
//! [`configure`] makes a [`Config`]; its setters select what is generated, borrow text instead of copying it, add derives and
//! attributes, and more:
//!
//! ```
//! use tl_codegen::{Kind, configure};
//!
//! let mut sources = tl_parser::SourceMap::new();
//! sources.add(
//!     "shop.tl",
//!     "item id:long name:string = Item;
//!      order items:Vector<Item> = Order;
//!      ---functions---
//!      //#[auth=none]
//!      shop.list = Vector<Item>;
//!      shop.buy item:Item = Order;",
//! )?;
//! let generated = configure()
//!     .select("shop.list")
//!     .derive(Kind::Struct, "item", "Hash")
//!     .predicate("open", "auth=none")
//!     .generate(&sources)?;
//! let text = &generated.files[0].text;
//! assert!(text.contains("pub struct Item {") && text.contains("pub mod open {"));
//! // Nothing that `shop.list` does not need.
//! assert!(!text.contains("Order"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is generated
//!
//! * `types`: a struct for each constructor; `enums`: an enum for each boxed type with two or more constructors;
//!   `functions`: a struct for each function. Namespaces are modules inside. A boxed type with one constructor is that
//!   constructor's struct, and a constructor without fields is a variant without a payload.
//! * Conditional fields are `Option`s, or `bool`s where they have no bytes. A word named `flags` that only says which
//!   fields are there is computed; every other `#` is a `u32` field. `new` takes what is always there, so a value with a
//!   few optional fields is `SendMessage { silent: true, ..SendMessage::new(peer, text) }`.
//! * A generic type over types gets a struct for each use that needs one; numbers are passed on while reading and writing.
//! * With [`Config::borrowed`] strings are `&'a str` and bytes `&'a [u8]`, and what holds them, through whatever lies
//!   between, has the lifetime `'a`. A reply borrows from its own bytes, whatever the request borrows.
//! * With [`Config::serde`] there is a line more for each type, which gives it the traits of serde; `tl_runtime::serde` says in
//!   which form values are written.
//! * `SCHEMA`, the table of all combinators, which errors are explained by, and `LAYER` where the schema names it.
//!
//! The output is the same to the byte for the same schema, options and features, on every machine. The feature `format`
//! lays it out as rustfmt would, for code that is kept among sources; the tokens are the same without it, and a build script
//! has less to compile first.

mod build_script;
#[cfg(feature = "cli")]
pub mod cli;
mod config;
#[cfg(feature = "dynamic")]
pub mod dynamic;
mod emit;
mod error;
mod generate;
mod input;
mod json;
mod kept;
mod names;
mod output;
mod plan;
#[cfg(test)]
mod scratch;
mod why;

pub use build_script::compile;
pub use config::{Config, Kind};
pub use error::{Error, ErrorKind};
pub use generate::{Generated, GeneratedFile, Item, Warning};
pub use kept::{Kept, Share};
pub use why::{By, Why};
// What the options are made of.
#[doc(no_inline)]
pub use tl_parser::{self, Code, schema::IdRule};

/// Options of a run, all at their defaults.
pub fn configure() -> Config {
    Config::default()
}
