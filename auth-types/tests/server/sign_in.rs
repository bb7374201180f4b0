//! The methods one by one: what they answer, in which order they check, and what they leave behind.

use crate::support::*;
use auth_types::functions::{InitConnection, InvokeWithLayer11, account, auth, help};
use auth_types::server::{MemoryStore, Policy};
use auth_types::{AuthKeyId, UserId, enums, tl_runtime};
use std::sync::Arc;

fn runs_as(server: &Server, key: AuthKeyId, now: i64) -> Option<UserId> {
    let before = server.world.calls().len();
    server.call(key, &help::GetNearestDc, now).unwrap();
    server.world.calls()[before].0
}

#[test]
fn s7_s12_a_registered_number_signs_in() {
    let server = Server::new();
    let first = server.register(KEY, PHONE, NOW);
    let sent = server.call(OTHER_KEY, &send_code("+7 999 123-45-67"), NOW).unwrap();
    assert!(sent.phone_registered, "however the number is written (S6)");
    let code = server.world.last_code();
    let authorization = server.call(OTHER_KEY, &sign_in(PHONE, &sent.phone_code_hash, &code), NOW).unwrap();
    assert_eq!(authorization.user, first.user);
    assert_eq!(i64::from(authorization.expires), NOW + 365 * 86_400);
    let enums::User::Self_(user) = &authorization.user else { panic!("{authorization:?}") };
    assert_eq!(
        (user.first_name.as_str(), user.last_name.as_str(), user.phone.as_str()),
        ("Ann", "Lee", PHONE)
    );
    // S11: both keys are the user's, and no other is.
    let id = Some(UserId::of(&authorization.user));
    assert_eq!((runs_as(&server, KEY, NOW), runs_as(&server, OTHER_KEY, NOW)), (id, id));
    assert_eq!(runs_as(&server, AuthKeyId(3), NOW), None);
}

#[test]
fn s8_s9_s10_a_new_number_is_prevalidated_and_signs_up() {
    let server = Server::new();
    assert!(!server.call(KEY, &check_phone(PHONE), NOW).unwrap().phone_registered);
    let (hash, code) = server.code(KEY, PHONE, NOW);
    // A wrong code says nothing of the number, a right one does, and neither binds.
    let invalid = error(400, "PHONE_CODE_INVALID");
    assert_eq!(refused(server.call(KEY, &sign_in(PHONE, &hash, &wrong(&code)), NOW)), invalid);
    let unoccupied = error(400, "PHONE_NUMBER_UNOCCUPIED");
    for _ in 0..20 {
        assert_eq!(refused(server.call(KEY, &sign_in(PHONE, &hash, &code), NOW)), unoccupied);
    }
    assert_eq!(runs_as(&server, KEY, NOW), None);
    let authorization = server.call(KEY, &sign_up(PHONE, &hash, &code), NOW).unwrap();
    assert_eq!(runs_as(&server, KEY, NOW), Some(UserId::of(&authorization.user)));
    assert!(server.call(KEY, &check_phone(PHONE), NOW).unwrap().phone_registered);
}

#[test]
fn s7_signing_up_a_registered_number_binds_nothing() {
    let server = Server::new();
    server.register(KEY, PHONE, NOW);
    let (hash, code) = server.code(OTHER_KEY, PHONE, NOW);
    let occupied = error(400, "PHONE_NUMBER_OCCUPIED");
    assert_eq!(refused(server.call(OTHER_KEY, &sign_up(PHONE, &hash, &code), NOW)), occupied);
    assert_eq!(runs_as(&server, OTHER_KEY, NOW), None);
    // The code lives, so that the client can go on with signIn.
    server.call(OTHER_KEY, &sign_in(PHONE, &hash, &code), NOW).unwrap();
}

#[test]
fn checks_come_in_their_order() {
    let server = Server::new();
    let (hash, code) = server.code(KEY, PHONE, NOW);
    let bad = wrong(&code);
    let long = "x".repeat(65);
    // Each line is wrong in all that follows, too.
    let cases = [
        (named("no", "", "", "", ""), "PHONE_NUMBER_INVALID"),
        (named(PHONE, "", "", "", ""), "PHONE_CODE_HASH_EMPTY"),
        (named(PHONE, "nohash", "", "", ""), "PHONE_CODE_EMPTY"),
        (named(PHONE, "nohash", &bad, "", ""), "PHONE_CODE_EXPIRED"),
        (named(PHONE, &hash, &bad, "", &long), "PHONE_CODE_INVALID"),
        (named(PHONE, &hash, &code, "", &long), "FIRSTNAME_INVALID"),
        (named(PHONE, &hash, &code, " \t ", &long), "FIRSTNAME_INVALID"),
        (named(PHONE, &hash, &code, &long, &long), "FIRSTNAME_INVALID"),
        (named(PHONE, &hash, &code, "a\u{0}b", &long), "FIRSTNAME_INVALID"),
        (named(PHONE, &hash, &code, "Ann", &long), "LASTNAME_INVALID"),
    ];
    for (request, text) in cases {
        assert_eq!(refused(server.call(KEY, &request, NOW)), error(400, text));
    }
    server.call(KEY, &named(PHONE, &hash, &code, "Ann", ""), NOW).unwrap();
}

