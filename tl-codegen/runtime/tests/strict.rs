//! Bytes that are not the one correct form of a value are refused, each for its own reason and at its own place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod schema;

use schema::*;
use tl_runtime::{
    DecodeErrorKind as Kind, Limits, Value, bare_from_bytes, from_bytes, from_bytes_with, trace,
};

/// The bytes are refused for this reason at this byte; the table's own reading refuses them too.
#[track_caller]
fn refused<T: for<'a> Value<'a> + std::fmt::Debug>(bytes: &[u8], offset: usize, kind: Kind) {
    let error = from_bytes::<T>(bytes).unwrap_err();
    assert_eq!((error.offset(), error.kind()), (offset, &kind), "{error}");
    assert_ne!(trace::walk(&T::ROOT, bytes), Ok(bytes.len()));
}

#[test]
fn padding_that_is_not_zero() {
    refused::<String>(b"\x01a\0\x01", 3, Kind::Padding);
    refused::<String>(b"\x01a\x01\0", 2, Kind::Padding);
    refused::<Vec<u8>>(b"\x00\0\x07\0", 2, Kind::Padding);
    let mut long = vec![254, 254, 0, 0];
    long.extend([b'x'; 254]);
    long.extend([0, 9]);
    refused::<String>(&long, 259, Kind::Padding);
}

#[test]
fn padding_that_is_missing() {
    refused::<String>(b"\x01a\0", 0, Kind::Eof { needed: 4, left: 3 });
    refused::<String>(b"\x04abcd\0\0", 0, Kind::Eof { needed: 8, left: 7 });
}

