//! `allows`: a request is decided by its id, and one that wraps a call by that call.

use auth_types::functions::{InitConnection, InvokeAfterMsg, InvokeWithLayer11, account, auth, help};
use auth_types::tl_runtime::{Bare, Function};
use auth_types::unauthorized::{MAX_WRAPPERS, allows, innermost};
use auth_types::{SCHEMA, unauthorized};
use tl_runtime::to_bytes;

use super::words;

fn in_layer<X: for<'a> Function<'a>>(query: X) -> InvokeWithLayer11<X> {
    InvokeWithLayer11 { query }
}

fn after<X: for<'a> Function<'a>>(query: X) -> InvokeAfterMsg<X> {
    InvokeAfterMsg { msg_id: 0x0102_0304_0506_0708, query }
}

fn init<X: for<'a> Function<'a>>(query: X) -> InitConnection<X> {
    InitConnection {
        api_id: 32,
        device_model: "a device".to_owned(),
        system_version: String::new(),
        // Long enough for the longer form of a length.
        app_version: "1.".repeat(200),
        lang_code: "en".to_owned(),
        query,
    }
}

fn verdict<T: for<'a> Function<'a>>(request: &T) -> bool {
    allows(&to_bytes(request).unwrap())
}

#[test]
fn plain_requests_are_decided_by_their_own_id() {
    assert!(verdict(&help::GetConfig));
    assert!(verdict(&auth::CheckPhone { phone_number: String::new() }));
    assert!(!verdict(&auth::LogOut));
    assert!(!verdict(&account::UpdateStatus { offline: false }));
    for (id, line) in SCHEMA.functions() {
        assert_eq!(allows(&words(&[id])), unauthorized::is_allowed(id), "{line}");
    }
    for (id, line) in SCHEMA.constructors() {
        assert!(!allows(&words(&[id, id])), "{line}");
    }
}

#[test]
fn wrapped_requests_are_decided_by_what_is_inside() {
    assert!(verdict(&in_layer(help::GetConfig)));
    assert!(verdict(&after(help::GetConfig)));
    assert!(verdict(&init(help::GetConfig)));
    assert!(!verdict(&in_layer(auth::LogOut)));
    assert!(!verdict(&after(auth::LogOut)));
    assert!(!verdict(&init(auth::LogOut)));
}

#[test]
fn wrappers_may_be_wrapped() {
    assert!(verdict(&in_layer(init(after(help::GetConfig)))));
    assert!(verdict(&after(after(init(in_layer(help::GetNearestDc))))));
    assert!(!verdict(&in_layer(init(after(auth::ResetAuthorizations)))));
    assert!(!verdict(&after(after(init(in_layer(auth::ExportAuthorization { dc_id: 2 }))))));
}

#[test]
fn the_call_inside_is_found() {
    let plain = to_bytes(&auth::ExportAuthorization { dc_id: 2 }).unwrap();
    assert_eq!(innermost(&plain), Some(&*plain), "nothing wraps it");
    let wrapped = to_bytes(&in_layer(init(after(auth::ExportAuthorization { dc_id: 2 })))).unwrap();
    assert_eq!(innermost(&wrapped), Some(&*plain));
    let nothing_inside = words(&[InvokeWithLayer11::<auth::LogOut>::ID]);
    assert_eq!(innermost(&nothing_inside), None);
    assert_eq!(innermost(&[]), None);
}

#[test]
fn a_wrapper_is_never_decided_by_its_own_id() {
    for id in [InvokeWithLayer11::<auth::LogOut>::ID, InvokeAfterMsg::<auth::LogOut>::ID] {
        assert!(!unauthorized::is_allowed(id));
    }
    assert!(!unauthorized::is_allowed(InitConnection::<auth::LogOut>::ID));
    assert!(!allows(&words(&[InvokeWithLayer11::<auth::LogOut>::ID])), "there is nothing inside");
}

#[test]
fn nesting_is_bounded() {
    let layer = InvokeWithLayer11::<auth::LogOut>::ID;
    for wrappers in [0, 1, MAX_WRAPPERS, MAX_WRAPPERS + 1, 10_000] {
        let mut request = vec![layer; wrappers];
        request.push(help::GetConfig::ID);
        assert_eq!(allows(&words(&request)), wrappers <= MAX_WRAPPERS, "{wrappers} wrappers");
    }
    assert!(!allows(&words(&[layer; 100_000])));
}

/// The request is allowed as soon as the id inside can be seen, and not one byte earlier.
fn cut<X: for<'a> Function<'a>>(wrapper: &X, behind_inner_id: usize) {
    let bytes = to_bytes(wrapper).unwrap();
    let seen = bytes.len() - behind_inner_id;
    for length in 0..=bytes.len() {
        assert_eq!(allows(&bytes[..length]), length >= seen, "{} cut to {length} bytes", X::NAME);
    }
}

#[test]
fn requests_that_break_off_are_refused() {
    cut(&help::GetConfig, 0);
    cut(&in_layer(help::GetConfig), 0);
    cut(&after(help::GetConfig), 0);
    cut(&init(help::GetConfig), 0);
    cut(&in_layer(init(after(help::GetConfig))), 0);
    // The rest of the inner call is for those who decode it.
    cut(&init(auth::CheckPhone { phone_number: "79991234567".to_owned() }), 12);
}

#[test]
fn what_cannot_be_read_is_refused() {
    assert!(!allows(&[]));
    let good = to_bytes(&init(help::GetConfig)).unwrap();
    assert!(allows(&good));
    // A length that points behind the end, text that is not UTF-8, a byte of padding that is not zero.
    for (at, byte) in [(8, 0xfe), (8, 0xff), (9, 0xff), (17, 1)] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert!(!allows(&bad), "byte {at} is {byte:02x}");
    }
    let config = help::GetConfig::ID;
    assert!(!allows(&words(&[config])[1..]), "shifted");
    assert!(!allows(&words(&[0, config])), "an unknown id hides nothing");
    assert!(!allows(&words(&[0xdda6_0d3c, config])), "the wrapper of another layer");
    assert!(!allows(&words(&[auth::LogOut::ID, config])), "an allowed call behind a refused one");
    assert!(!allows(&words(&[0x1cb5_c415, 1, config])), "a vector of calls");
}

#[test]
fn no_bytes_panic() {
    // A fixed sequence of numbers, each the start of one request.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let wrappers = [
        InvokeWithLayer11::<auth::LogOut>::ID,
        InvokeAfterMsg::<auth::LogOut>::ID,
        InitConnection::<auth::LogOut>::ID,
    ];
    for _ in 0..20_000 {
        let mut request = Vec::new();
        for _ in 0..next() % 4 {
            request.extend(wrappers[(next() % 3) as usize].to_le_bytes());
        }
        for _ in 0..next() % 24 {
            request.push((next() >> 24) as u8);
        }
        assert!(!allows(&request), "{request:02x?}");
    }
}
