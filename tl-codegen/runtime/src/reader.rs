//! The reader: what is left of the input, the first error, and what may still be spent.
//!
//! Every method returns a plain value. The first error is kept with its offset and empties the input; after it each
//! method returns zero, nothing or an empty value, so a decoder that runs on ends soon. Nothing here knows names
//! or paths: those are found afterwards, from the bytes.

use crate::{Bare, DecodeErrorKind, Limits, Value};
use alloc::boxed::Box;

/// Reads values from bytes on behalf of generated code. Only the entry points of this crate make one, because what
/// its methods return means something only once the error has been looked at.
pub struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
    error: Option<Fault>,
    /// Levels of nesting that are left. Wraps below zero only after an error, when nothing is read any more.
    depth: u32,
    memory: usize,
    zero_size_items: usize,
    limits: Limits,
}

/// The first error of a decode, before its path is known.
pub(crate) struct Fault {
    pub(crate) kind: DecodeErrorKind,
    pub(crate) offset: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], limits: &Limits) -> Self {
        Self {
            rest: bytes,
            length: bytes.len(),
            error: None,
            depth: limits.depth,
            memory: bytes.len().saturating_mul(limits.memory_per_byte).saturating_add(limits.memory_base),
            zero_size_items: limits.zero_size_items,
            limits: *limits,
        }
    }

    /// The next value in its default form.
    #[doc(hidden)]
    #[inline]
    pub fn get<T: Value<'a>>(&mut self) -> T {
        T::read(self)
    }

    /// The next value in its bare form.
    #[doc(hidden)]
    #[inline]
    pub fn bare<T: Bare<'a>>(&mut self) -> T {
        T::read_bare(self)
    }

    /// The next value in a box; the box counts against the memory limit.
    #[doc(hidden)]
    #[inline]
    pub fn boxed<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Box<T> {
        self.charge(size_of::<T>());
        // The box comes first, so that the value can be built in it.
        Box::write(Box::new_uninit(), read(self))
    }

    /// A `#`.
    #[doc(hidden)]
    #[inline]
    pub fn nat(&mut self) -> u32 {
        u32::from_le_bytes(self.fixed())
    }

    /// The id of a constructor or function; zero once there is an error. Schemas hardly ever use zero: a constructor
    /// that has it is read only while there is no error.
    #[doc(hidden)]
    #[inline]
    pub fn id(&mut self) -> u32 {
        self.nat()
    }

    /// The id that must stand here.
    #[doc(hidden)]
    #[inline]
    pub fn expect_id(&mut self, expected: u32) {
        let id = self.nat();
        if id != expected {
            self.refuse_word(DecodeErrorKind::WrongId { id, expected });
        }
    }

    /// Records that the id just read belongs to no constructor of the type.
    #[doc(hidden)]
    #[cold]
    #[inline(never)]
    pub fn unknown(&mut self, id: u32, type_name: &'static str) {
        self.refuse_word(DecodeErrorKind::UnknownId { id, type_name });
    }

    /// Whether a bit of a mask is set.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn flag(&self, mask: u32, bit: u32) -> bool {
        mask & 1_u32.wrapping_shl(bit) != 0
    }

    /// A value that is there when its bit is set. After an error masks read as zero, so it is absent.
    #[doc(hidden)]
    #[cfg_attr(feature = "small", inline(never))]
    #[cfg_attr(not(feature = "small"), inline)]
    pub fn opt<T: Value<'a>>(&mut self, mask: u32, bit: u32) -> Option<T> {
        if self.flag(mask, bit) { Some(T::read(self)) } else { None }
    }

    /// As [`opt`](Self::opt), for forms that are not the default and conditions that are not a bit.
    #[doc(hidden)]
    #[inline]
    pub fn opt_with<T>(&mut self, present: bool, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if present { Some(read(self)) } else { None }
    }

    /// Reads a value of a type that can contain itself, one level deeper.
    #[doc(hidden)]
    #[inline]
    pub fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth == 0 {
            self.fail(DecodeErrorKind::Depth { limit: self.limits.depth });
        }
        self.depth = self.depth.wrapping_sub(1);
        let value = read(self);
        self.depth = self.depth.wrapping_add(1);
        value
    }

    /// The next bytes. Nearly all reading comes down to this, so whether it stands in line decides how much code there is.
    #[cfg_attr(feature = "small", inline(never))]
    #[cfg_attr(not(feature = "small"), inline)]
    pub(crate) fn fixed<const N: usize>(&mut self) -> [u8; N] {
        if let Some((head, tail)) = self.rest.split_first_chunk::<N>() {
            self.rest = tail;
            *head
        } else {
            self.end(N as u64);
            [0; N]
        }
    }

    /// The next `length` bytes, which the caller knows to be there.
    pub(crate) fn take(&mut self, length: usize) -> &'a [u8] {
        match self.rest.split_at_checked(length) {
            Some((head, tail)) => {
                self.rest = tail;
                head
            }
            None => {
                self.end(length as u64);
                &[]
            }
        }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn set_rest(&mut self, rest: &'a [u8]) {
        self.rest = rest;
    }

    /// How many bytes have been read. Meaningless after an error, which empties the input.
    pub(crate) fn offset(&self) -> usize {
        self.length - self.rest.len()
    }

    /// Whether there is an error.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn failed(&self) -> bool {
        self.error.is_some()
    }

    /// Whether everything was read, and nothing refused.
    pub(crate) fn is_done(&self) -> bool {
        self.error.is_none() && self.rest.is_empty()
    }

    /// Why the reader is not [done](Self::is_done), and where.
    pub(crate) fn into_fault(self) -> Fault {
        let offset = self.offset();
        let trailing = DecodeErrorKind::Trailing { left: self.rest.len() };
        self.error.unwrap_or(Fault { kind: trailing, offset })
    }

    /// Takes heap memory from what may be spent; false, with the error recorded, when too little is left.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) -> bool {
        let enough = self.spend(bytes);
        if !enough {
            self.fail(DecodeErrorKind::Memory { wanted: bytes });
        }
        enough
    }

    /// As [`charge`](Self::charge), but leaves the error to the caller.
    #[inline]
    pub(crate) fn spend(&mut self, bytes: usize) -> bool {
        let left = self.memory.checked_sub(bytes);
        self.memory = left.unwrap_or(self.memory);
        left.is_some()
    }

    /// Takes items that no byte stands for from what may be spent; false when too few are left.
    pub(crate) fn spend_zero_size(&mut self, items: usize) -> bool {
        let left = self.zero_size_items.checked_sub(items);
        self.zero_size_items = left.unwrap_or(self.zero_size_items);
        left.is_some()
    }

    pub(crate) fn zero_size_limit(&self) -> usize {
        self.limits.zero_size_items
    }

    /// Records that the input ends before the `needed` bytes from here.
    #[cold]
    #[inline(never)]
    pub(crate) fn end(&mut self, needed: u64) {
        self.fail(DecodeErrorKind::Eof { needed, left: self.rest.len() });
    }

    /// Records an error of the four bytes just read.
    #[cold]
    #[inline(never)]
    pub(crate) fn refuse_word(&mut self, kind: DecodeErrorKind) {
        self.fail_at(self.offset().saturating_sub(4), kind);
    }

    /// Records an error of the byte that comes next.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&mut self, kind: DecodeErrorKind) {
        self.fail_at(self.offset(), kind);
    }

    /// Records an error `ahead` bytes after the next one.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail_after(&mut self, ahead: usize, kind: DecodeErrorKind) {
        self.fail_at(self.offset() + ahead, kind);
    }

    /// The first error stays. Each one empties the input: without that, a value that contains itself could be read
    /// for ever from bytes that were already refused.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail_at(&mut self, offset: usize, kind: DecodeErrorKind) {
        if self.error.is_none() {
            self.error = Some(Fault { kind, offset });
        }
        self.rest = &[];
    }
}
