//! A schema of every construct that has bytes, and what cannot be encoded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

use roundtrip::whole;

whole!(constructs, "constructs");

#[test]
fn constructs() {
    println!("{:?}", constructs::proof().rounds(300).run());
}
