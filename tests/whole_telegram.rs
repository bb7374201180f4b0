//! The Telegram API and MTProto, as the package `grammers-tl-types` ships them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

use roundtrip::whole;

whole!(api, "telegram_api");
whole!(mtproto, "telegram_mtproto");

#[test]
fn telegram_api() {
    println!("{:?}", api::proof().run());
}

#[test]
fn telegram_mtproto() {
    println!(
        "{:?}",
        mtproto::proof().apart(&[("double", "the schema declares it and uses it nowhere")]).run()
    );
}
