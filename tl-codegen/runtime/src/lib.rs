//! What code generated from a TL schema needs at run time: a strict reader, a writer, and errors that say where.
//!
//! In go bytes from anyone and values of generated types; out come values, bytes or an error that names the byte,
//! the path and what was expected. Nothing here knows a schema, panics on an input, or reaches outside memory.
//!
//! ```
//! let bytes = tl_runtime::to_bytes(&vec![1_i32, 2])?;
//! assert_eq!(bytes, [0x15, 0xc4, 0xb5, 0x1c, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]);
//! assert_eq!(tl_runtime::from_bytes::<Vec<i32>>(&bytes)?, [1, 2]);
//!
//! let error = tl_runtime::from_bytes::<Vec<i32>>(&bytes[..12]).unwrap_err();
//! assert_eq!(error.offset(), 4);
//! assert!(error.to_string().contains("2 items"));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # How decoding works
//!
//! Reading is straight-line: no function that reads a field returns a `Result`. The [`Reader`] keeps its first
//! error, and from then on behaves as an empty input, so that what follows is a short walk over zeros. The entry
//! points ([`from_bytes`] and its kin) look at the error once; no half-read value ever leaves them. That is why the
//! reading methods are hidden and a `Reader` cannot be made outside this crate: they are for generated code alone.
//!
//! # Values that borrow
//!
//! Code generated with `Config::borrowed` holds `&str` and `&[u8]` where it otherwise holds `String` and `Vec<u8>`. Such a
//! value is read without copying a byte of text and lives as long as the bytes that it was read from. Everything here
//! takes both kinds: the lifetime of [`Value`], [`Bare`] and [`Function`] is that of these bytes.
//!
//! ```
//! # use tl_runtime::{Bare, Facts, Reader, Schema, VERSION, Writer};
//! # static SCHEMA: Schema = Schema::new(VERSION, &["geo.name#11110001 text:string = geo.Name"], &[]);
//! # #[derive(Debug, PartialEq)]
//! # struct Name<'a> { text: &'a str }
//! # impl<'a> Bare<'a> for Name<'a> {
//! #     const FACTS: Facts = Facts(&SCHEMA, 0x1111_0001, 4);
//! #     fn read_bare(r: &mut Reader<'a>) -> Self { Self { text: r.get() } }
//! #     fn write_bare(&self, w: &mut Writer) { w.put(&self.text) }
//! # }
//! // geo.name#11110001 text:string = geo.Name;
//! let bytes = tl_runtime::to_bytes(&Name { text: "Rome" })?;
//! let name: Name<'_> = tl_runtime::from_bytes(&bytes)?;
//! assert_eq!(name.text, "Rome");
//! // It is the text in the bytes, and no copy of it.
//! assert!(bytes.as_ptr_range().contains(&name.text.as_ptr()));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
#![no_std]

extern crate alloc;

mod blob;
mod entry;
mod error;
mod kind;
mod limits;
mod line;
mod macros;
pub mod mtproto;
mod peek;
mod reader;
mod redacted;
mod root;
mod schema;
mod sequence;
#[cfg(feature = "serde")]
pub mod serde;
#[doc(hidden)]
pub mod trace;
mod value;
mod writer;

pub use entry::{
    append_bytes, bare_from_bytes, bare_to_bytes, decode_reply, decode_reply_with, encode_reply, from_bytes,
    from_bytes_with, from_prefix, to_bytes,
};
#[doc(hidden)]
pub use error::layer_too_old;
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, GzipProblem};
pub use limits::Limits;
pub use macros::{VERSION, require_version};
pub use peek::peek_id;
#[doc(hidden)]
pub use peek::skip;
pub use reader::Reader;
pub use redacted::Redacted;
pub use root::Root;
pub use schema::Schema;
pub use value::{Bare, Function, Value};
#[doc(hidden)]
pub use value::{Facts, PlainFunction};
pub use writer::Writer;
#[doc(hidden)]
pub use writer::bit;

/// The owned types that generated code names, imported by every generated module so that it also compiles
/// without the standard library.
pub mod prelude {
    pub use alloc::{boxed::Box, string::String, vec::Vec};
}
