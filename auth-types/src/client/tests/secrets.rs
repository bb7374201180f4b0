//! Promise P13: nothing secret in what a log may hold.

use super::*;
use alloc::string::ToString;

#[test]
fn nothing_secret_is_shown() {
    let secret_free = |text: &str, what: &str| assert!(!text.contains("SECRET"), "{what}: {text}");
    for (state, before) in flows() {
        secret_free(&format!("{before:?}"), &state);
        // There is something to hide: what is sent holds it.
        if let Some(request) = before.state().request(&application()) {
            assert!(request.to_bytes().unwrap().windows(6).any(|bytes| bytes == b"SECRET"), "{state}");
            secret_free(&format!("{request:?}"), &state);
        }
        for (name, input, now) in inputs() {
            secret_free(&format!("{input:?}"), &name);
            let mut flow = before.clone();
            let result = flow.handle(input, now);
            secret_free(&format!("{result:?} {flow:?}"), &format!("{state}, {name}"));
            if let Err(error) = result {
                secret_free(&error.to_string(), &name);
            }
        }
    }
}

#[test]
fn every_error_says_what_to_do() {
    for (_, before) in flows() {
        for (name, input, now) in inputs() {
            if let Err(error) = before.clone().handle(input, now) {
                let text = error.to_string();
                assert!(text.contains(": ") && text.len() < 120, "{name}: {text}");
            }
        }
    }
}
