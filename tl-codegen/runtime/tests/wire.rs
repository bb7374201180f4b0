//! Values go to the bytes that the schema means, and come back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod schema;

use schema::*;
use tl_runtime::{
    EncodeErrorKind, Facts, Value, append_bytes, bare_from_bytes, bare_to_bytes, decode_reply, encode_reply,
    from_bytes, from_prefix, peek_id, skip, to_bytes, trace,
};

/// Checks bytes and value against each other in both directions, and the table's own reading of the bytes.
#[track_caller]
fn both<T: for<'a> Value<'a> + PartialEq + std::fmt::Debug>(value: &T, bytes: &[u8]) {
    assert_eq!(to_bytes(value).unwrap(), bytes);
    assert_eq!(&from_bytes::<T>(bytes).unwrap(), value);
    assert_eq!(trace::walk(&T::ROOT, bytes), Ok(bytes.len()));
}

#[test]
fn built_ins() {
    both(&-2_i32, &[0xfe, 0xff, 0xff, 0xff]);
    both(&u32::MAX, &[0xff; 4]);
    both(&i64::MIN, &[0, 0, 0, 0, 0, 0, 0, 0x80]);
    both(&1.5_f64, &[0, 0, 0, 0, 0, 0, 0xf8, 0x3f]);
    both(&1.5_f32, &[0, 0, 0xc0, 0x3f]);
    both(&true, &[0xb5, 0x75, 0x72, 0x99]);
    both(&false, &[0x37, 0x97, 0x79, 0xbc]);
    both(&String::from("abcd"), b"\x04abcd\0\0\0");
    both(&vec![1_u8, 2], &[2, 1, 2, 0]);
    both(&[7_u8; 16], &[7; 16]);
    both(&[8_u8; 32], &[8; 32]);
    both(&[9_u8; 64], &[9; 64]);
    both(&vec![1_i64], &words(&[0x1cb5_c415, 1, 1, 0]));
    both(&vec![String::from("a"), String::new()], &words(&[0x1cb5_c415, 2, 0x6101, 0]));
}

#[test]
fn numbers_keep_every_bit() {
    for bits in [f64::NAN.to_bits() | 0xdead, 0xfff0_0000_0000_0001, (-0.0_f64).to_bits(), 1] {
        let bytes = bits.to_le_bytes();
        let value: f64 = from_bytes(&bytes).unwrap();
        assert_eq!(value.to_bits(), bits);
        assert_eq!(to_bytes(&value).unwrap(), bytes);
        let many = vec![value; 100];
        let back: Vec<f64> = from_bytes(&to_bytes(&many).unwrap()).unwrap();
        assert!(back.len() == 100 && back.iter().all(|value| value.to_bits() == bits));
    }
}

#[test]
fn numbers_in_bulk_are_the_same_as_one_by_one() {
    for length in [0, 1, 63, 64, 65, 511, 512, 513, 1100] {
        let values: Vec<i64> = (0..length).map(|n: i64| n.wrapping_mul(0x0123_4567_89ab_cdef)).collect();
        let mut expected = words(&[0x1cb5_c415, u32::try_from(length).unwrap()]);
        expected.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        both(&values, &expected);
    }
}

#[test]
fn constructors_and_enums() {
    let circle = Circle { centre: Point { x: 1, y: 2 }, radius: 1.5 };
    both(&circle, &words(&[0x1111_0011, 1, 2, 0, 0x3ff8_0000]));
    both(&Shape::Circle(Box::new(circle)), &words(&[0x1111_0011, 1, 2, 0, 0x3ff8_0000]));
    both(&Shape::None, &words(&[0x1111_0013]));
    let poly =
        Poly { closed: true, name: Some("a".into()), style: Some(7), points: vec![Point { x: 1, y: 2 }] };
    let bytes = words(&[0x1111_0012, 3, 0x6101, 7, 0x1cb5_c415, 1, 0x1111_0001, 1, 2]);
    both(&Shape::Poly(poly.clone()), &bytes);
    assert_eq!(bare_to_bytes(&poly).unwrap(), bytes[4..]);
    assert_eq!(bare_from_bytes::<Poly>(&bytes[4..]).unwrap(), poly);
    both(
        &Text::Concat(vec![Text::Plain("a".into()), Text::Bold(Box::new(Text::Plain(String::new())))]),
        &words(&[0x1111_0023, 0x1cb5_c415, 2, 0x1111_0021, 0x6101, 0x1111_0022, 0x1111_0021, 0]),
    );
    both(
        &Grid { n: 2, cells: vec![(1, "a".into()), (2, String::new())], corner: [8, 9] },
        &words(&[0x1111_0031, 2, 1, 0x6101, 2, 0, 8, 9]),
    );
    both(
        &Sealed { ok: true, key: [0; 16], data: vec![], marks: vec![True {}; 3] },
        &words(&[0x1111_0041, 0x9972_75b5, 0, 0, 0, 0, 0, 3]),
    );
    both(&Masked { mask: 0, when: None, rest: None }, &words(&[0x1111_0051, 0]));
    both(
        &Masked { mask: 0x8000_0001, when: Some(-1), rest: Some(5) },
        &words(&[0x1111_0051, 0x8000_0001, u32::MAX, u32::MAX, 5]),
    );
    both(
        &Page { shapes: vec![Shape::None; 2], lists: vec![vec![], vec![1]] },
        &words(&[
            0x1111_0061,
            2,
            0x1111_0013,
            0x1111_0013,
            0x1cb5_c415,
            2,
            0x1cb5_c415,
            0,
            0x1cb5_c415,
            1,
            1,
            0,
        ]),
    );
}

