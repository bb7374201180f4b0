//! One file of every dialect, where such files lie beside this repository.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

#[cfg(shared_schemas)]
use roundtrip::UNUSED;
use roundtrip::shared;

shared! {
    tdlib_e2e_api "shared_tdlib_e2e_api" [("double", UNUSED), ("int128", UNUSED)]
    tdlib_mtproto_api "shared_tdlib_mtproto_api" [("double", UNUSED)]
    tdlib_secret_api "shared_tdlib_secret_api"
    telegram_mtproto "shared_telegram_mtproto" [("double", UNUSED)]
    ton_lite_api "shared_ton_lite_api" [("double", UNUSED), ("function", UNUSED), ("int128", UNUSED)]
    ton_ton_api "shared_ton_ton_api"
    ton_tonlib_api "shared_ton_tonlib_api" [("double", UNUSED)]
    vk_cases "shared_vk_cases"
    vk_goldmaster "shared_vk_goldmaster" [("list", UNUSED), ("inner", UNUSED)]
    vk_rpc "shared_vk_rpc"
}
