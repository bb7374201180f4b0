//! A message that was cut off or changed on the way.

use tl_runtime::{DecodeErrorKind, from_bytes, to_bytes};

use super::message::{Message, message};
use super::{decode, is_full};
use tl_codegen::dynamic::Random;

/// Changed messages that a run without `TL_TESTS_FULL` tries.
const SAMPLE: usize = 300;

/// No part of a message is a message.
#[test]
fn truncations_are_refused() {
    let bytes = message();
    // An odd step meets every place of a word.
    let step = if is_full() { 1 } else { 151 };
    for length in (0..bytes.len()).step_by(step) {
        let error = decode::<Message>(&bytes[..length]).0.err();
        let error =
            error.unwrap_or_else(|| panic!("{length} of {} bytes are taken for a message", bytes.len()));
        assert!(error.offset() <= length, "{error}");
        let short = matches!(error.kind(), DecodeErrorKind::Eof { .. } | DecodeErrorKind::Count { .. });
        assert!(short, "cut off at {length}: {error}");
    }
}

/// One byte is another: the message is refused, or it is a message that is written as it was read.
#[test]
fn changed_bytes_are_refused_or_read() {
    changes(1, |random, bytes| {
        let place = random.below(bytes.len());
        bytes[place] ^= 1 + random.below(255) as u8;
    });
}

/// A word is another id of the same message, so that what follows is read as something else.
#[test]
fn changed_words_are_refused_or_read() {
    changes(2, |random, bytes| {
        let (from, to) = (random.below(bytes.len() / 4) * 4, random.below(bytes.len() / 4) * 4);
        bytes.copy_within(from..from + 4, to);
    });
}

/// Many bytes are others.
#[test]
fn badly_changed_messages_are_refused_or_read() {
    changes(3, |random, bytes| {
        for _ in 0..random.below(20) {
            let place = random.below(bytes.len());
            bytes[place] = random.pick(&[0, 1, 0x15, 0x7f, 0x80, 0xfe, 0xff]).unwrap();
        }
        let length = random.below(bytes.len());
        let cut = random.below(4) == 0;
        bytes.truncate(if cut { length } else { bytes.len() });
    });
}

fn changes(seed: u64, change: impl Fn(&mut Random, &mut Vec<u8>)) {
    let bytes = message();
    let mut random = Random::new(seed);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..if is_full() { 1_000_000 } else { SAMPLE } {
        let mut changed = bytes.clone();
        change(&mut random, &mut changed);
        match decode::<Message>(&changed).0 {
            Ok(value) => {
                read += 1;
                let written = to_bytes(&value).expect("what was read can be written");
                let again = from_bytes::<Message>(&written).expect("what was written can be read");
                assert_eq!(to_bytes(&again).unwrap(), written);
            }
            Err(error) => {
                refused += 1;
                assert!(error.offset() <= changed.len(), "{error}");
            }
        }
    }
    // Damage that is never seen, and damage that is always seen, would show little.
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused");
}
