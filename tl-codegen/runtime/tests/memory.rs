//! What hostile bytes may cost: memory is counted by the allocator, on any input a small multiple of its length.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[allow(dead_code, unreachable_pub, reason = "another test uses the rest")]
mod counting;
mod schema;

use counting::cost;
use schema::*;
use tl_runtime::{DecodeErrorKind as Kind, Limits, Reader, Root, Value, Writer, from_bytes, from_bytes_with};

/// The result, the most memory held at once and the memory held by the result.
fn measured<'a, T: Value<'a>>(
    bytes: &'a [u8],
    limits: &Limits,
) -> (Result<T, tl_runtime::DecodeError>, usize, usize) {
    let (result, cost) = cost(|| from_bytes_with(bytes, limits));
    (result, cost.peak, cost.held)
}

const VECTOR: u32 = 0x1cb5_c415;
const NONE: u32 = 0x1111_0013;
const MEBIBYTE: usize = 1 << 20;

/// A count that just passes the first check, over zeros that are no shapes.
#[test]
fn a_count_that_lies_costs_what_the_input_has() {
    let count = 4_194_302;
    let mut bytes = words(&[VECTOR, count]);
    bytes.resize(16 * MEBIBYTE, 0);
    let (result, peak, _) = measured::<Vec<Shape>>(&bytes, &Limits::new());
    assert_eq!(result.unwrap_err().kind(), &Kind::UnknownId { id: 0, type_name: "shape.Shape" });
    assert!(peak < 17 * MEBIBYTE, "{peak} bytes");
}

#[test]
fn a_count_beyond_the_input_costs_nothing() {
    for count in [u32::MAX, 1 << 30, 1000] {
        let (result, peak, _) = measured::<Vec<i64>>(&words(&[VECTOR, count]), &Limits::new());
        assert!(result.is_err() && peak < 4096, "{peak} bytes");
    }
    let (result, peak, _) = measured::<String>(b"\xfe\xff\xff\xff", &Limits::new());
    assert!(result.is_err() && peak < 4096, "{peak} bytes");
}

/// A value far bigger than the four bytes that it is read from, as a message of optional fields alone is.
struct Wide {
    _fields: [u64; 32],
}
impl Value<'_> for Wide {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("wide");
    fn read(r: &mut Reader<'_>) -> Self {
        Self { _fields: [u64::from(r.nat()); 32] }
    }
    fn write(&self, _: &mut Writer) {}
}

/// Valid, but of the smallest items: the limit decides.
#[test]
fn many_small_items_are_held_to_the_limit() {
    let (count, item) = (MEBIBYTE / 4, size_of::<Wide>());
    let bytes = words(&[&[VECTOR, u32::try_from(count).unwrap()], &vec![NONE; count][..]].concat());
    let (result, peak, _) = measured::<Vec<Wide>>(&bytes, &Limits::new());
    let error = result.err().unwrap();
    assert_eq!((error.kind(), error.offset()), (&Kind::Memory { wanted: count * item }, 4));
    assert!(error.to_string().contains("raise Limits::memory_per_byte"), "{error}");
    assert!(peak < 4096, "{peak} bytes");

    // One byte more for each byte: the items that were read before room was made for all exist twice for a moment.
    let (result, peak, held) = measured::<Vec<Wide>>(&bytes, &Limits::new().memory_per_byte(item + 1));
    assert_eq!(result.unwrap().len(), count);
    assert_eq!(held, count * item);
    assert!(peak <= count * item + bytes.len(), "{peak} bytes");
}

/// As many bytes as a byte of input may cost by default, and what may be more because of the base of the limit.
struct Fits {
    _fields: [u64; 8],
}
impl Value<'_> for Fits {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("fits");
    fn read(r: &mut Reader<'_>) -> Self {
        Self { _fields: [u64::from(r.nat()); 8] }
    }
    fn write(&self, _: &mut Writer) {}
}

/// The limit is one of the most that is held at any time, also while a vector moves to a bigger place.
#[test]
fn a_vector_that_grows_stays_within_the_limit() {
    let mut read = 0;
    for length in [100, 1_000, 10_000, 100_000, MEBIBYTE] {
        for part in [1, 2, 3, 5, 14, 15, 16] {
            // Some of the items, and bytes behind them which let the rest through.
            let count = length / 4 * part / 16;
            let mut bytes =
                words(&[&[VECTOR, u32::try_from(count).unwrap()], &vec![NONE; length / 4][..]].concat());
            bytes.truncate(8 + 4 * count.max(length / 4));
            let (result, cost) = cost(|| tl_runtime::from_prefix::<Vec<Fits>>(&bytes));
            assert!(cost.peak <= 16 * bytes.len() + 64 * 1024, "{cost:?} for {} bytes", bytes.len());
            read += usize::from(result.is_ok());
        }
    }
    assert!(read > 20, "{read}");
}

