#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| auth_types_fuzz::gate::run(bytes));
