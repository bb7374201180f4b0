//! Time in proportion to the length of the input, on the inputs that take the longest for their length.

use std::time::Instant;

use tl_runtime::{Limits, Value, from_bytes_with};

use super::{VECTOR, words};
use crate::api::code::enums;

/// Four times the input takes about four times as long, not sixteen times. A busy machine may need several attempts.
fn grows_with_its_length<T: for<'a> Value<'a>>(what: &str, make: impl Fn(usize) -> Vec<u8>) {
    // What is refused early takes no time, so the limit must not end these.
    let limits = Limits::new().memory_per_byte(4096).zero_size_items(usize::MAX);
    let time = |length| {
        let bytes = make(length);
        let start = Instant::now();
        let result = from_bytes_with::<T>(&bytes, &limits);
        let time = start.elapsed();
        drop(result);
        time
    };
    let mut seen = Vec::new();
    let is_linear = (0..6).any(|_| {
        let (small, large) = (time(50_000), time(200_000));
        seen.push((small, large));
        large < small * 9
    });
    assert!(is_linear, "{what}: {seen:?}");
}

/// A vector of that many bytes of the same item, and a last word that does not belong there.
fn vector(item: &[u32], length: usize, last: Option<u32>) -> Vec<u8> {
    let items = length / 4 / item.len();
    let count = items + usize::from(last.is_some());
    let mut bytes = words(&[&[VECTOR, count as u32], &item.repeat(items)[..]].concat());
    // As many bytes as the smallest item takes, so that the count is not refused beforehand.
    bytes.extend(last.into_iter().flat_map(|word| words(&vec![word; item.len()])));
    bytes
}

#[test]
fn hostile_bytes_take_linear_time() {
    const EMPTY: u32 = 0x3ded_6320;
    const TEXT_EMPTY: u32 = 0xdc3d_824f;
    const TEXT_CONCAT: u32 = 0x7e62_60d7;
    grows_with_its_length::<Vec<enums::MessageMedia>>("empty medias", |length| {
        vector(&[EMPTY], length, None)
    });
    grows_with_its_length::<Vec<enums::MessageMedia>>("a wrong id behind empty medias", |length| {
        vector(&[EMPTY], length, Some(7))
    });
    grows_with_its_length::<Vec<String>>("empty texts", |length| vector(&[0], length, None));
    grows_with_its_length::<Vec<Vec<i64>>>("empty vectors", |length| vector(&[VECTOR, 0], length, None));
    grows_with_its_length::<Vec<enums::RichText>>("texts within texts", |length| {
        vector(&[TEXT_CONCAT, VECTOR, 1, TEXT_EMPTY], length, None)
    });
    grows_with_its_length::<Vec<enums::RichText>>("a wrong id behind texts within texts", |length| {
        vector(&[TEXT_CONCAT, VECTOR, 1, TEXT_EMPTY], length, Some(7))
    });
}
