//! Values in the formats of serde (feature `serde`).
//!
//! In goes any [`Value`] and a format's serializer, or its deserializer; out comes what the format makes of it, or the value.
//! Nothing here is made for a type: the value is written as TL bytes, and the bytes are walked along the table of the
//! schema, and back. So a type costs a compiler next to nothing, and a schema that says something about bytes
//! says it here too. What must not happen: that anything is dropped, or taken for something else than was written.
//!
//! Code generated with `Config::serde` implements serde's two traits for every type that stands alone. Without that
//! option the functions here are for `#[serde(with = "tl_runtime::serde")]` on a field.
//!
//! ```
//! # use tl_runtime::{Bare, Facts, Reader, Schema, VERSION, Writer};
//! # static SCHEMA: Schema = Schema::new(VERSION, &["geo.place#11110001 at:long name:string = geo.Place"], &[]);
//! # #[derive(Debug, PartialEq)]
//! # struct Place { at: i64, name: String }
//! # impl Bare<'_> for Place {
//! #     const FACTS: Facts = Facts(&SCHEMA, 0x1111_0001, 12);
//! #     fn read_bare(r: &mut Reader<'_>) -> Self { Self { at: r.get(), name: r.get() } }
//! #     fn write_bare(&self, w: &mut Writer) { w.put(&self.at); w.put(&self.name) }
//! # }
//! # tl_runtime::serde!(Place);
//! // geo.place at:long name:string = geo.Place;
//! let place = Place { at: 7, name: "Rome".into() };
//! let json = serde_json::to_string(&place)?;
//! assert_eq!(json, r#"{"@type":"geo.place","at":"7","name":"Rome"}"#);
//! assert_eq!(serde_json::from_str::<Place>(&json)?, place);
//!
//! let error = serde_json::from_str::<Place>(r#"{"@type":"geo.place","at":"7","nmae":"Rome"}"#).unwrap_err();
//! assert_eq!(error.to_string(), "geo.place: there is no field `nmae`; geo.place has `at`, `name`");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The form
//!
//! Formats that people read get what `tl_codegen::dynamic` writes as JSON and reads:
//!
//! | TL | JSON |
//! |---|---|
//! | a constructor or function | an object: `@type` is its name, then its fields; `@id` when the schema has the name twice |
//! | a field that is not there | nothing; a field that is not known, or is there twice, is an error |
//! | a mask (`flags:#`) | its number; when it is left out, the bits of the fields that are there |
//! | `#`, `int` | a number |
//! | `long` | a string of digits, since many readers of JSON lose what is above 2^53; a number is read too |
//! | `double` | a number; the bits as `"0x7ff8000000000000"` where it has no finite value |
//! | `string`; `bytes`, `int128` and its like | a string; a string of two hexadecimal digits for each byte |
//! | `Bool`; `true` that is there | `true` or `false`; `true` |
//! | a vector, a repetition | a list |
//!
//! Binary formats, which say of themselves that they are not for people, get the TL bytes as they are.
//!
//! Secrets are written like everything else: what is serialized is there to be read back. What is read holds to the
//! default [`Limits`](crate::Limits). A type that borrows is only written: what is read from a format has no TL bytes
//! to borrow from. The answer of a call is a value of its own type; a call inside of a call has to be in the
//! table of the same schema.

mod build;
mod node;
mod problem;
mod show;
mod table;

use crate::{Root, Value};
use ::serde_core::{Deserializer, Serialize as _, Serializer, de::Error as _, ser::Error as _};
use alloc::vec::Vec;

/// What generated code names, so that its crate need not depend on serde.
#[doc(hidden)]
pub use ::serde_core as core;

/// Serializes a value, as the form above says.
///
/// # Errors
/// What [`to_bytes`](crate::to_bytes) refuses, what the table of the schema does not know, and what the format refuses.
pub fn serialize<'v, T: Value<'v>, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let bytes = crate::to_bytes(value).map_err(S::Error::custom)?;
    write(T::ROOT, &bytes, serializer)
}

/// Deserializes a value, as the form above says.
///
/// # Errors
/// What the format refuses, what does not fit the schema, with the path to it, and what
/// [`from_bytes`](crate::from_bytes) refuses.
pub fn deserialize<'de, T: for<'v> Value<'v>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let bytes = read(<T as Value<'_>>::ROOT, deserializer)?;
    crate::from_bytes(&bytes).map_err(D::Error::custom)
}

/// Compiled once for a format, whatever the types are.
fn write<S: Serializer>(root: Root, bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if !serializer.is_human_readable() {
        return serializer.serialize_bytes(bytes);
    }
    show::show(&root, bytes).map_err(S::Error::custom)?.serialize(serializer)
}

fn read<'de, D: Deserializer<'de>>(root: Root, deserializer: D) -> Result<Vec<u8>, D::Error> {
    if !deserializer.is_human_readable() {
        return node::bytes(deserializer);
    }
    let node = node::read(deserializer)?;
    build::build(&root, &node).map_err(D::Error::custom)
}

/// Serde's traits for a type that owns what it holds: `serde!(types::Dot)`.
#[doc(hidden)]
#[macro_export]
macro_rules! serde {
    ($type:path) => {
        impl $crate::serde::core::Serialize for $type {
            fn serialize<S: $crate::serde::core::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                $crate::serde::serialize(self, to)
            }
        }

        impl<'de> $crate::serde::core::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::core::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::serde::deserialize(from)
            }
        }
    };
}
