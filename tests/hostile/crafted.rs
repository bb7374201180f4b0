//! Inputs that claim much and hold little, and values whose bytes are as few as can be.

use std::fmt::Debug;
use std::thread;

use tl_runtime::{DecodeErrorKind as Kind, Limits, Value, from_bytes_with, to_bytes};

use super::message::{Message, message};
use super::{MEBIBYTE, VECTOR, allowed, cost, decode, words};
use crate::api::code::{enums, types};

const TEXT_EMPTY: u32 = 0xdc3d_824f;
const TEXT_BOLD: u32 = 0x6724_abc4;
const TEXT_CONCAT: u32 = 0x7e62_60d7;
const BLOCK_COVER: u32 = 0x39f2_3300;
const BLOCK_DIVIDER: u32 = 0xdb20_b188;
const JSON_ARRAY: u32 = 0xf744_4763;
const JSON_OBJECT: u32 = 0x99c1_d49d;
const DATA_JSON: u32 = 0x7d74_8d04;

/// Works on the stack that a thread has unless it is told otherwise.
fn on_a_thread(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(2 * MEBIBYTE).spawn(work).unwrap().join().unwrap();
}

fn refused<T: for<'a> Value<'a>>(bytes: &[u8], is_right: impl Fn(&Kind) -> bool) {
    let (result, _) = decode::<T>(bytes);
    let error = result.err().expect("it is refused");
    assert!(is_right(error.kind()), "{error}");
}

/// The depth limit, and not the stack, ends a value that contains itself.
#[test]
fn a_million_levels_are_refused() {
    fn levels<T: for<'a> Value<'a>>(level: &[u32]) {
        refused::<T>(&words(&level.repeat(1_000_000)), |kind| *kind == Kind::Depth { limit: 128 });
    }
    on_a_thread(|| {
        levels::<enums::RichText>(&[TEXT_BOLD]);
        levels::<enums::RichText>(&[TEXT_CONCAT, VECTOR, 1]);
        levels::<enums::PageBlock>(&[BLOCK_COVER]);
        levels::<enums::JsonValue>(&[JSON_ARRAY, VECTOR, 1]);
        // An object holds members, and each member, whose key is empty here, a value.
        levels::<enums::JsonValue>(&[JSON_OBJECT, VECTOR, 1, 0xc0de_1bd9, 0]);
    });
}

/// The deepest values that are read can be compared, copied, shown, written and dropped on the same stack.
#[test]
fn the_deepest_values_can_be_used() {
    fn used<T: for<'a> Value<'a> + Clone + PartialEq + Debug>(level: u32, last: u32) {
        let bytes = words(&[&vec![level; 127][..], &[last]].concat());
        let value = decode::<T>(&bytes).0.unwrap();
        assert_eq!(value.clone(), value);
        assert!(format!("{value:?}").len() > 127);
        assert_eq!(to_bytes(&value).unwrap(), bytes);
    }
    on_a_thread(|| {
        used::<enums::RichText>(TEXT_BOLD, TEXT_EMPTY);
        used::<enums::PageBlock>(BLOCK_COVER, BLOCK_DIVIDER);
    });
}

/// Every vector of a message says that it has 2^32 - 1 items.
#[test]
fn counts_without_items_cost_nothing() {
    let bytes = message();
    let vector = VECTOR.to_le_bytes();
    let places: Vec<usize> =
        (0..bytes.len() - 8).step_by(4).filter(|at| bytes[*at..*at + 4] == vector).collect();
    assert!(places.len() > 50, "{}", places.len());
    for place in places {
        for count in [u32::MAX, 1 << 31, 1 << 24, bytes.len() as u32] {
            let mut changed = bytes.clone();
            changed[place + 4..place + 8].copy_from_slice(&count.to_le_bytes());
            refused::<Message>(&changed, |kind| matches!(kind, Kind::Count { .. } | Kind::Memory { .. }));
        }
    }
    // Nothing of the vector is there, and nothing is allocated for it.
    let (result, cost) = decode::<Vec<enums::Message>>(&words(&[VECTOR, u32::MAX]));
    assert!(result.is_err() && cost.peak < 4096, "{cost:?}");
}

/// A length of 16 MB in four bytes, and one of 2^56 - 1 in eight.
#[test]
fn lengths_without_text_cost_nothing() {
    let start = words(&[DATA_JSON]);
    for header in [&b"\xfe\xff\xff\xff"[..], b"\xff\xff\xff\xff\xff\xff\xff\xff", b"\xff\0\0\0\x01\0\0\0"] {
        for tail in [0, 4, 1000] {
            let bytes = [&start[..], header, &vec![0; tail]].concat();
            let (result, cost) = decode::<types::DataJson>(&bytes);
            let error = result.err().unwrap();
            assert!(matches!(error.kind(), Kind::Eof { .. }), "{error}");
            assert!(cost.peak < 4096, "{cost:?}");
        }
    }
}

