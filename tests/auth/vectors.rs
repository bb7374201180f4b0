//! The bytes that the official pages show: each is decoded, compared field by field, and encoded to the same bytes.

use std::fmt::Debug;

use auth_types::enums::{User, UserProfilePhoto, UserStatus};
use auth_types::functions::auth::{SendCall, SignIn, SignUp};
use auth_types::types::UserSelf;
use auth_types::types::auth::{Authorization, SentCode};
use tl_runtime::{DecodeErrorKind, Value, from_bytes, to_bytes};

/// Of layer 1, where `auth.sendCode` has another id and a field less.
#[allow(dead_code, reason = "one function of it is used")]
mod layer1 {
    include!("../golden/pass/auth_layer1.rs");
}

const PHONE: &str = "79991234567";
const HASH: &str = "2dc02d2cda9e615c84";
const CODE: &str = "44444";

/// The bytes of the line of `vectors.txt` that begins with `name`.
fn vector(name: &str) -> Vec<u8> {
    let lines = include_str!("vectors.txt").lines();
    let hex = lines.filter_map(|line| line.split_once(' ')).find(|(known, _)| *known == name).unwrap().1;
    assert!(hex.len().is_multiple_of(2));
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The bytes are those of the value, both ways, and no other number of bytes is.
fn check<T: for<'a> Value<'a> + PartialEq + Debug>(name: &str, length: usize, value: &T) {
    let bytes = vector(name);
    assert_eq!(bytes.len(), length, "{name}");
    assert_eq!(from_bytes::<T>(&bytes).unwrap(), *value, "{name}");
    assert_eq!(to_bytes(value).unwrap(), bytes, "{name}");
    for cut in 0..length {
        let error = from_bytes::<T>(&bytes[..cut]).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Eof { .. }), "{name} cut to {cut} bytes: {error}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    let error = from_bytes::<T>(&longer).unwrap_err();
    assert!(matches!(error.kind(), DecodeErrorKind::Trailing { left: 1 }), "{name}: {error}");
}

#[test]
fn send_code_of_layer_1() {
    let value = layer1::functions::auth::SendCode {
        phone_number: PHONE.to_owned(),
        sms_type: 1,
        api_id: 32,
        api_hash: "test-hash".to_owned(),
    };
    check("auth.sendCode", 36, &value);
    assert_eq!(layer1::LAYER, 1);
    // The later method is another one, and so these bytes are no request of layer 11.
    let error = from_bytes::<auth_types::functions::auth::SendCode>(&vector("auth.sendCode")).unwrap_err();
    assert!(
        matches!(error.kind(), DecodeErrorKind::WrongId { id: 0xd16f_f372, expected: 0x768d_5f4d }),
        "{error}"
    );
    assert!(!auth_types::unauthorized::allows(&vector("auth.sendCode")));
}

#[test]
fn sent_code() {
    check("auth.sentCode", 28, &SentCode { phone_registered: false, phone_code_hash: HASH.to_owned() });
}

#[test]
fn send_call() {
    check(
        "auth.sendCall",
        36,
        &SendCall { phone_number: PHONE.to_owned(), phone_code_hash: HASH.to_owned() },
    );
}

#[test]
fn sign_in() {
    let value = SignIn {
        phone_number: PHONE.to_owned(),
        phone_code_hash: HASH.to_owned(),
        phone_code: CODE.to_owned(),
    };
    check("auth.signIn", 44, &value);
}

#[test]
fn sign_up() {
    let value = SignUp {
        phone_number: PHONE.to_owned(),
        phone_code_hash: HASH.to_owned(),
        phone_code: CODE.to_owned(),
        first_name: "John".to_owned(),
        last_name: "Doe".to_owned(),
    };
    check("auth.signUp", 56, &value);
}

#[test]
fn authorization() {
    let user = UserSelf {
        id: 603_177,
        first_name: "John".to_owned(),
        last_name: "Doe".to_owned(),
        phone: PHONE.to_owned(),
        photo: UserProfilePhoto::Empty,
        status: UserStatus::Empty,
        inactive: true,
    };
    check("auth.authorization", 52, &Authorization { expires: 1_403_938_438, user: User::Self_(user) });
}

#[test]
fn no_vector_is_left_out() {
    let names: Vec<_> = include_str!("vectors.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once(' ').unwrap().0)
        .collect();
    let tested = [
        "auth.sendCode",
        "auth.sentCode",
        "auth.sendCall",
        "auth.signIn",
        "auth.signUp",
        "auth.authorization",
    ];
    assert_eq!(names, tested);
}

#[test]
fn a_schema_without_annotations_allows_nothing() {
    assert!(layer1::unauthorized::METHODS.is_empty());
    assert!(!layer1::unauthorized::is_allowed(0xd16f_f372));
    assert!(!layer1::unauthorized::allows(&vector("auth.sendCode")));
}
