//! Phone numbers in the one form that they are stored and compared in.
//!
//! In goes what a client sent, out come its digits or nothing. Whether the number exists is not asked here.

use core::fmt;
use tl_runtime::Redacted;

/// A phone number: its digits alone, country code first. However a number is written, it is one key of the store, so
/// that a code dies wherever it was asked for (rule S6).
///
/// ```
/// use auth_types::server::Phone;
///
/// assert_eq!(Phone::parse("+7 (999) 123-45-67"), Phone::parse("79991234567"));
/// assert_eq!(Phone::parse("call me"), None);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// The fewest digits of a number.
    pub const MIN_DIGITS: usize = 5;
    /// The most digits of a number, which is what the numbering plan of the world allows.
    pub const MAX_DIGITS: usize = 15;

    /// Reads a number. `+` may stand in front; spaces, hyphens and brackets are skipped; everything else refuses.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = String::with_capacity(Self::MAX_DIGITS);
        for (at, letter) in text.bytes().enumerate() {
            match letter {
                b'0'..=b'9' if digits.len() == Self::MAX_DIGITS => return None,
                b'0'..=b'9' => digits.push(char::from(letter)),
                b'+' if at == 0 => {}
                b' ' | b'-' | b'(' | b')' if at < 4 * Self::MAX_DIGITS => {}
                _ => return None,
            }
        }
        (digits.len() >= Self::MIN_DIGITS).then_some(Self(digits))
    }

    /// The digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Phone").field(&Redacted).finish()
    }
}