/// The form of eight bytes is for lengths that need it, and such a text is read and written.
#[test]
fn the_long_form_is_read_where_it_is_due() {
    for short in [0_u32, 3, 253, 254, (1 << 24) - 1] {
        let mut bytes = [words(&[DATA_JSON]), vec![0xff], short.to_le_bytes().to_vec(), vec![0; 3]].concat();
        bytes.resize(bytes.len() + short.next_multiple_of(4) as usize, 0);
        let form = Kind::LengthForm { length: short.into(), header: 8 };
        refused::<types::DataJson>(&bytes, |kind| *kind == form);
    }
    let value = types::DataJson { data: "x".repeat(1 << 24) };
    let bytes = to_bytes(&value).unwrap();
    assert_eq!(bytes[4..12], *b"\xff\0\0\0\x01\0\0\0");
    assert_eq!(decode::<types::DataJson>(&bytes).0.unwrap(), value);
}

/// A million zeros, which are no id of anything.
#[test]
fn zeros_are_refused_at_once() {
    for length in [0, 1, 3, 4, 7, 8, 12, MEBIBYTE] {
        assert!(decode::<Message>(&vec![0; length]).0.is_err());
        assert!(decode::<enums::Updates>(&vec![0; length]).0.is_err());
        let mut bytes = words(&[VECTOR, (length / 4) as u32]);
        bytes.resize(8 + length, 0);
        assert!(decode::<Vec<enums::Message>>(&bytes).0.is_err() || length < 4);
    }
}

/// Vectors, a mebibyte each, of the values of a type that take the fewest bytes: the limit holds, and with a limit that
/// is raised they are read. Gives back how big a value is in memory.
fn smallest<T: for<'a> Value<'a> + PartialEq + Debug>(item: &[u32]) -> usize {
    let count = MEBIBYTE / 4 / item.len();
    let bytes = words(&[&[VECTOR, count as u32], &item.repeat(count)[..]].concat());
    let (result, _) = decode::<Vec<T>>(&bytes);
    if let Err(error) = result {
        assert!(matches!(error.kind(), Kind::Memory { .. }), "{error}");
        let limits = Limits::new().memory_per_byte(1024);
        let (raised, cost) = cost(|| from_bytes_with::<Vec<T>>(&bytes, &limits));
        assert_eq!(raised.unwrap().len(), count);
        assert!(cost.held + MEBIBYTE > allowed(bytes.len()), "{cost:?} was refused");
    }
    size_of::<T>()
}

#[test]
fn a_mebibyte_of_the_smallest_values_stays_within_the_limit() {
    let sizes = [
        smallest::<enums::MessageMedia>(&[0x3ded_6320]),
        smallest::<enums::RichText>(&[TEXT_EMPTY]),
        smallest::<enums::PageBlock>(&[BLOCK_DIVIDER]),
        smallest::<enums::JsonValue>(&[0x3f6d_7b68]),
        smallest::<enums::InputPeer>(&[0x7f3b_18ea]),
        smallest::<enums::UserStatus>(&[0x09d0_5049]),
        smallest::<enums::EmojiStatus>(&[0x2de1_1aae]),
        smallest::<enums::ChatPhoto>(&[0x37c1_011c]),
        smallest::<enums::UserProfilePhoto>(&[0x4f11_bae1]),
        smallest::<enums::MessageAction>(&[0xb6ae_f7b0]),
        smallest::<enums::InputMedia>(&[0x9664_f57f]),
        smallest::<enums::Message>(&[0x90a6_ca84, 0, 7]),
        smallest::<enums::Chat>(&[0x2956_2865, 1, 2]),
        smallest::<enums::MessageEntity>(&[0xbd61_0bc9, 1, 2]),
        smallest::<types::DataJson>(&[DATA_JSON, 0]),
        smallest::<Vec<i64>>(&[VECTOR, 0]),
        smallest::<String>(&[0]),
        smallest::<bool>(&[0x9972_75b5]),
    ];
    // Some of them fit the limit and some of them do not, so both sides of it were seen.
    assert!(sizes.iter().any(|size| *size <= 64) && sizes.iter().any(|size| *size > 64), "{sizes:?}");
}

/// Big parts in boxes, each of the fewest bytes: a box counts as much as an item of a vector.
#[test]
fn boxes_of_the_smallest_values_stay_within_the_limit() {
    let mut bytes = words(&[VECTOR, 0]);
    // `message` with no field that may be absent: flags, flags2, id, peer, date, text.
    let item = words(&[0x7600_b9d3, 0, 0, 1, 0x5951_1722, 2, 0, 3, 0]);
    let count = MEBIBYTE / item.len();
    bytes[4..8].copy_from_slice(&(count as u32).to_le_bytes());
    bytes.extend(item.repeat(count));
    let (result, _) = decode::<Vec<enums::Message>>(&bytes);
    match result {
        Ok(items) => assert_eq!(items.len(), count),
        Err(error) => assert!(matches!(error.kind(), Kind::Memory { .. }), "{error}"),
    }
}
