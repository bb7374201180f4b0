//! Text that no log may show (promise P13).
//!
//! In goes what the user typed or the server sent, out it comes only when it is asked for by name. It is not wiped from
//! memory: whoever reads the memory of a client has its key as well.

use alloc::string::String;
use core::fmt;
use tl_runtime::Redacted;

/// A phone number, a code, a hash: `Debug` shows neither it nor its length.
///
/// ```
/// use auth_types::client::Secret;
///
/// let code = Secret::from("12345");
/// assert_eq!(format!("{code:?}"), "[REDACTED]");
/// assert_eq!(code.reveal(), "12345");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A copy of the text, for a field of a request.
    pub(super) fn copy(&self) -> String {
        self.0.clone()
    }

    /// Whether there is nothing to keep secret.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(String::from(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Redacted.fmt(f)
    }
}
