//! Compressed objects: files that another program wrote, damage of every part, bombs, and random objects both ways.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../../../tests/fuzzed/drive.rs"]
mod drive;
#[allow(unreachable_pub, reason = "the module belongs to the package of the fuzz targets")]
#[path = "../../fuzz/src/mtproto.rs"]
mod fuzzed;
mod schema;

use proptest::{collection::vec, prelude::*};
use schema::*;
use tl_runtime::mtproto::{GzipPacked, RpcError, RpcResult, packed, unpacked, unpacked_with};
use tl_runtime::{
    DecodeError, DecodeErrorKind as Kind, EncodeErrorKind, GzipProblem as Problem, Limits, encode_reply,
    to_bytes,
};

/// Python's gzip module wrote this: `Vector<int>` with three times 1.
const PLAIN: &str = "1f8b0800000000000203133db25586998181811109030029d4ae8714000000";
/// The same with every part that a header can have, and not compressed.
const FULL: &str = "1f8b081e00000000000303006162636e616d6500c3a900220d011400ebff15c4b51c03000000010000000100000001000000\
    29d4ae8714000000";

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn content() -> Vec<u8> {
    words(&[0x1cb5_c415, 3, 1, 1, 1])
}

fn unpack(file: &[u8]) -> Result<Vec<u8>, DecodeError> {
    GzipPacked { packed_data: file }.unpack()
}

/// Why a file is refused, and at which byte.
fn problem(file: &[u8]) -> (Problem, usize) {
    let error = unpack(file).unwrap_err();
    assert_eq!(error.path(), "gzip_packed.packed_data");
    match error.kind() {
        Kind::Gzip(problem) => (*problem, error.offset()),
        kind => panic!("{kind:?}"),
    }
}

#[test]
fn files_of_another_program_are_read() {
    for file in [PLAIN, FULL] {
        assert_eq!(unpack(&bytes_of(file)).unwrap(), content());
    }
    let object = GzipPacked { packed_data: &bytes_of(PLAIN) }.to_bytes().unwrap();
    assert_eq!(unpacked(&object).unwrap(), content());
}

#[test]
fn our_files_have_the_form_of_the_standard() {
    let object = packed(&content()).unwrap();
    let file = GzipPacked::from_bytes(&object).unwrap().packed_data;
    assert_eq!(file[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
    // Checksum and length are those that Python's gzip module wrote for the same bytes.
    assert_eq!(file[file.len() - 8..], bytes_of(PLAIN)[23..]);
}

#[test]
fn every_cut_and_every_extra_byte_is_refused() {
    for file in [PLAIN, FULL] {
        let file = bytes_of(file);
        for length in 0..file.len() {
            problem(&file[..length]);
        }
        let longer = [&file[..], &[0]].concat();
        problem(&longer);
        // A second member, which the format allows and MTProto has no use for.
        assert_eq!(problem(&[&file[..], &file].concat()).0, Problem::Data);
    }
}

#[test]
fn each_part_of_a_file_is_checked() {
    let file = bytes_of(PLAIN);
    let with = |place: usize, byte: u8| {
        let mut file = file.clone();
        file[place] = byte;
        problem(&file)
    };
    let end = file.len();
    assert_eq!(with(0, 0), (Problem::Header, 0));
    assert_eq!(with(2, 7), (Problem::Header, 0));
    assert_eq!(with(3, 0x20), (Problem::Header, 0));
    assert_eq!(with(10, 0xff).0, Problem::Data);
    assert_eq!(with(end - 8, 0), (Problem::Checksum, end - 8));
    assert_eq!(with(end - 4, 19), (Problem::Length, end - 4));
    assert_eq!(with(end - 4, 21), (Problem::Length, end - 4));
    let mut file = bytes_of(FULL);
    file[23] ^= 1;
    assert_eq!(problem(&file), (Problem::Header, 0), "the checksum of the header");
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let limit = 16 * 1024 * 1024;
    let bomb = packed(&vec![0; limit + 4]).unwrap();
    assert!(bomb.len() < limit / 1000);
    let error = unpacked(&bomb).unwrap_err();
    let size = u32::try_from(limit).unwrap() + 4;
    assert_eq!(error.kind(), &Kind::Gzip(Problem::Size { size, limit }));
    assert!(error.to_string().contains("raise Limits::inflated"), "{error}");
    assert_eq!(unpacked_with(&bomb, &Limits::new().inflated(limit + 4)).unwrap().len(), limit + 4);
    assert_eq!(unpacked(&packed(&vec![0; limit]).unwrap()).unwrap().len(), limit);

    // One that lies about its length, in both directions.
    let mut file = GzipPacked::from_bytes(&bomb).unwrap().packed_data.to_vec();
    let end = file.len();
    file[end - 4..].copy_from_slice(&1000_u32.to_le_bytes());
    assert_eq!(problem(&file), (Problem::Length, end - 4));
    let mut file = bytes_of(PLAIN);
    let end = file.len();
    file[end - 4..].copy_from_slice(&1_000_000_u32.to_le_bytes());
    assert_eq!(problem(&file), (Problem::Length, end - 4));
}

#[test]
fn the_limit_is_that_of_the_caller() {
    let object = packed(&content()).unwrap();
    assert_eq!(unpacked_with(&object, &Limits::new().inflated(20)).unwrap(), content());
    let error = unpacked_with(&object, &Limits::new().inflated(19)).unwrap_err();
    assert_eq!(error.kind(), &Kind::Gzip(Problem::Size { size: 20, limit: 19 }));
    assert_eq!(unpacked_with(&packed(&[]).unwrap(), &Limits::new().inflated(0)).unwrap().len(), 0);
}

#[test]
fn no_compressed_object_stands_in_another() {
    let inner = packed(&content()).unwrap();
    assert_eq!(packed(&inner).unwrap_err().kind(), &EncodeErrorKind::Nested { name: "gzip_packed" });
    // By hand: one block that is not compressed. The checksum would be right.
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    let length = u16::try_from(inner.len()).unwrap();
    file.extend(length.to_le_bytes());
    file.extend((!length).to_le_bytes());
    file.extend(&inner);
    file.extend(crc(&inner).to_le_bytes());
    file.extend(u32::from(length).to_le_bytes());
    let error = unpack(&file).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (&Kind::Nested { name: "gzip_packed" }, 0));
}

/// The checksum of gzip files, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
    })
}

