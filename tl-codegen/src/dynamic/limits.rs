//! How much reading may spend on bytes that anybody may have written.
//!
//! In: the caller's wish. Out: nothing; the reader spends what stands here. Limits never change how bytes that are
//! accepted are read.

/// What one reading may spend.
///
/// ```
/// use tl_codegen::dynamic::Limits;
///
/// let limits = Limits::new().depth(16).memory_base(4096);
/// assert_ne!(limits, Limits::default());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub struct Limits {
    pub(super) depth: u32,
    pub(super) memory_per_byte: usize,
    pub(super) memory_base: usize,
    pub(super) empty_items: usize,
}

impl Limits {
    /// The defaults: depth 128, 4 MiB and 128 bytes of memory per byte of input, 65,536 items of no size.
    pub const fn new() -> Self {
        Self { depth: 128, memory_per_byte: 128, memory_base: 4 << 20, empty_items: 1 << 16 }
    }

    /// How deep constructors, calls, vectors and repetitions may be nested. It bounds the stack.
    pub const fn depth(mut self, levels: u32) -> Self {
        self.depth = levels;
        self
    }

    /// How many bytes of memory values may take for each byte of input, on top of the base. Values without a type take
    /// several times the memory of generated structs.
    pub const fn memory_per_byte(mut self, bytes: usize) -> Self {
        self.memory_per_byte = bytes;
        self
    }

    /// How many bytes of memory values may take however short the input is.
    pub const fn memory_base(mut self, bytes: usize) -> Self {
        self.memory_base = bytes;
        self
    }

    /// How many items that have no bytes, such as those of `vector true`, all vectors of one reading may hold together.
    pub const fn empty_items(mut self, items: usize) -> Self {
        self.empty_items = items;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
