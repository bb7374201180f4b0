//! How much a decoder grants to bytes that anybody may have written.
//!
//! In goes nothing but the caller's wish; the reader spends what stands here. The limits bound stack, memory and
//! time; they never change how accepted bytes are read.

/// What one decode may spend. The defaults hold for every entry point that takes no limits.
///
/// ```
/// use tl_runtime::{Limits, from_bytes_with, to_bytes};
///
/// let bytes = to_bytes(&vec![0_i64; 1000]).unwrap();
/// let tight = Limits::new().memory_base(0).memory_per_byte(0);
/// assert!(from_bytes_with::<Vec<i64>>(&bytes, &tight).is_err());
/// assert!(from_bytes_with::<Vec<i64>>(&bytes, &Limits::new()).is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Limits {
    pub(crate) depth: u32,
    pub(crate) memory_per_byte: usize,
    pub(crate) memory_base: usize,
    pub(crate) zero_size_items: usize,
    #[cfg_attr(not(feature = "gzip"), allow(dead_code, reason = "nothing is inflated then"))]
    pub(crate) inflated: usize,
}

impl Limits {
    /// The defaults: depth 128, 64 KiB and 16 bytes of memory per byte of input, 65,536 items of no size, 16 MiB of
    /// inflated data.
    pub const fn new() -> Self {
        Self {
            depth: 128,
            memory_per_byte: 16,
            memory_base: 64 * 1024,
            zero_size_items: 65_536,
            inflated: 16 * 1024 * 1024,
        }
    }

    /// How deep values of types that can contain themselves may nest. It bounds the stack: a level costs from
    /// half a kilobyte to a few kilobytes, more without optimisation.
    pub const fn depth(mut self, levels: u32) -> Self {
        self.depth = levels;
        self
    }

    /// How many bytes the decoded value may take for each byte of input, on top of [`memory_base`](Self::memory_base).
    /// Counted are vectors, strings, bytes and boxed parts, not the value itself. A message of many
    /// nearly empty objects takes more than its bytes suggest: raise this when honest messages are refused.
    pub const fn memory_per_byte(mut self, bytes: usize) -> Self {
        self.memory_per_byte = bytes;
        self
    }

    /// How many bytes the decoded value may take whatever the length of the input.
    pub const fn memory_base(mut self, bytes: usize) -> Self {
        self.memory_base = bytes;
        self
    }

    /// How many items that take no bytes (such as the items of `vector true`) all vectors of one decode may hold
    /// together. The length of the input does not bound them, so this does.
    pub const fn zero_size_items(mut self, items: usize) -> Self {
        self.zero_size_items = items;
        self
    }

    /// How many bytes a compressed object may have once it is inflated ([`mtproto`](crate::mtproto)). Compressed bytes
    /// can stand for a thousand times as many, so the length of the input says little.
    pub const fn inflated(mut self, bytes: usize) -> Self {
        self.inflated = bytes;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