#[test]
fn strings_in_all_three_forms() {
    for (length, header) in [
        (0, &[0][..]),
        (1, &[1]),
        (3, &[3]),
        (253, &[253]),
        (254, &[254, 254, 0, 0]),
        (0xff_ffff, &[254, 0xff, 0xff, 0xff]),
        (0x100_0000, &[255, 0, 0, 0, 1, 0, 0, 0]),
        (0x100_0001, &[255, 1, 0, 0, 1, 0, 0, 0]),
    ] {
        let text = "x".repeat(length);
        let bytes = to_bytes(&text).unwrap();
        assert_eq!(bytes.len(), (header.len() + length).next_multiple_of(4), "{length}");
        assert_eq!(&bytes[..header.len()], header);
        assert!(bytes[header.len()..][..length].iter().all(|byte| *byte == b'x'));
        assert!(bytes[header.len() + length..].iter().all(|byte| *byte == 0));
        assert!(from_bytes::<String>(&bytes).unwrap() == text);
        assert!(from_bytes::<Vec<u8>>(&bytes).unwrap() == text.as_bytes());
        assert_eq!(trace::walk(&String::ROOT, &bytes), Ok(bytes.len()));
    }
}

#[test]
fn requests_and_their_replies() {
    let request =
        WithLayer { layer: 11, query: WithLayer { layer: 12, query: GetShapes { name: "a".into() } } };
    both(&request, &words(&[0x2222_0002, 11, 0x2222_0002, 12, 0x2222_0001, 0x6101]));
    let reply = encode_reply(&request, &vec![Shape::None]).unwrap();
    assert_eq!(reply, words(&[0x1cb5_c415, 1, 0x1111_0013]));
    assert_eq!(decode_reply(&request, &reply).unwrap(), [Shape::None]);

    let request = GetCells { n: 2 };
    assert_eq!(decode_reply(&request, &words(&[5, 6])).unwrap(), [5, 6]);
    assert!(decode_reply(&request, &words(&[5])).is_err());
    assert!(decode_reply(&request, &words(&[5, 6, 7])).is_err());
    let error = encode_reply(&request, &vec![5]).unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::Count { count: 2, items: 1 });
    assert_eq!((error.root(), error.field()), ("Cells n", Some("result")));
}

#[test]
fn a_prefix_says_how_far_it_went() {
    let bytes = words(&[0x1111_0013, 9]);
    assert_eq!(from_prefix::<Shape>(&bytes).unwrap(), (Shape::None, 4));
    assert!(from_prefix::<Shape>(&bytes[..2]).is_err());
}

#[test]
fn a_wrapped_request_is_found_behind_its_wrapper() {
    let inner = GetShapes { name: "a".into() };
    let bytes = to_bytes(&WithLayer { layer: 11, query: inner.clone() }).unwrap();
    let behind = skip(&bytes, |r| {
        r.id();
        let _: i32 = r.get();
    });
    assert_eq!(from_bytes::<GetShapes>(behind.unwrap()).unwrap(), inner);
    // What cannot be skipped hides nothing.
    assert_eq!(
        skip(&bytes[..6], |r| {
            r.get::<i64>();
        }),
        None
    );
    assert_eq!(
        skip(&bytes, |r| {
            r.get::<bool>();
        }),
        None
    );
    assert_eq!((peek_id(&bytes), peek_id(&[])), (Some(0x2222_0002), None));
}

#[test]
fn values_that_contradict_themselves_are_not_written() {
    let poly = Poly { closed: false, name: None, style: Some(1), points: vec![] };
    let mut buffer = vec![1, 2, 3];
    let error = append_bytes(&Shape::Poly(poly), &mut buffer).unwrap_err();
    assert_eq!(buffer, [1, 2, 3]);
    assert_eq!(error.kind(), &EncodeErrorKind::SharedBit);
    let text =
        "cannot write shape.Shape: style: fields that share a flag bit must all be set or all be absent";
    assert_eq!(error.to_string(), text);

    let error = to_bytes(&Masked { mask: 0, when: Some(1), rest: None }).unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::Mask { bit: 31, expected: false });
    let error = to_bytes(&Masked { mask: 1 << 31, when: None, rest: Some(1) }).unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::Mask { bit: 31, expected: true });
    assert_eq!(error.field(), Some("when"));

    let error = to_bytes(&Grid { n: 1, cells: vec![], corner: [0; 2] }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot write grid: cells: 0 items, but the count field says 1: make them equal"
    );
}

/// Only items without size make a slice of so many possible.
#[cfg(target_pointer_width = "64")]
#[test]
fn a_vector_too_long_to_count_is_not_written() {
    struct Many;
    impl tl_runtime::Bare<'_> for Many {
        const FACTS: Facts = Facts(&SCHEMA, 0x1111_0099, 4);
        fn read_bare(_: &mut tl_runtime::Reader<'_>) -> Self {
            Self
        }
        fn write_bare(&self, w: &mut tl_runtime::Writer) {
            static ITEMS: [(); 1 << 32] = [(); 1 << 32];
            w.vector(&ITEMS, |_, ()| {});
        }
    }
    let error = to_bytes(&Many).unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::TooManyItems { items: 1 << 32 });
    assert!(error.to_string().starts_with("cannot write #11110099: a vector of 4294967296 items"));
}
