//! From syntax trees to the frozen [`Schema`]: collect, link, check.
//!
//! In: [`crate::ast::File`]s. Out: a [`Schema`] without an open question, or the list of what is wrong. No step reaches
//! back into the text.

pub mod model;

pub use model::*;
