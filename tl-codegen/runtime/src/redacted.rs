//! The stand-in for a secret in `Debug` output.
//!
//! It takes nothing in, so nothing of the secret can come out: neither its bytes nor its length.

use core::fmt;

/// Prints `[REDACTED]`. Generated `Debug` implementations show it in place of a field that the schema marks secret.
///
/// ```
/// assert_eq!(format!("{:?}", tl_runtime::Redacted), "[REDACTED]");
/// assert_eq!(format!("{:?}", Some(tl_runtime::Redacted)), "Some([REDACTED])");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}
