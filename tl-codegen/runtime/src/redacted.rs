//! What stands in `Debug` for a value that must not be seen.

use core::fmt;

/// Shown in place of a field that the schema marks secret. Neither the value nor its length shows.
///
/// ```
/// assert_eq!(format!("{:?}", Some(tl_runtime::Redacted)), "Some([REDACTED])");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}
