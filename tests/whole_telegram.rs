//! The Telegram API and MTProto, as the package `grammers-tl-types` ships them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod hostile;
mod roundtrip;

use roundtrip::{Counts, whole};

whole!(api, "telegram_api");
whole!(borrowed, "telegram_api_borrowed");
whole!(mtproto, "telegram_mtproto");

#[test]
fn telegram_api() {
    let counts = api::proof().run();
    assert_eq!(counts, Counts { tested: 2551, inside: 9, apart: 0 });
}

/// Borrowed types pass the same proof as owned ones.
#[test]
fn telegram_api_borrowed() {
    let counts = borrowed::proof().run();
    assert_eq!(counts, Counts { tested: 2551, inside: 9, apart: 0 });
}

#[test]
fn telegram_mtproto() {
    let counts = mtproto::proof().apart(&[("double", "the schema declares it and uses it nowhere")]).run();
    assert_eq!(counts, Counts { tested: 59, inside: 7, apart: 1 });
}
