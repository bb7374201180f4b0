//! The proof that generated code reads and writes what the schema says: for every constructor and function random values
//! go through it and through the interpreter of schemas, which shares no code with it. Both give the same bytes, and
//! both refuse the same damaged ones.
//!
//! build.rs generates the code of a schema and a table of what is in it; [`whole!`] mounts both.

#![allow(dead_code, unused_macros, unused_imports, reason = "every test file uses a part of it")]

mod check;
mod damage;
mod entry;
mod schemas;
mod seen;
mod table;
mod verdict;

use std::fmt::Write as _;

pub(crate) use check::{Counts, Proof, Sources};
pub(crate) use entry::{AnswerFn, Entry, Stop, TripFn, answer, trip};
pub(crate) use verdict::{Verdict, judge};

/// A row of the table: a type, its name in the schema, its id if it has one, and whether it is a function.
macro_rules! row {
    ($ty:ty, $tl_name:expr, $id:expr, true) => {
        Entry {
            is_function: true,
            answer: Some(|request, bytes| answer::<$ty>(request, bytes)),
            ..row!($ty, $tl_name, $id, false)
        }
    };
    ($ty:ty, $tl_name:expr, $id:expr, false) => {
        Entry {
            tl_name: $tl_name,
            id: $id,
            is_function: false,
            trip: |bytes| trip::<$ty>(bytes),
            answer: None,
        }
    };
}
pub(crate) use row;

/// The generated code of a schema and the table of its items: `whole!(module, "name of the output")`.
macro_rules! whole {
    ($module:ident, $name:literal) => {
        mod $module {
            #[deny(warnings)]
            #[allow(dead_code, reason = "a test uses what the table names")]
            pub(crate) mod code {
                include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
            }
            pub(crate) mod table {
                use super::code;
                #[allow(unused_imports, reason = "a schema may have no functions")]
                use crate::roundtrip::{Entry, answer, row, trip};
                include!(concat!(env!("OUT_DIR"), "/", $name, "_table.rs"));
            }
            pub(crate) fn proof() -> crate::roundtrip::Proof {
                crate::roundtrip::Proof::new($name, table::SOURCES, table::ENTRIES, table::CALL)
            }
        }
    };
}
pub(crate) use whole;

/// The first hundred words of the bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for word in bytes.chunks(4).take(100) {
        word.iter().for_each(|byte| {
            let _ = write!(text, "{byte:02x}");
        });
        text.push(' ');
    }
    if bytes.len() > 400 {
        let _ = write!(text, "... {} bytes", bytes.len());
    }
    text
}

/// Why no value holds a combinator.
pub(crate) const UNUSED: &str = "the schema declares it and uses it nowhere";

/// A test for each schema beside this repository: `shared!(name "name of the output" [(combinator, reason)])`.
macro_rules! shared {
    ($($name:ident $file:literal $([$($apart:tt)*])?)*) => {
        $(
            #[cfg(shared_schemas)]
            crate::roundtrip::whole!($name, $file);

            #[test]
            #[cfg_attr(not(shared_schemas), ignore = "there is no folder ../shared/schemas")]
            fn $name() {
                #[cfg(shared_schemas)]
                assert!($name::proof()$(.apart(&[$($apart)*]))?.run().tested > 0);
            }
        )*
    };
}
pub(crate) use shared;
