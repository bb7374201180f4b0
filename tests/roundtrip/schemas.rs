//! The schemas of the table in CONFORMANCE.md.

/// Name in `OUT_DIR`, name in the table, the test that compiles its code and sends a value of everything there and back.
pub(crate) const SCHEMAS: &[(&str, &str, &str)] = &[
    ("telegram_api", "Telegram API, as in grammers-tl-types", "whole_telegram"),
    ("telegram_mtproto", "MTProto, as in grammers-tl-types", "whole_telegram"),
    ("tdlib_api", "td_api, as in tdlib-rs", "whole_tdlib"),
    ("shared_telegram_api_225", "Telegram API, layer 225", "whole_shared_big"),
    ("shared_telegram_mtproto", "MTProto", "whole_shared"),
    ("shared_tdlib_telegram_api", "TDLib telegram_api", "whole_shared_big"),
    ("shared_tdlib_td_api", "TDLib td_api", "whole_shared_big"),
    ("shared_tdlib_secret_api", "TDLib secret_api", "whole_shared"),
    ("shared_tdlib_mtproto_api", "TDLib mtproto_api", "whole_shared"),
    ("shared_tdlib_e2e_api", "TDLib e2e_api", "whole_shared"),
    ("shared_ton_ton_api", "TON ton_api", "whole_shared"),
    ("shared_ton_lite_api", "TON lite_api", "whole_shared"),
    ("shared_ton_tonlib_api", "TON tonlib_api", "whole_shared"),
    ("shared_vk_goldmaster", "VK goldmaster", "whole_shared"),
    ("shared_vk_cases", "VK cases", "whole_shared"),
    ("shared_vk_rpc", "VK rpc", "whole_shared"),
];
