//! A look at the start of a request without reading it whole, for predicates over requests.
//!
//! In go bytes that anyone may have sent, out come an id or the bytes behind what was skipped. Nothing is decided
//! here, and bytes that cannot be read give nothing.

use crate::{Limits, Reader};

/// The id that boxed bytes start with.
///
/// ```
/// assert_eq!(tl_runtime::peek_id(&[0xb5, 0x75, 0x72, 0x99, 1]), Some(0x9972_75b5));
/// assert_eq!(tl_runtime::peek_id(&[1, 2, 3]), None);
/// ```
#[must_use]
pub fn peek_id(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|id| u32::from_le_bytes(*id))
}

/// The bytes behind what `read` reads; none when that cannot be read. Generated predicates look through functions
/// that wrap others with it.
#[doc(hidden)]
pub fn skip<'a>(bytes: &'a [u8], read: impl FnOnce(&mut Reader<'a>)) -> Option<&'a [u8]> {
    let mut reader = Reader::new(bytes, &Limits::new());
    read(&mut reader);
    let rest = reader.rest();
    (!reader.failed()).then_some(rest)
}
