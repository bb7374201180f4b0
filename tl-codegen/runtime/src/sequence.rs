//! Vectors and repetitions: many items, how many is known before the first.
//!
//! A count comes from the input or from a field that was read, so it is a claim. It is held against the bytes that
//! are left before anything is allocated, memory is reserved only as far as the input could fill it, and the loop
//! stops at the first error.

use crate::{DecodeErrorKind, Reader, Value, Writer};
use alloc::vec::Vec;

/// The id of `vector {t:Type} # [ t ] = Vector t`, the same in every schema.
pub(crate) const VECTOR_ID: u32 = 0x1cb5_c415;

/// A reservation that the memory limit allows may always be this big, so that most vectors are allocated once.
const SMALL_RESERVATION: usize = 128 * 1024;

impl<'a> Reader<'a> {
    /// A bare vector: a count, then the items. `min` is the fewest bytes that an item takes.
    #[doc(hidden)]
    #[inline]
    pub fn vector<T>(&mut self, min: usize, item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.nat();
        self.items(count, min, 4, item)
    }

    /// A boxed vector: the id of `vector`, a count, then the items.
    #[doc(hidden)]
    #[inline]
    pub fn boxed_vector<T>(&mut self, min: usize, item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.expect_id(VECTOR_ID);
        self.vector(min, item)
    }

    /// A bare vector of items in their default form.
    #[doc(hidden)]
    #[inline(never)]
    pub fn bare_vector<T: Value<'a>>(&mut self) -> Vec<T> {
        let count = self.nat();
        match self.admit(count, T::MIN, size_of::<T>(), 4) {
            Some(count) => T::read_many(self, count),
            None => Vec::new(),
        }
    }

    /// A repetition: items whose number an earlier field gave.
    #[doc(hidden)]
    #[inline]
    pub fn repeat<T>(&mut self, count: u32, min: usize, item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.items(count, min, 0, item)
    }

    /// A repetition whose number the schema gives.
    #[doc(hidden)]
    #[inline]
    pub fn array<const N: usize, T>(&mut self, mut item: impl FnMut(&mut Self) -> T) -> [T; N] {
        core::array::from_fn(|_| item(self))
    }

    #[inline]
    fn items<T>(&mut self, count: u32, min: usize, back: usize, item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        match self.admit(count, min, size_of::<T>(), back) {
            Some(count) => self.fill(count, item),
            None => Vec::new(),
        }
    }

    /// Whether that many items may follow: bytes enough for the smallest of them, memory enough for all.
    /// `back` is how many bytes before the next one the count stands, for the error.
    #[inline(never)]
    fn admit(&mut self, count: u32, min: usize, size: usize, back: usize) -> Option<usize> {
        // Fails only where an address has 16 bits; then no such vector could be held.
        let items = usize::try_from(count).unwrap_or(usize::MAX);
        let left = self.rest().len();
        let error = if min == 0 && !self.spend_zero_size(items) {
            DecodeErrorKind::ZeroSizeItems { count, limit: self.zero_size_limit() }
        } else if items.saturating_mul(min) > left {
            DecodeErrorKind::Count { count, min, left }
        } else {
            let wanted = items.saturating_mul(size);
            if self.spend(wanted) {
                return Some(items);
            }
            DecodeErrorKind::Memory { wanted }
        };
        self.fail_at(self.offset().saturating_sub(back), error);
        None
    }

    /// Reads items one by one, or as many as come before the first error. What is reserved ahead follows the bytes that are
    /// left, so a big count that lies costs no more memory than the input has bytes. Only when that many items were there,
    /// room for all is taken; while the first ones move there they exist twice, and that counts against the memory limit too.
    #[inline]
    pub(crate) fn fill<T>(&mut self, count: usize, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::with_capacity(self.ahead(count, size_of::<T>()));
        while items.len() < count {
            if items.len() == items.capacity() {
                if !self.charge(items.len().saturating_mul(size_of::<T>())) {
                    break;
                }
                items.reserve_exact(count - items.len());
            }
            items.push(item(self));
            if self.failed() {
                break;
            }
        }
        items
    }

    /// For how many of the items room is reserved at first.
    fn ahead(&self, count: usize, size: usize) -> usize {
        (self.rest().len().max(SMALL_RESERVATION) / size.max(1)).max(4).min(count)
    }
}

impl Writer {
    /// A bare vector: the count, then the items.
    #[doc(hidden)]
    #[inline]
    pub fn vector<T>(&mut self, items: &[T], item: impl FnMut(&mut Self, &T)) {
        if self.count(items.len()) {
            self.items(items, item);
        }
    }

    /// A boxed vector: the id of `vector`, the count, then the items.
    #[doc(hidden)]
    #[inline]
    pub fn boxed_vector<T>(&mut self, items: &[T], item: impl FnMut(&mut Self, &T)) {
        self.id(VECTOR_ID);
        self.vector(items, item);
    }

    /// A bare vector of items in their default form.
    #[doc(hidden)]
    #[inline(never)]
    pub fn bare_vector<'v, T: Value<'v>>(&mut self, items: &[T]) {
        if self.count(items.len()) {
            T::write_many(items, self);
        }
    }

    /// The items of a repetition, of which there must be as many as the count field says.
    #[doc(hidden)]
    #[inline]
    pub fn repeat<T>(
        &mut self,
        count: u32,
        items: &[T],
        field: &'static str,
        item: impl FnMut(&mut Self, &T),
    ) {
        if items.len() as u64 == u64::from(count) {
            self.items(items, item);
        } else {
            self.wrong_count(count, items.len(), field);
        }
    }

    /// The items alone.
    #[doc(hidden)]
    #[inline]
    pub fn items<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        for value in items {
            item(self, value);
        }
    }
}
