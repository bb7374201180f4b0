//! `Debug` hides what the schema marks secret, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Debug;

use auth_types::enums::{FileLocation as AnyFileLocation, User, UserProfilePhoto as Photo, UserStatus};
use auth_types::functions::auth::{
    CheckPhone, ImportAuthorization, SendCall, SendCode, SendInvites, SignIn, SignUp,
};
use auth_types::functions::{InitConnection, InvokeWithLayer11};
use auth_types::types::auth::{Authorization, ExportedAuthorization, SentCode};
use auth_types::types::{
    FileLocation, FileLocationUnavailable, UserContact, UserForeign, UserProfilePhoto, UserRequest, UserSelf,
};
use tl_parser::SourceMap;
use tl_parser::schema::{self, Combinator, Options, Schema};
use tl_runtime::{Function, from_bytes, to_bytes};

use super::AUTH_TL;

/// Names of fields that hold a secret wherever they stand. Written by hand: a field that the schema forgot would show here.
const SECRET_NAMES: &[&str] = &[
    "access_hash",
    "api_hash",
    "bytes",
    "phone",
    "phone_code",
    "phone_code_hash",
    "phone_number",
    "phone_numbers",
    "secret",
];

/// What the tests put into secret fields: once short, once long.
#[derive(Clone)]
struct Secret {
    text: String,
    number: i64,
}

impl Secret {
    fn both() -> [Self; 2] {
        [
            Self { text: "5ecret".to_owned(), number: 77 },
            Self { text: "another 5ecret ".repeat(40), number: i64::MIN },
        ]
    }

    fn bytes(&self) -> Vec<u8> {
        self.text.clone().into_bytes()
    }
}

/// TL name and both forms of `Debug` of one value.
struct Shown {
    name: &'static str,
    line: String,
    pretty: String,
}

fn show(name: &'static str, value: &impl Debug) -> Shown {
    Shown { name, line: format!("{value:?}"), pretty: format!("{value:#?}") }
}

/// A value of everything that has secrets. What is not secret is the same for every secret.
fn shown(secret: &Secret) -> Vec<Shown> {
    let (text, number) = (|| secret.text.clone(), secret.number);
    let (first_name, last_name) = (|| "John".to_owned(), || "Doe".to_owned());
    let (photo, status) = (Photo::Empty, UserStatus::Empty);
    vec![
        show(
            "fileLocationUnavailable",
            &FileLocationUnavailable { volume_id: 11, local_id: 12, secret: number },
        ),
        show("fileLocation", &FileLocation { dc_id: 10, volume_id: 11, local_id: 12, secret: number }),
        show(
            "userSelf",
            &UserSelf {
                id: 1,
                first_name: first_name(),
                last_name: last_name(),
                phone: text(),
                photo: photo.clone(),
                status: status.clone(),
                inactive: true,
            },
        ),
        show(
            "userContact",
            &UserContact {
                id: 1,
                first_name: first_name(),
                last_name: last_name(),
                access_hash: number,
                phone: text(),
                photo: photo.clone(),
                status: status.clone(),
            },
        ),
        show(
            "userRequest",
            &UserRequest {
                id: 1,
                first_name: first_name(),
                last_name: last_name(),
                access_hash: number,
                phone: text(),
                photo: photo.clone(),
                status: status.clone(),
            },
        ),
        show(
            "userForeign",
            &UserForeign {
                id: 1,
                first_name: first_name(),
                last_name: last_name(),
                access_hash: number,
                photo,
                status,
            },
        ),
        show("auth.sentCode", &SentCode { phone_registered: true, phone_code_hash: text() }),
        show("auth.exportedAuthorization", &ExportedAuthorization { id: 1, bytes: secret.bytes() }),
        show("auth.checkPhone", &CheckPhone { phone_number: text() }),
        show(
            "auth.sendCode",
            &SendCode {
                phone_number: text(),
                sms_type: 5,
                api_id: 32,
                api_hash: text(),
                lang_code: "en".to_owned(),
            },
        ),
        show("auth.sendCall", &SendCall { phone_number: text(), phone_code_hash: text() }),
        show(
            "auth.signUp",
            &SignUp {
                phone_number: text(),
                phone_code_hash: text(),
                phone_code: text(),
                first_name: first_name(),
                last_name: last_name(),
            },
        ),
        show("auth.signIn", &SignIn { phone_number: text(), phone_code_hash: text(), phone_code: text() }),
        show("auth.importAuthorization", &ImportAuthorization { id: 1, bytes: secret.bytes() }),
        show(
            "auth.sendInvites",
            &SendInvites { phone_numbers: vec![text(); secret.text.len() % 7], message: "join".to_owned() },
        ),
    ]
}

fn load() -> Schema {
    let mut sources = SourceMap::new();
    sources.add("auth.tl", AUTH_TL).unwrap();
    schema::load(&sources, &Options::default()).0.unwrap()
}

fn fields(combinator: &Combinator, secret: bool) -> impl Iterator<Item = &str> {
    let wanted = move |field: &&schema::Field| field.secret == secret;
    combinator.fields.iter().filter(wanted).filter_map(|field| field.name.as_deref())
}

