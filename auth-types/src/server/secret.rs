//! Text that no log may show.
//!
//! In goes a code or a hash, out comes the answer whether another text equals it, in a time that does not depend on where
//! they differ. The text itself leaves only by [`Secret::expose`].

use core::fmt;
use subtle::ConstantTimeEq;
use tl_runtime::Redacted;

/// A code or the hash of one. `Debug` shows nothing of it, not even its length (promise P13).
///
/// ```
/// use auth_types::server::Secret;
///
/// let code = Secret::new("00417");
/// assert_eq!(format!("{code:?}"), "Secret([REDACTED])");
/// assert!(code.matches("00417") && !code.matches("417"));
/// ```
#[derive(Clone)]
pub struct Secret(pub(super) String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for those who deliver or store it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether both are the same text, compared in constant time over equal lengths and never as numbers (promise P3).
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Secret").field(&Redacted).finish()
    }
}
