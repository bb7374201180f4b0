//! The schema of TDLib's interface, as the package `tdlib-rs` ships it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

use roundtrip::{Counts, whole};

whole!(api, "tdlib_api");

#[test]
fn td_api() {
    let counts = api::proof().run();
    assert_eq!(counts, Counts { tested: 2941, inside: 9, apart: 0 });
}
