//! What took part in a value.
//!
//! In: the steps of a reading. Out: the combinators and built-in types on its way, and whether a number is not equal to
//! itself.

use std::collections::BTreeSet;
use std::ops::Range;

use tl_codegen::dynamic::{Part, Piece, Value, Watch};
use tl_parser::schema::{Builtin, CombinatorId};

#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) combinators: BTreeSet<CombinatorId>,
    pub(crate) builtins: BTreeSet<Builtin>,
    /// A value with it is not equal to itself in Rust.
    pub(crate) has_nan: bool,
}

impl Watch for Seen {
    fn enter(&mut self, _: &Part<'_>) {}

    fn piece(&mut self, _: Range<usize>, piece: &Piece<'_>) {
        self.has_nan |= match piece {
            Piece::Data(Value::Double(number)) => number.is_nan(),
            Piece::Data(Value::Float(number)) => number.is_nan(),
            _ => false,
        };
    }

    fn leave(&mut self) {}

    fn combinator(&mut self, id: CombinatorId) {
        self.combinators.insert(id);
    }

    fn builtin(&mut self, builtin: Builtin) {
        self.builtins.insert(builtin);
    }
}
