//! A schema of every construct that has bytes, and what cannot be encoded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "fuzzed/drive.rs"]
mod drive;
#[allow(unreachable_pub, reason = "the module belongs to the package of the fuzz targets")]
#[path = "../tl-codegen/fuzz/src/dynamic_vs_generated.rs"]
mod dynamic_vs_generated;
mod roundtrip;

use constructs::code::{functions, types};
use roundtrip::{Counts, whole};
use tl_runtime::{EncodeError, EncodeErrorKind, Value, encode_reply, to_bytes};

whole!(constructs, "constructs");
whole!(constructs_borrowed, "constructs_borrowed");

#[test]
fn constructs() {
    let counts = constructs::proof().rounds(300).run();
    assert_eq!(counts, Counts { tested: 53, inside: 28, apart: 0 });
}

#[test]
fn constructs_borrowed() {
    let counts = constructs_borrowed::proof().rounds(60).run();
    assert_eq!(counts, Counts { tested: 53, inside: 28, apart: 0 });
}

/// The fuzz target, which compares owned values, borrowed ones and the interpreter.
#[test]
fn bytes_of_any_kind() {
    drive::drive(dynamic_vs_generated::run, "tl-codegen/fuzz/seeds/dynamic_vs_generated", 20_000);
}

/// The error with which a value is refused: the field, and why.
fn refused<T: for<'a> Value<'a>>(value: &T) -> (&'static str, EncodeErrorKind) {
    named(&to_bytes(value).unwrap_err())
}

fn named(error: &EncodeError) -> (&'static str, EncodeErrorKind) {
    (error.field().unwrap(), error.kind().clone())
}

#[test]
fn fields_of_one_bit_that_disagree() {
    let new = || types::masks::Computed::new(1);
    assert!(to_bytes(&new()).is_ok());
    let shared = |field| (field, EncodeErrorKind::SharedBit);
    assert_eq!(refused(&types::masks::Computed { b: true, ..new() }), shared("masks.computed.h"));
    assert_eq!(refused(&types::masks::Computed { h: Some(1), ..new() }), shared("masks.computed.h"));
    assert_eq!(refused(&types::masks::Computed { f: Some(Vec::new()), ..new() }), shared("masks.computed.g"));
    assert_eq!(refused(&types::masks::Computed { j: true, ..new() }), shared("masks.computed.j"));
    assert!(to_bytes(&types::masks::Computed { b: true, h: Some(1), ..new() }).is_ok());
}

#[test]
fn a_field_under_an_absent_mask() {
    let new = || types::masks::Chain::new(0);
    assert!(to_bytes(&types::masks::Chain { g: Some(0), x: Some(1), ..new() }).is_ok());
    assert_eq!(refused(&types::masks::Chain { x: Some(1), ..new() }).0, "masks.chain.g");
    assert_eq!(refused(&types::masks::Chain { g: Some(0), y: true, ..new() }).0, "masks.chain.h");
}

#[test]
fn a_field_that_disagrees_with_a_whole_mask() {
    let whole = |mask, a| types::masks::Whole { mask, a, b: mask != 0, c: None };
    assert!(to_bytes(&whole(4, Some(1))).is_ok());
    assert_eq!(refused(&whole(4, None)).0, "masks.whole.a");
    assert_eq!(refused(&whole(0, Some(1))).0, "masks.whole.a");
}

#[test]
fn a_mask_from_outside_that_disagrees() {
    let holder = |n, value| types::Holder { n, value };
    let both = || types::Masked { a: Some(1), d: Some(String::new()), ..types::Masked::new() };
    assert!(to_bytes(&holder(1, both())).is_ok());
    let mask = |field, bit, expected| (field, EncodeErrorKind::Mask { bit, expected });
    assert_eq!(refused(&holder(1, types::Masked::new())), mask("masked.a", 0, true));
    assert_eq!(refused(&holder(0, both())), mask("masked.a", 0, false));
    assert_eq!(refused(&holder(1, types::Masked { d: None, ..both() })), mask("masked.d", 0, true));
    assert_eq!(refused(&holder(2, types::Masked::new())), mask("masked.b", 1, true));
    assert_eq!(refused(&holder(1 << 31, types::Masked::new())), mask("masked.c", 31, true));

    let item = |z| types::repeat::MaskedAItem { z, ..types::repeat::MaskedAItem::new(0) };
    let repeat = |flags, z| types::repeat::Masked::new(1, flags, vec![item(z)]);
    assert!(to_bytes(&repeat(2, Some(1))).is_ok());
    assert_eq!(refused(&repeat(2, None)), mask("repeat.masked.z", 1, true));
    assert_eq!(refused(&repeat(0, Some(1))), mask("repeat.masked.z", 1, false));
}

#[test]
fn a_count_that_is_not_the_number_of_items() {
    let count = |field, count, items| (field, EncodeErrorKind::Count { count, items });
    let named = |n, a| types::repeat::Named { n, a, b: Vec::new() };
    assert!(to_bytes(&named(0, vec![])).is_ok());
    assert_eq!(refused(&named(0, vec![1])), count("repeat.named.a", 0, 1));
    assert_eq!(refused(&named(2, vec![1, 2])), count("repeat.named.b", 2, 0));
    let nested = |a| types::repeat::Nested { n: 1, m: 2, a, b: Vec::new() };
    assert_eq!(refused(&nested(vec![vec![0.5]])), count("repeat.nested.a", 2, 1));
    // Inside a type to which the count is passed.
    let value = types::Masked { c: Some(vec![1]), ..types::Masked::new() };
    assert_eq!(refused(&types::Holder { n: 1 << 31, value }), count("masked.c", 2, 1));
}

#[test]
fn an_answer_that_is_not_what_the_request_asks_for() {
    let request = functions::get::Tuple { n: 2 };
    assert!(encode_reply(&request, &vec![1, 2]).is_ok());
    let error = encode_reply(&request, &vec![1]).unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::Count { count: 2, items: 1 });
    assert_eq!(error.root(), "Tuple int n");
}