#[test]
fn s4_a_new_code_replaces_the_one_before() {
    let server = Server::new();
    server.register(KEY, PHONE, NOW);
    let (old_hash, old_code) = server.code(OTHER_KEY, PHONE, NOW);
    let (hash, code) = server.code(OTHER_KEY, PHONE, NOW);
    let expired = error(400, "PHONE_CODE_EXPIRED");
    assert_eq!(refused(server.call(OTHER_KEY, &sign_in(PHONE, &old_hash, &old_code), NOW)), expired);
    server.call(OTHER_KEY, &sign_in(PHONE, &hash, &code), NOW).unwrap();
}

#[test]
fn send_code_refuses_what_the_host_does_not_want() {
    let server = Server::new();
    let app = auth::SendCode { api_hash: "wrong".to_owned(), ..send_code(PHONE) };
    assert_eq!(refused(server.call(KEY, &app, NOW)), error(400, "API_ID_INVALID"));
    assert_eq!(refused(server.call(KEY, &send_code("88888"), NOW)), error(400, "PHONE_NUMBER_BANNED"));
    assert_eq!(refused(server.call(KEY, &send_code("77777"), NOW)), error(303, "PHONE_MIGRATE_3"));
    for phone in ["", "1234", "12345678901234567", "12345x", "\u{0661}2345", "12+345"] {
        assert_eq!(refused(server.call(KEY, &send_code(phone), NOW)), error(400, "PHONE_NUMBER_INVALID"));
        assert_eq!(refused(server.call(KEY, &check_phone(phone), NOW)), error(400, "PHONE_NUMBER_INVALID"));
    }
    assert_eq!(server.world.delivered(), []);
}

#[test]
fn s11_another_user_takes_the_key_over() {
    let server = Server::new();
    let first = UserId::of(&server.register(KEY, PHONE, NOW).user);
    let second = UserId::of(&server.register(KEY, "4912345678", NOW).user);
    assert_ne!(first, second);
    assert_eq!(runs_as(&server, KEY, NOW), Some(second));
    let event = server.world.events().pop().unwrap();
    assert!(event.contains(&format!("replaced: Some({first:?})")), "{event}");
    // The same user refreshes the time, and replaces nobody.
    let again = server.enter(KEY, "4912345678", NOW + 100);
    assert_eq!(i64::from(again.expires), NOW + 100 + 365 * 86_400);
    assert!(server.world.events().pop().unwrap().contains("replaced: None"));
}

#[test]
fn s14_the_association_ends_on_time() {
    let server = Server::new();
    let expires = i64::from(server.register(KEY, PHONE, NOW).expires);
    let user = runs_as(&server, KEY, NOW);
    let update = account::UpdateStatus { offline: true };
    let seen = |now| {
        let bytes = tl_runtime::to_bytes(&update).unwrap();
        server.service.handle(KEY, &bytes, now).map(drop)
    };
    assert_eq!(seen(expires - 1), Ok(()));
    for now in [expires, expires + 1, i64::MAX] {
        assert_eq!(refused(seen(now)), error(401, "SESSION_EXPIRED"));
        assert_eq!(runs_as(&server, KEY, now), None);
    }
    server.enter(KEY, PHONE, expires + 1);
    assert_eq!(runs_as(&server, KEY, expires + 2), user);
}

#[test]
fn s12_time_on_the_wire_ends_in_2038() {
    let server = Server::new();
    let end = i64::from(i32::MAX);
    assert_eq!(i64::from(server.register(KEY, PHONE, end - 1).expires), end);
    assert!(runs_as(&server, KEY, end - 1).is_some());
    assert!(runs_as(&server, KEY, end).is_none());
    for now in [i64::MAX, i64::MIN, -1, 0] {
        let _ = server.call(OTHER_KEY, &send_code(PHONE), now);
    }
}

