//! Bytes that a hostile peer may send, against the generated code of the whole Telegram API: damaged messages, and
//! inputs that are made to cost more than they are worth.
//!
//! Every decode is measured by a counting allocator and held to [`allowed`]. Time is held to the length of the input by
//! comparing two lengths, never by a clock alone. By default the damage is a seeded sample; with `TL_TESTS_FULL` set,
//! it is every truncation and a million changed bytes.

mod crafted;
mod damaged;
mod figures;
mod growth;
mod message;

#[allow(dead_code, unreachable_pub, reason = "another test uses the rest")]
#[path = "../../tl-codegen/runtime/tests/counting/mod.rs"]
mod counting;

use tl_runtime::{DecodeError, Value, from_bytes};

use counting::{Cost, cost};

/// Whether the whole of the damage is tried, which takes minutes without optimisation.
fn is_full() -> bool {
    std::env::var_os("TL_TESTS_FULL").is_some()
}

/// The most memory that a decode within the default limits may hold at once: 16 bytes for each byte of input, the
/// base of the limits, and what an error report may take.
fn allowed(length: usize) -> usize {
    const BASE: usize = 64 * 1024;
    const REPORT: usize = 64 * 1024;
    16 * length + BASE + REPORT
}

/// Decodes within the default limits; panics when that cost more than is allowed.
fn decode<T: for<'a> Value<'a>>(bytes: &[u8]) -> (Result<T, DecodeError>, Cost) {
    let (result, cost) = cost(|| from_bytes::<T>(bytes));
    assert!(cost.peak <= allowed(bytes.len()), "{} bytes of input: {cost:?}", bytes.len());
    (result, cost)
}

/// The little-endian bytes of words.
fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The id of `vector`.
const VECTOR: u32 = 0x1cb5_c415;
const MEBIBYTE: usize = 1 << 20;
