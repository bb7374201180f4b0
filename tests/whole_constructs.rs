//! A schema of every construct that has bytes, and what cannot be encoded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

use roundtrip::{Counts, whole};

whole!(constructs, "constructs");

#[test]
fn constructs() {
    let counts = constructs::proof().rounds(300).run();
    assert_eq!(counts, Counts { tested: 52, inside: 28, apart: 0 });
}