#[test]
fn wrappers_are_looked_through() {
    let server = Server::new();
    let inner = send_code(PHONE);
    let request = InvokeWithLayer11 {
        query: InitConnection {
            api_id: 1,
            device_model: String::new(),
            system_version: String::new(),
            app_version: String::new(),
            lang_code: String::new(),
            query: inner,
        },
    };
    let sent = server.call(KEY, &request, NOW).unwrap();
    assert_eq!(sent.phone_code_hash.len(), 32);
    let refusal = refused(server.call(KEY, &InvokeWithLayer11 { query: auth::LogOut }, NOW));
    assert_eq!(refusal, error(401, "AUTH_KEY_UNREGISTERED"));
}

#[test]
fn requests_that_are_cut_or_padded_are_refused_whole() {
    let server = Server::new();
    let bytes = tl_runtime::to_bytes(&send_code(PHONE)).unwrap();
    for length in 0..bytes.len() {
        let text = if length < 4 { (401, "AUTH_KEY_UNREGISTERED") } else { (400, "INPUT_FETCH_ERROR") };
        assert_eq!(refused(server.service.handle(KEY, &bytes[..length], NOW)), error(text.0, text.1));
    }
    for padding in 1..9 {
        let padded = [&bytes[..], &vec![0; padding]].concat();
        assert_eq!(refused(server.service.handle(KEY, &padded, NOW)), error(400, "INPUT_FETCH_ERROR"));
    }
    assert_eq!(server.world.delivered(), []);
}

#[test]
fn export_and_import_between_two_servers() {
    let (store, far) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
    let home = Server::with(patient(), store);
    let away = Server::with(Policy { dc_id: 2, first_user_id: 1000, ..patient() }, far);
    home.world.add_neighbour(&away.service);
    let user = UserId::of(&home.register(KEY, PHONE, NOW).user);

    let invalid = error(400, "DC_ID_INVALID");
    assert_eq!(refused(home.call(KEY, &auth::ExportAuthorization { dc_id: 1 }, NOW)), invalid);
    assert_eq!(refused(home.call(KEY, &auth::ExportAuthorization { dc_id: 9 }, NOW)), invalid);
    let exported = home.call(KEY, &auth::ExportAuthorization { dc_id: 2 }, NOW).unwrap();
    assert_eq!((exported.id, exported.bytes.len()), (user.0, 32));
    let import = auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
    let authorization = away.call(KEY, &import, NOW).unwrap();
    assert_eq!(UserId::of(&authorization.user), user);
    assert_eq!(runs_as(&away, KEY, NOW), Some(user));

    // A number that signed up on both sides is two users: neither becomes the other.
    let other = home.register(OTHER_KEY, "4912345678", NOW);
    let there = away.register(OTHER_KEY, "4912345678", NOW);
    assert_ne!(UserId::of(&other.user), UserId::of(&there.user));
    let export = home.call(OTHER_KEY, &auth::ExportAuthorization { dc_id: 2 }, NOW);
    assert_eq!(refused(export), error(500, "INTERNAL"));
}

#[test]
fn s5_the_code_is_said_in_a_call_after_thirty_seconds() {
    let server = Server::new();
    let (hash, code) = server.code(KEY, PHONE, NOW);
    let call = |now| server.call(KEY, &send_call(PHONE, &hash), now);
    assert_eq!(refused(call(NOW)), error(420, "FLOOD_WAIT_30"));
    assert_eq!(refused(call(NOW + 29)), error(420, "FLOOD_WAIT_1"));
    assert_eq!(server.world.delivered().len(), 1);
    assert_eq!(call(NOW + 30), Ok(true));
    let said = server.world.delivered().pop().unwrap();
    assert_eq!(said, Delivered { phone: PHONE.to_owned(), code: code.clone(), by_call: true });
    // The hash and the code are as before.
    server.call(KEY, &sign_up(PHONE, &hash, &code), NOW + 31).unwrap();
    assert_eq!(refused(call(NOW + 32)), error(400, "PHONE_CODE_EXPIRED"));
}

#[test]
fn send_call_refuses_what_it_cannot_say() {
    let server = Server::new();
    let (hash, _) = server.code(KEY, "79990000000", NOW);
    let later = NOW + 30;
    assert_eq!(refused(server.call(KEY, &send_call("no", &hash), later)), error(400, "PHONE_NUMBER_INVALID"));
    let empty = server.call(KEY, &send_call("79990000000", ""), later);
    assert_eq!(refused(empty), error(400, "PHONE_CODE_HASH_EMPTY"));
    let expired = error(400, "PHONE_CODE_EXPIRED");
    assert_eq!(refused(server.call(KEY, &send_call("79990000000", "nohash"), later)), expired);
    assert_eq!(refused(server.call(OTHER_KEY, &send_call("79990000000", &hash), later)), expired);
    assert_eq!(server.call(KEY, &send_call("79990000000", &hash), later), Ok(false), "may_call says no");
    assert_eq!(server.world.delivered().len(), 1);
}
