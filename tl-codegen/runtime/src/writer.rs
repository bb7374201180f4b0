//! The writer: the bytes so far and the first error.
//!
//! Writing is as straight-line as reading: the first error is kept, the entry point looks at it once and then gives
//! no bytes out. It never computes what a field should be; it only checks that fields agree.

use crate::{Bare, EncodeErrorKind, Value};
use alloc::vec::Vec;

/// The most that is reserved without being asked for.
const GROWTH: usize = 64 * 1024;

/// Writes values as bytes on behalf of generated code. Only the entry points of this crate make one.
pub struct Writer {
    out: Vec<u8>,
    error: Option<WriteFault>,
}

/// The first error of an encode.
pub(crate) struct WriteFault {
    pub(crate) kind: EncodeErrorKind,
    pub(crate) field: Option<&'static str>,
}

/// The bit of a mask that says whether a field is there.
#[doc(hidden)]
#[inline]
#[must_use]
pub const fn bit(set: bool, bit: u32) -> u32 {
    (set as u32).wrapping_shl(bit)
}

impl Writer {
    pub(crate) fn new(out: Vec<u8>) -> Self {
        Self { out, error: None }
    }

    pub(crate) fn finish(self) -> (Vec<u8>, Option<WriteFault>) {
        (self.out, self.error)
    }

    /// A value in its default form.
    #[doc(hidden)]
    #[inline]
    pub fn put<'v, T: Value<'v>>(&mut self, value: &T) {
        value.write(self);
    }

    /// A value in its bare form.
    #[doc(hidden)]
    #[inline]
    pub fn bare<'v, T: Bare<'v>>(&mut self, value: &T) {
        value.write_bare(self);
    }

    /// A `#`.
    #[doc(hidden)]
    #[inline]
    pub fn nat(&mut self, value: u32) {
        self.fixed(value.to_le_bytes());
    }

    /// The id of a constructor or function.
    #[doc(hidden)]
    #[inline]
    pub fn id(&mut self, id: u32) {
        self.nat(id);
    }

    /// A value if there is one.
    #[doc(hidden)]
    #[cfg_attr(feature = "small", inline(never))]
    #[cfg_attr(not(feature = "small"), inline)]
    pub fn opt<'v, T: Value<'v>>(&mut self, value: &Option<T>) {
        if let Some(value) = value {
            value.write(self);
        }
    }

    /// As [`opt`](Self::opt), for forms that are not the default.
    #[doc(hidden)]
    #[inline]
    pub fn opt_with<T>(&mut self, value: &Option<T>, write: impl FnOnce(&mut Self, &T)) {
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// Fields that share a bit must all be there or all be absent. `field` names them for the error.
    #[doc(hidden)]
    #[inline]
    pub fn agree(&mut self, a: bool, b: bool, field: &'static str) {
        if a != b {
            self.fail_in(field, EncodeErrorKind::SharedBit);
        }
    }

    /// A field must be there exactly when its bit is set in a mask that comes from somewhere else.
    #[doc(hidden)]
    #[inline]
    pub fn present(&mut self, mask: u32, bit: u32, is_some: bool, field: &'static str) {
        let expected = mask & 1_u32.wrapping_shl(bit) != 0;
        if expected != is_some {
            self.fail_in(field, EncodeErrorKind::Mask { bit, expected });
        }
    }

    /// As [`present`](Self::present), for a field that is there exactly when the whole mask is not zero.
    #[doc(hidden)]
    #[inline]
    pub fn present_by_mask(&mut self, mask: u32, is_some: bool, field: &'static str) {
        if (mask != 0) != is_some {
            self.fail_in(field, EncodeErrorKind::WholeMask { expected: mask != 0 });
        }
    }

    /// Records an error that belongs to no single field.
    #[doc(hidden)]
    #[cold]
    #[inline(never)]
    pub fn fail(&mut self, kind: EncodeErrorKind) {
        self.keep(WriteFault { kind, field: None });
    }

    /// Records an error of a field.
    #[doc(hidden)]
    #[cold]
    #[inline(never)]
    pub fn fail_in(&mut self, field: &'static str, kind: EncodeErrorKind) {
        self.keep(WriteFault { kind, field: Some(field) });
    }

    fn keep(&mut self, fault: WriteFault) {
        if self.error.is_none() {
            self.error = Some(fault);
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn wrong_count(&mut self, count: u32, items: usize, field: &'static str) {
        self.fail_in(field, EncodeErrorKind::Count { count, items });
    }

    /// The count of a vector; false, with the error recorded, when it does not fit.
    #[inline]
    pub(crate) fn count(&mut self, items: usize) -> bool {
        let count = u32::try_from(items);
        match count {
            Ok(count) => self.nat(count),
            Err(_) => self.fail(EncodeErrorKind::TooManyItems { items }),
        }
        count.is_ok()
    }

    /// Makes room for so many bytes more.
    #[inline]
    pub(crate) fn room(&mut self, bytes: usize) {
        if self.out.capacity() - self.out.len() < bytes {
            self.grow(bytes);
        }
    }

    /// A small buffer becomes four times as long where a vector would double it: most of what outgrows the first
    /// reservation outgrows the next few too.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, bytes: usize) {
        self.out.reserve(bytes.max(self.out.len().saturating_mul(3).min(GROWTH)));
    }

    /// Bytes of a length that is known. As in the reader, nearly everything comes down to this.
    #[cfg_attr(feature = "small", inline(never))]
    #[cfg_attr(not(feature = "small"), inline)]
    pub(crate) fn fixed<const N: usize>(&mut self, bytes: [u8; N]) {
        self.out.extend_from_slice(&bytes);
    }

    #[inline]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    pub(crate) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }
}
