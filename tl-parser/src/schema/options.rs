//! What the caller decides about a schema.
//!
//! In: the caller's choices. Out: [`Options`] for [`super::load`] and [`super::build`]. Nothing here looks at a schema.

use super::glob;
use crate::diagnostic::{Code, Diagnostics, Severity};

/// By which rule the ids of a schema are computed and checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum IdRule {
    /// For each file the rule that explains more of its written ids; [`Classic`](Self::Classic) where none is written.
    #[default]
    Auto,
    /// [`crate::id::Rule::Telegram`] for all.
    Telegram,
    /// [`crate::id::Rule::Classic`] for all.
    Classic,
}

/// What the caller decides about a schema; the default is right for most.
///
/// ```
/// use tl_parser::{Code, schema::{IdRule, Options}};
///
/// let options = Options::default().ids(IdRule::Telegram).deny(Code::IdMismatch).allow_id("*Prefix").at_layer(144);
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    pub(super) ids: IdRule,
    pub(super) deny: Vec<Code>,
    pub(super) deny_warnings: bool,
    pub(super) allow_ids: Vec<String>,
    pub(super) at_layer: Option<u32>,
}

impl Options {
    /// By which rule ids are computed.
    #[must_use]
    pub fn ids(mut self, rule: IdRule) -> Self {
        self.ids = rule;
        self
    }

    /// Makes that warning an error.
    #[must_use]
    pub fn deny(mut self, code: Code) -> Self {
        if !self.deny.contains(&code) {
            self.deny.push(code);
        }
        self
    }

    /// Makes every warning an error.
    #[must_use]
    pub fn deny_warnings(mut self) -> Self {
        self.deny_warnings = true;
        self
    }

    /// Combinators whose written id is known to differ from the computed one: a name, or a pattern such as `*Prefix`.
    #[must_use]
    pub fn allow_id(mut self, pattern: impl Into<String>) -> Self {
        self.allow_ids.push(pattern.into());
        self
    }

    /// For files with marks such as `===46===`: the schema as it stood at that layer, not at the newest.
    #[must_use]
    pub fn at_layer(mut self, layer: u32) -> Self {
        self.at_layer = Some(layer);
        self
    }

    /// Whether the caller knows that this combinator's id is set by hand.
    pub(super) fn allows_id_of(&self, name: &str) -> bool {
        self.allow_ids.iter().any(|pattern| glob::matches(pattern, name))
    }

    /// Turns the denied warnings into errors.
    pub(super) fn deny_in(&self, diagnostics: &mut Diagnostics) {
        if self.deny_warnings {
            Code::ALL
                .iter()
                .filter(|code| code.severity() == Severity::Warning)
                .for_each(|code| diagnostics.deny(*code));
        }
        self.deny.iter().for_each(|code| diagnostics.deny(*code));
    }
}
