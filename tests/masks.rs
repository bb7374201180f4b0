//! A mask that is itself conditional is held to the rules of every conditional field.

#![allow(clippy::unwrap_used)]

mod masks {
    include!("golden/pass/masks.rs");
}

use masks::types::{Beside, Inner, Outside};
use tl_runtime::{EncodeErrorKind, from_bytes, to_bytes};

#[test]
fn a_mask_agrees_with_the_field_on_its_bit() {
    let whole = Beside { f: 1, a: Some(7), g: Some(2), x: Some(8) };
    assert_eq!(from_bytes::<Beside>(&to_bytes(&whole).unwrap()).unwrap(), whole);
    for (a, g) in [(None, Some(0)), (Some(7), None)] {
        let error = to_bytes(&Beside { f: 0, a, g, x: None }).unwrap_err();
        assert_eq!((error.field(), error.kind()), (Some("beside.g"), &EncodeErrorKind::SharedBit));
    }
}

#[test]
fn a_mask_agrees_with_the_mask_from_outside() {
    let whole = Outside { f: 1, inner: Inner { g: Some(2), x: Some(8) } };
    assert_eq!(from_bytes::<Outside>(&to_bytes(&whole).unwrap()).unwrap(), whole);
    for (f, g) in [(0, Some(0)), (1, None)] {
        let error = to_bytes(&Outside { f, inner: Inner { g, x: None } }).unwrap_err();
        let expected = EncodeErrorKind::Mask { bit: 0, expected: f == 1 };
        assert_eq!((error.field(), error.kind()), (Some("inner.g"), &expected));
    }
}
