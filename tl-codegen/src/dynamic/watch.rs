//! What a reading tells of the bytes it walks over, to whoever wants to know.
//!
//! In: nothing. Out: the trait [`Watch`], by which reading and every other view of the bytes share one walk. A watcher
//! sees all and changes nothing.

use std::fmt;
use std::ops::Range;

use tl_parser::schema::{Builtin, CombinatorId};

use super::value::Value;

/// Sees the parts of a value while it is read. Every byte that is read belongs to exactly one piece.
pub trait Watch {
    /// A field, an item or the value itself begins.
    fn enter(&mut self, part: &Part<'_>);
    /// Some of its bytes.
    fn piece(&mut self, span: Range<usize>, piece: &Piece<'_>);
    /// It ends. What began last ends first; after an error nothing ends.
    fn leave(&mut self);
    /// The fields of that constructor or function follow, whether an id stands before them or not.
    fn combinator(&mut self, _: CombinatorId) {}
    /// The bytes of that built-in type follow.
    fn builtin(&mut self, _: Builtin) {}
}

/// What begins.
pub struct Part<'a> {
    /// The name of the field, the number of the item in brackets, or empty for the value itself.
    pub name: &'a str,
    /// Its type as TL.
    pub ty: &'a dyn fmt::Display,
    /// Annotated as secret.
    pub secret: bool,
    /// The fields that this mask governs: the bit, or none for the whole mask, and the name.
    pub governs: &'a [(Option<u8>, String)],
}

/// What bytes are.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Piece<'a> {
    /// The id of a constructor or a function, and its name.
    Id(u32, &'a str),
    /// How many items follow.
    Count(u32),
    /// How many bytes the string that follows has.
    Length(u64),
    /// The data of a string, or a number.
    Data(&'a Value<'a>),
    /// Zeros behind a string.
    Padding,
    /// No bytes: a field that is there and says all by that.
    Nothing,
}

/// Looks away.
impl Watch for () {
    fn enter(&mut self, _: &Part<'_>) {}
    fn piece(&mut self, _: Range<usize>, _: &Piece<'_>) {}
    fn leave(&mut self) {}
}
