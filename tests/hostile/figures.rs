//! What the worst inputs cost. `cargo test --release -p tl-tests --test whole_telegram figures -- --nocapture` shows it.

use std::time::{Duration, Instant};

use tl_runtime::{Value, from_bytes};

use super::message::{Message, message};
use super::{MEBIBYTE, VECTOR, decode, words};
use crate::api::code::{enums, types};

/// One row: the verdict, the most memory for each byte of input, and the time for each mebibyte. Gives back the memory.
#[allow(clippy::print_stdout, reason = "shown with `--nocapture`")]
fn row<T: for<'a> Value<'a>>(what: &str, bytes: &[u8]) -> f64 {
    // Which holds it to the limit.
    let (result, cost) = decode::<T>(bytes);
    let verdict = if result.is_ok() { "read" } else { "refused" };
    drop(result);
    let once = || {
        let start = Instant::now();
        let result = from_bytes::<T>(bytes);
        let time = start.elapsed();
        drop(result);
        time
    };
    let time = (0..5).map(|_| once()).min().unwrap_or(Duration::ZERO);
    let (per_byte, length) = (cost.peak as f64 / bytes.len() as f64, bytes.len());
    let per_mebibyte = time.as_secs_f64() * 1000.0 / (length as f64 / MEBIBYTE as f64);
    println!(
        "{what:45} {length:8} bytes {verdict:8} {per_byte:6.2} bytes for each, {:9} at most {per_mebibyte:8.2} ms/MiB",
        cost.peak
    );
    per_byte
}

/// A mebibyte of the same item in a vector.
fn vector(item: &[u32]) -> Vec<u8> {
    let count = MEBIBYTE / 4 / item.len();
    words(&[&[VECTOR, count as u32], &item.repeat(count)[..]].concat())
}

/// The same with an item in the end that is none.
fn broken(item: &[u32]) -> Vec<u8> {
    let mut bytes = vector(item);
    let end = bytes.len() - 4 * item.len();
    bytes[end..end + 4].copy_from_slice(&7_u32.to_le_bytes());
    bytes
}

#[test]
#[allow(clippy::print_stdout, reason = "shown with `--nocapture`")]
fn figures() {
    const TEXT_EMPTY: u32 = 0xdc3d_824f;
    const TEXT_BOLD: u32 = 0x6724_abc4;
    const TEXT_CONCAT: u32 = 0x7e62_60d7;
    const MESSAGE: [u32; 9] = [0x7600_b9d3, 0, 0, 1, 0x5951_1722, 2, 0, 3, 0];
    let deep: Vec<u32> = [[TEXT_BOLD; 120].as_slice(), &[TEXT_EMPTY]].concat();
    let long = [&words(&[0x7d74_8d04])[..], b"\xfe\0\0\x0f", &vec![b'x'; 0xf_0000]].concat();
    let worst = [
        row::<Message>("an honest message", &message()),
        row::<Vec<enums::MessageMedia>>("empty medias", &vector(&[0x3ded_6320])),
        row::<Vec<enums::MessageMedia>>("empty medias, the last one broken", &broken(&[0x3ded_6320])),
        row::<Vec<enums::UserStatus>>("empty statuses", &vector(&[0x09d0_5049])),
        row::<Vec<enums::UserStatus>>("empty statuses, the last one broken", &broken(&[0x09d0_5049])),
        row::<Vec<enums::Message>>("small messages", &vector(&MESSAGE)),
        row::<Vec<enums::Message>>("small messages, the last one broken", &broken(&MESSAGE)),
        row::<Vec<enums::MessageEntity>>("small entities", &vector(&[0xbd61_0bc9, 1, 2])),
        row::<Vec<String>>("empty texts", &vector(&[0])),
        row::<Vec<Vec<i64>>>("empty vectors", &vector(&[VECTOR, 0])),
        row::<Vec<bool>>("truth values", &vector(&[0x9972_75b5])),
        row::<Vec<bool>>("truth values, the last one broken", &broken(&[0x9972_75b5])),
        row::<Vec<enums::RichText>>(
            "texts within texts",
            &vector(&[TEXT_CONCAT, VECTOR, 1, TEXT_CONCAT, VECTOR, 0]),
        ),
        row::<Vec<enums::RichText>>("texts in 120 boxes", &vector(&deep)),
        row::<Vec<enums::RichText>>("texts in 120 boxes, the last one broken", &broken(&deep)),
        row::<enums::RichText>("a million levels", &words(&vec![TEXT_BOLD; 1_000_000])),
        row::<types::DataJson>("one long text", &long),
        row::<Vec<i64>>("a count that lies", &[words(&[VECTOR, 131_071]), vec![0; MEBIBYTE - 16]].concat()),
        row::<Vec<enums::Message>>("zeros", &[words(&[VECTOR, 0x3_ffff]), vec![0; MEBIBYTE]].concat()),
    ];
    // Inputs that stay far below the limit would show little.
    assert!(worst.iter().any(|per_byte| *per_byte > 8.0), "{worst:?}");
    // Nothing is there, so nothing for each byte is said of it.
    let (result, cost) = decode::<Vec<enums::Message>>(&words(&[VECTOR, u32::MAX]));
    assert!(result.is_err() && cost.peak < 4096);
    println!("a count of 2^32 - 1 over nothing: {} bytes at most", cost.peak);
}