/// Short messages may hold big values: the base of the limit is theirs.
#[test]
fn short_messages_are_not_refused() {
    let count = 500;
    let bytes = words(&[&[VECTOR, count], &vec![NONE; count as usize][..]].concat());
    assert_eq!(from_bytes::<Vec<Shape>>(&bytes).unwrap().len(), count as usize);
}

/// Vectors of vectors, boxes and strings all count towards the one limit.
#[test]
fn no_value_takes_more_than_the_limit() {
    let limits = Limits::new();
    let lists = [&[VECTOR, 100_000], &[VECTOR, 0].repeat(100_000)[..]].concat();
    let circles = [&[VECTOR, 50_000], &[0x1111_0011, 1, 2, 3, 4].repeat(50_000)[..]].concat();
    let texts = [&[VECTOR, 50_000], &[0x1111_0022, 0x1111_0021, 0].repeat(50_000)[..]].concat();
    let strings = [&[VECTOR, 100_000], &vec![0; 100_000][..]].concat();
    fn check<T: for<'a> Value<'a>>(list: &[u32], limits: &Limits) {
        let bytes = words(list);
        let (result, _, held) = measured::<T>(&bytes, limits);
        let allowed = 16 * bytes.len() + 65_536;
        assert!(held <= allowed || result.is_err(), "{held} bytes for {}", bytes.len());
        drop(result);
    }
    check::<Vec<Vec<i64>>>(&lists, &limits);
    check::<Vec<Shape>>(&circles, &limits);
    check::<Vec<Text>>(&texts, &limits);
    check::<Vec<String>>(&strings, &limits);
    // Each part is refused by itself when nothing is allowed.
    let nothing = Limits::new().memory_base(0).memory_per_byte(0);
    assert!(from_bytes_with::<String>(b"\x01a\0\0", &nothing).is_err());
    assert!(from_bytes_with::<Vec<u8>>(b"\x01a\0\0", &nothing).is_err());
    assert!(from_bytes_with::<Shape>(&words(&[0x1111_0011, 1, 2, 3, 4]), &nothing).is_err());
    assert!(from_bytes_with::<Vec<i32>>(&words(&[VECTOR, 1, 7]), &nothing).is_err());
    assert!(from_bytes_with::<Vec<i32>>(&words(&[VECTOR, 0]), &nothing).is_ok());
}

#[test]
fn a_request_is_written_with_one_allocation() {
    let request = GetShapes { name: "x".repeat(100) };
    let (bytes, cost) = cost(|| tl_runtime::to_bytes(&request).unwrap());
    assert_eq!(cost.peak, bytes.capacity());
}

/// Compressed data costs what it holds, once, and a state of fixed size; what is refused costs less.
#[cfg(feature = "gzip")]
#[test]
fn compressed_data_costs_no_more_than_it_may_hold() {
    use tl_runtime::mtproto::{GzipPacked, packed, unpacked_with};

    const STATE: usize = 64 * 1024;
    let limits = Limits::new().inflated(MEBIBYTE);
    let measured = |object: &[u8]| {
        let (result, cost) = cost(|| unpacked_with(object, &limits));
        (result.is_ok(), cost.peak)
    };
    let (is_read, peak) = measured(&packed(&vec![0; MEBIBYTE]).unwrap());
    assert!(is_read && peak < MEBIBYTE + STATE, "{peak} bytes");
    let bomb = packed(&vec![0; 64 * MEBIBYTE]).unwrap();
    let (is_read, peak) = measured(&bomb);
    assert!(!is_read && peak < 4096, "{peak} bytes");
    // The bomb claims to be small; then a few bytes claim to be much.
    let mut file = GzipPacked::from_bytes(&bomb).unwrap().packed_data.to_vec();
    let end = file.len();
    file[end - 4..].copy_from_slice(&1000_u32.to_le_bytes());
    let (is_read, peak) = measured(&GzipPacked { packed_data: &file }.to_bytes().unwrap());
    assert!(!is_read && peak < STATE, "{peak} bytes");
    let short = packed(&[0; 100]).unwrap();
    let mut file = GzipPacked::from_bytes(&short).unwrap().packed_data.to_vec();
    let end = file.len();
    file[end - 4..].copy_from_slice(&(MEBIBYTE as u32).to_le_bytes());
    let (is_read, peak) = measured(&GzipPacked { packed_data: &file }.to_bytes().unwrap());
    assert!(!is_read && peak < 4096, "{peak} bytes");
}
