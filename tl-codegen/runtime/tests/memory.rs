//! What hostile bytes may cost: memory is counted by the allocator, on any input a small multiple of its length.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, unsafe_code)]

mod schema;

use schema::*;
use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};
use tl_runtime::{DecodeErrorKind as Kind, Limits, Reader, Root, Value, Writer, from_bytes, from_bytes_with};

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

struct Counting;

fn count(bytes: isize) {
    // Threads that are going away have no counters any more; what they free does not matter here.
    let _ = NOW.try_with(|now| {
        now.set(now.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(now.get())));
    });
}

// SAFETY: everything is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The result, the most memory held at once and the memory held by the result.
fn measured<T: Value>(bytes: &[u8], limits: &Limits) -> (Result<T, tl_runtime::DecodeError>, usize, usize) {
    let before = NOW.get();
    PEAK.set(before);
    let result = from_bytes_with(bytes, limits);
    let peak = usize::try_from(PEAK.get() - before).unwrap();
    let held = usize::try_from(NOW.get() - before).unwrap();
    (result, peak, held)
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
impl Value for Wide {
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

    let (result, peak, held) = measured::<Vec<Wide>>(&bytes, &Limits::new().memory_per_byte(item));
    assert_eq!(result.unwrap().len(), count);
    assert_eq!(held, count * item);
    assert!(peak < 2 * count * item, "{peak} bytes");
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
    fn check<T: Value>(list: &[u32], limits: &Limits) {
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
    let before = NOW.get();
    PEAK.set(before);
    let bytes = tl_runtime::to_bytes(&request).unwrap();
    assert_eq!(PEAK.get() - before, bytes.capacity() as isize);
}

/// Compressed data costs what it holds, once, and a state of fixed size; what is refused costs less.
#[cfg(feature = "gzip")]
#[test]
fn compressed_data_costs_no_more_than_it_may_hold() {
    use tl_runtime::mtproto::{GzipPacked, packed, unpacked_with};

    const STATE: usize = 64 * 1024;
    let limits = Limits::new().inflated(MEBIBYTE);
    let measured = |object: &[u8]| {
        let before = NOW.get();
        PEAK.set(before);
        let result = unpacked_with(object, &limits);
        let peak = usize::try_from(PEAK.get() - before).unwrap();
        (result.is_ok(), peak)
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
