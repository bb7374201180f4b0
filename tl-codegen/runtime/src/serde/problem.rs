//! What does not fit, and where.
//!
//! In go the names on the way out of the value, the innermost first; out comes one line of text.

use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

/// Of a longer path only its outer part is shown.
const SHOWN: usize = 24;

#[derive(Debug)]
pub(super) struct Problem {
    /// The innermost first.
    path: Vec<Cow<'static, str>>,
    what: String,
}

impl Problem {
    pub(super) fn new(what: impl fmt::Display) -> Self {
        Self { path: Vec::new(), what: what.to_string() }
    }

    /// The table of the schema does not say how to go on: it does not belong to the value.
    pub(super) fn table(what: impl fmt::Display) -> Self {
        Self::new(format_args!("the schema table of the generated code does not tell what {what} is"))
    }

    pub(super) fn inside(mut self, part: impl Into<Cow<'static, str>>) -> Self {
        self.path.push(part.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.path.iter().rev().take(SHOWN).enumerate() {
            let dot = if place == 0 || part.starts_with('[') { "" } else { "." };
            write!(f, "{dot}{part}")?;
        }
        let rest = if self.path.len() > SHOWN { "..." } else { "" };
        let colon = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{rest}{colon}{}", self.what)
    }
}
