//! Looking at a request without decoding it, for predicates over functions.

use crate::{Limits, Reader};

/// The id that a boxed value starts with.
///
/// ```
/// assert_eq!(tl_runtime::peek_id(&[0x40, 0xda, 0x17, 0x57]), Some(0x5717_da40));
/// assert_eq!(tl_runtime::peek_id(&[1, 2]), None);
/// ```
#[must_use]
pub fn peek_id(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|id| u32::from_le_bytes(*id))
}

/// What is left of the bytes behind that which `read` reads; `None` when it cannot be read.
#[doc(hidden)]
pub fn skip(bytes: &[u8], read: impl FnOnce(&mut Reader<'_>)) -> Option<&[u8]> {
    let mut reader = Reader::new(bytes, &Limits::default());
    read(&mut reader);
    let left = reader.rest().len();
    (!reader.failed()).then(|| bytes.get(bytes.len().saturating_sub(left)..)).flatten()
}
