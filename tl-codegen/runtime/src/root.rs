//! The name of what is being decoded, known at compile time.
//!
//! Error paths start here: a [`Root`] and the bytes are all that is needed to find the field of a failing byte, so
//! reading itself carries no names.

use crate::Schema;
use alloc::{borrow::Cow, format, string::String};

/// Names a form of a value for error messages and paths; each [`Value`](crate::Value) has one as a constant.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Root {
    /// A type expression of the schema as TL text: `auth.SentCode`, `Vector<int>`.
    Type(&'static Schema, &'static str),
    /// The constructor or function with this id, its id first.
    Combinator(&'static Schema, u32),
    /// The constructor or function with this id, without its id.
    Bare(&'static Schema, u32),
    /// A boxed vector.
    Vector(&'static Root),
    /// A type that every schema has, such as `int`.
    Builtin(&'static str),
}

impl Root {
    /// The schema that names are looked up in; none where only built-in types take part.
    pub fn schema(&self) -> Option<&'static Schema> {
        match self {
            Self::Type(schema, _) | Self::Combinator(schema, _) | Self::Bare(schema, _) => Some(schema),
            Self::Vector(items) => items.schema(),
            Self::Builtin(_) => None,
        }
    }

    /// The name as TL text; a constructor or function that its schema's table lacks is shown by its id.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Type(_, text) | Self::Builtin(text) => Cow::Borrowed(text),
            Self::Combinator(schema, id) | Self::Bare(schema, id) => match schema.name_of(*id) {
                Some(name) => Cow::Borrowed(name),
                None => Cow::Owned(format!("#{id:08x}")),
            },
            Self::Vector(items) => Cow::Owned(vector_name(&items.name())),
        }
    }
}

fn vector_name(items: &str) -> String {
    ["Vector<", items, ">"].concat()
}