#[test]
fn everything_with_a_secret_is_tested() {
    let schema = load();
    let marked: BTreeSet<&str> = schema
        .combinators()
        .filter(|(_, combinator)| fields(combinator, true).next().is_some())
        .map(|(_, combinator)| combinator.name.as_str())
        .collect();
    let values = shown(&Secret::both()[0]);
    let tested: BTreeSet<&str> = values.iter().map(|shown| shown.name).collect();
    assert_eq!(marked, tested);
    assert_eq!(values.len(), tested.len());
}

#[test]
fn no_field_was_forgotten_in_the_schema() {
    let schema = load();
    let mut secrets = 0;
    for (_, combinator) in schema.combinators() {
        for name in fields(combinator, false) {
            assert!(!SECRET_NAMES.contains(&name), "{}.{name} is not marked", combinator.name);
        }
        for name in fields(combinator, true) {
            assert!(SECRET_NAMES.contains(&name), "{}.{name} is marked", combinator.name);
            secrets += 1;
        }
    }
    assert_eq!(secrets, 23);
}

#[test]
fn secrets_do_not_show() {
    let schema = load();
    let [short, long] = Secret::both().map(|secret| shown(&secret));
    for (short, long) in short.iter().zip(&long) {
        // Neither the value nor its length can be told from what is the same for two values.
        assert_eq!(short.line, long.line);
        assert_eq!(short.pretty, long.pretty);
        assert!(!short.line.contains("5ecret") && !short.line.contains("77"), "{}", short.line);
        let (_, combinator) = schema.combinators().find(|(_, known)| known.name == short.name).unwrap();
        for field in fields(combinator, true) {
            assert!(short.line.contains(&format!("{field}: [REDACTED]")), "{field} in {}", short.line);
        }
    }
}

#[test]
fn what_is_not_secret_shows() {
    let schema = load();
    let expected = [
        ("id", "1"),
        ("dc_id", "10"),
        ("volume_id", "11"),
        ("local_id", "12"),
        ("first_name", "\"John\""),
        ("last_name", "\"Doe\""),
        ("photo", "Empty"),
        ("status", "Empty"),
        ("inactive", "true"),
        ("phone_registered", "true"),
        ("sms_type", "5"),
        ("api_id", "32"),
        ("lang_code", "\"en\""),
        ("message", "\"join\""),
    ];
    for shown in shown(&Secret::both()[0]) {
        let (_, combinator) = schema.combinators().find(|(_, known)| known.name == shown.name).unwrap();
        for field in fields(combinator, false) {
            let (_, value) = expected.iter().find(|(known, _)| *known == field).unwrap();
            assert!(shown.line.contains(&format!("{field}: {value}")), "{field} in {}", shown.line);
        }
    }
}

#[test]
fn secrets_inside_of_other_values_do_not_show() {
    let [secret, _] = Secret::both();
    let location = || {
        let location = FileLocation { dc_id: 1, volume_id: 2, local_id: 3, secret: 987_654_321 };
        AnyFileLocation::FileLocation(location)
    };
    let photo = UserProfilePhoto { photo_id: 4, photo_small: location(), photo_big: location() };
    let user = UserForeign {
        id: 5,
        first_name: "John".to_owned(),
        last_name: "Doe".to_owned(),
        access_hash: 123_456_789,
        photo: Photo::UserProfilePhoto(photo),
        status: UserStatus::Empty,
    };
    let authorization = Authorization { expires: 6, user: User::Foreign(user) };
    let text = format!("{authorization:?}");
    assert_eq!(text.matches("[REDACTED]").count(), 3, "{text}");
    assert!(!text.contains("987654321") && !text.contains("123456789"), "{text}");

    let query = InitConnection {
        api_id: 32,
        device_model: "device".to_owned(),
        system_version: "1".to_owned(),
        app_version: "2".to_owned(),
        lang_code: "en".to_owned(),
        query: CheckPhone { phone_number: secret.text.clone() },
    };
    let text = format!("{:?}", InvokeWithLayer11 { query });
    assert!(text.contains("device_model: \"device\""), "{text}");
    assert!(text.contains("CheckPhone { phone_number: [REDACTED] }") && !text.contains("5ecret"), "{text}");
}

/// Whatever is done to the bytes of a request, an error about them shows none of its secrets.
fn errors_hide<T: for<'a> Function<'a> + Debug>(request: &T) {
    let bytes = to_bytes(request).unwrap();
    let mut errors = 0;
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xff;
        for input in [&damaged, &bytes[..at]] {
            if let Err(error) = from_bytes::<T>(input) {
                let text = format!("{error} {error:?}");
                assert!(!text.contains("5ecret"), "{text}");
                errors += 1;
            }
        }
    }
    assert!(errors > bytes.len(), "{errors}");
}

#[test]
fn errors_show_no_secrets() {
    for secret in Secret::both() {
        let text = || secret.text.clone();
        errors_hide(&SignIn { phone_number: text(), phone_code_hash: text(), phone_code: text() });
        errors_hide(&ImportAuthorization { id: 1, bytes: secret.bytes() });
    }
}
