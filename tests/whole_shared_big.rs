//! The big schemas among those that lie beside this repository: `cargo test -p tl-tests --features big`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

use roundtrip::shared;

shared! {
    tdlib_td_api "shared_tdlib_td_api"
    tdlib_telegram_api "shared_tdlib_telegram_api"
    telegram_api_225 "shared_telegram_api_225"
}