#[test]
fn answers_are_read_through_it() {
    let request = GetShapes { name: String::new() };
    let reply = vec![Shape::None; 100];
    let result = packed(&encode_reply(&request, &reply).unwrap()).unwrap();
    assert_eq!(RpcResult { req_msg_id: 1, result: &result }.reply(&request).unwrap().unwrap(), reply);
    let error = RpcError { error_code: 500, error_message: "INTERNAL".to_owned() };
    let result = packed(&to_bytes(&error).unwrap()).unwrap();
    assert_eq!(RpcResult { req_msg_id: 1, result: &result }.reply(&request).unwrap(), Err(error));
    // What is wrong inside is reported at its place inside.
    let mut broken = encode_reply(&request, &reply).unwrap();
    broken.truncate(50);
    let result = packed(&broken).unwrap();
    let error = RpcResult { req_msg_id: 1, result: &result }.reply(&request).unwrap_err();
    assert!(error.path().starts_with("Vector<shape.Shape>"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn objects_survive(id in 0..0x3000_0000_u32, bytes in vec(any::<u8>(), 0..2000), repeated in 1..20_usize) {
        let object = [&id.to_le_bytes()[..], &bytes.repeat(repeated)].concat();
        let packed = packed(&object).unwrap();
        prop_assert_eq!(&*unpacked(&packed).unwrap(), &object[..]);
        prop_assert!(unpacked_with(&packed, &Limits::new().inflated(object.len() - 1)).is_err());
    }

    /// Damage is found, unless it is in a part that says nothing about the content.
    #[test]
    fn damaged_files(place: prop::sample::Index, byte: u8) {
        let mut file = bytes_of(FULL);
        let place = place.index(file.len());
        file[place] = byte;
        if let Ok(object) = unpack(&file) {
            prop_assert_eq!(object, content());
        }
    }

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..200), flags: u8) {
        let file = [&[0x1f, 0x8b, 8, flags][..], &bytes].concat();
        let _ = unpack(&file);
        let _ = unpack(&bytes);
    }
}

/// The fuzz target over its seeds and over damaged ones.
#[test]
fn wrappers_of_any_bytes() {
    drive::drive(fuzzed::run, "tl-codegen/fuzz/seeds/mtproto", 20_000);
}