#[test]
fn lengths_in_a_longer_form_than_due() {
    refused::<String>(b"\xfe\x03\0\0abc\0", 0, Kind::LengthForm { length: 3, header: 4 });
    let mut bytes = vec![254, 253, 0, 0];
    bytes.extend([b'x'; 253]);
    bytes.push(0);
    refused::<String>(&bytes, 0, Kind::LengthForm { length: 253, header: 4 });
    refused::<String>(b"\xff\x01\0\0\0\0\0\0a\0\0\0", 0, Kind::LengthForm { length: 1, header: 8 });
    let mut bytes = vec![255, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    bytes.resize(8 + 0x100_0000, 0);
    refused::<Vec<u8>>(&bytes, 0, Kind::LengthForm { length: 0xff_ffff, header: 8 });
}

#[test]
fn lengths_beyond_the_end() {
    refused::<String>(b"", 0, Kind::Eof { needed: 4, left: 0 });
    refused::<String>(b"\xfe\xff", 0, Kind::Eof { needed: 4, left: 2 });
    refused::<String>(b"\xff\xff\0\0", 0, Kind::Eof { needed: 8, left: 4 });
    refused::<String>(b"\xfe\xff\xff\xff", 0, Kind::Eof { needed: 0x100_0004, left: 4 });
    refused::<String>(&[0xff; 8], 0, Kind::Eof { needed: (1 << 56) + 8, left: 8 });
}

#[test]
fn text_that_is_not_utf_8() {
    refused::<String>(b"\x03a\xffb", 2, Kind::Utf8);
    refused::<String>(b"\x03ab\xe2", 3, Kind::Utf8);
    assert!(from_bytes::<Vec<u8>>(b"\x03a\xffb").is_ok());
    let mut long = vec![254, 0, 1, 0];
    long.extend([b'x'; 256]);
    long[4 + 200] = 0x80;
    refused::<String>(&long, 204, Kind::Utf8);
}

#[test]
fn ids_that_do_not_belong() {
    let id = 0x1111_0001;
    refused::<Shape>(&words(&[id, 1, 2]), 0, Kind::UnknownId { id, type_name: "shape.Shape" });
    refused::<Shape>(&words(&[0]), 0, Kind::UnknownId { id: 0, type_name: "shape.Shape" });
    refused::<Point>(&words(&[5, 1, 2]), 0, Kind::WrongId { id: 5, expected: id });
    refused::<Point>(&words(&[0, 1, 2]), 0, Kind::WrongId { id: 0, expected: id });
    refused::<bool>(&words(&[0]), 0, Kind::Bool { id: 0 });
    refused::<bool>(&words(&[1]), 0, Kind::Bool { id: 1 });
    refused::<Vec<i32>>(&words(&[0, 0]), 0, Kind::WrongId { id: 0, expected: 0x1cb5_c415 });
    // A vector that should be boxed but is bare.
    refused::<Vec<i32>>(&words(&[1, 7]), 0, Kind::WrongId { id: 1, expected: 0x1cb5_c415 });
}

#[test]
fn counts_that_cannot_be_true() {
    let vector = 0x1cb5_c415;
    refused::<Vec<i64>>(&words(&[vector, 2, 1, 0, 2]), 4, Kind::Count { count: 2, min: 8, left: 12 });
    refused::<Vec<i32>>(&words(&[vector, u32::MAX]), 4, Kind::Count { count: u32::MAX, min: 4, left: 0 });
    // A boxed point takes twelve bytes, so two of them do not fit in twenty.
    let poly = words(&[0x1111_0012, 0, vector, 2, 0x1111_0001, 1, 2, 0x1111_0001, 1]);
    refused::<Shape>(&poly, 12, Kind::Count { count: 2, min: 12, left: 20 });
    // The count of a repetition stands elsewhere, so the place is where the items begin.
    refused::<Grid>(&words(&[0x1111_0031, 9, 0, 0, 0, 0]), 8, Kind::Count { count: 9, min: 8, left: 16 });
}

#[test]
fn items_of_no_size_are_not_free() {
    let sealed = |count| words(&[0x1111_0041, 0x9972_75b5, 0, 0, 0, 0, 0, count]);
    assert_eq!(from_bytes::<Sealed>(&sealed(65_536)).unwrap().marks.len(), 65_536);
    let error = from_bytes::<Sealed>(&sealed(65_537)).unwrap_err();
    assert_eq!(error.kind(), &Kind::ZeroSizeItems { count: 65_537, limit: 65_536 });
    assert_eq!((error.offset(), error.path()), (28, "sealed.marks"));
    assert!(from_bytes::<Sealed>(&sealed(u32::MAX)).is_err());
    // The limit is for all vectors together.
    let two = [words(&[0x1cb5_c415, 2]), sealed(40_000), sealed(40_000)].concat();
    assert!(from_bytes::<Vec<Sealed>>(&two).is_err());
    assert!(from_bytes_with::<Vec<Sealed>>(&two, &Limits::new().zero_size_items(80_000)).is_ok());
}

#[test]
fn bytes_that_follow() {
    refused::<i32>(&words(&[1, 2]), 4, Kind::Trailing { left: 4 });
    refused::<bool>(&[0xb5, 0x75, 0x72, 0x99, 0], 4, Kind::Trailing { left: 1 });
    let error = bare_from_bytes::<Point>(&words(&[1, 2, 3])).unwrap_err();
    assert_eq!(error.kind(), &Kind::Trailing { left: 4 });
}

#[test]
fn ends_in_the_middle() {
    let bytes = words(&[0x1111_0012, 3, 0x6101, 7, 0x1cb5_c415, 1, 0x1111_0001, 1, 2]);
    for length in 0..bytes.len() {
        let error = from_bytes::<Shape>(&bytes[..length]).unwrap_err();
        assert!(matches!(error.kind(), Kind::Eof { .. } | Kind::Count { .. }), "{length}: {error}");
        assert!(error.offset() <= length);
        assert!(error.offset().is_multiple_of(4), "{length}: {error}");
    }
}

#[test]
fn bits_without_a_field_are_harmless() {
    let bytes = words(&[0x1111_0012, 0xffff_fffc, 0x1cb5_c415, 0]);
    let poly = Poly { closed: false, name: None, style: None, points: vec![] };
    assert_eq!(from_bytes::<Shape>(&bytes).unwrap(), Shape::Poly(poly));
}
