//! The promises of a server, P1 to P14; each test fails when its promise is broken. P9 is the gate's and stands with it;
//! what many threads do to one step is asked of every store in `stores`.

use crate::files::Folder;
use crate::stores::at_once;
use crate::support::*;
use auth_types::functions::{account, auth};
use auth_types::server::{
    MemoryStore, NoRandomness, Policy, Random, RedbStore, Secret, Service, Store, SystemRandom, Throttle,
    code, code_hash, token,
};
use auth_types::{AuthKeyId, RpcError, UserId, tl_runtime};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// The stores that are always there. What they have in common is not this test's; that the service keeps its promises
/// over either of them is.
fn servers(policy: &Policy) -> Vec<(Server, Option<Folder>)> {
    let folder = Folder::new();
    let redb = RedbStore::open(folder.file("store")).unwrap();
    vec![
        (Server::with(policy.clone(), Arc::new(MemoryStore::new())), None),
        (Server::with(policy.clone(), Arc::new(redb)), Some(folder)),
    ]
}

fn text<T>(result: Result<T, RpcError>) -> String {
    result.map_or_else(|error| error.text, |_| "OK".to_owned())
}

#[test]
fn p1_twenty_parallel_guesses_cost_five_compares() {
    for (server, _folder) in servers(&patient()) {
        server.register(KEY, PHONE, NOW);
        let (hash, right) = server.code(KEY, PHONE, NOW);
        let bad = wrong(&right);
        let guess = |code: &str| text(server.call(KEY, &sign_in(PHONE, &hash, code), NOW));
        // A compare is what tells an invalid code from a dead one.
        assert_eq!(at_once(|_| guess(&bad) == "PHONE_CODE_INVALID"), 5);
        assert_eq!(guess(&bad), "PHONE_CODE_EXPIRED");
        assert_eq!(guess(&right), "PHONE_CODE_EXPIRED", "even the right code is dead now");
    }
}

#[test]
fn p1_signing_up_is_no_way_around_the_limit() {
    let server = Server::new();
    let (hash, right) = server.code(KEY, PHONE, NOW);
    for attempt in 0..6 {
        let expected = if attempt < 5 { "PHONE_CODE_INVALID" } else { "PHONE_CODE_EXPIRED" };
        let found = if attempt % 2 == 0 {
            text(server.call(KEY, &sign_up(PHONE, &hash, &wrong(&right)), NOW))
        } else {
            text(server.call(KEY, &sign_in(PHONE, &hash, &wrong(&right)), NOW))
        };
        assert_eq!(found, expected, "attempt {attempt}");
    }
    assert_eq!(text(server.call(KEY, &sign_up(PHONE, &hash, &right), NOW)), "PHONE_CODE_EXPIRED");
}

#[test]
fn p2_codes_are_throttled_by_number_and_by_key() {
    let policy = Policy {
        codes_per_phone: Throttle::new(3, 1000),
        codes_per_key: Throttle::new(5, 100),
        ..Policy::default()
    };
    for (server, _folder) in servers(&policy) {
        let ask = |key, phone: &str, now| text(server.call(AuthKeyId(key), &send_code(phone), now));
        // A number has three, whichever key asks and however it is written.
        assert_eq!(ask(1, PHONE, NOW), "OK");
        assert_eq!(ask(2, "+7 (999) 123-45-67", NOW + 1), "OK");
        assert_eq!(ask(3, PHONE, NOW + 2), "OK");
        assert_eq!(ask(4, PHONE, NOW + 3), "FLOOD_WAIT_997");
        assert_eq!(ask(4, PHONE, NOW + 999), "FLOOD_WAIT_1");
        assert_eq!(ask(4, PHONE, NOW + 1000), "OK");
        // A key has five, whatever the numbers.
        for phone in 10_000..10_005 {
            assert_eq!(ask(9, &phone.to_string(), NOW), "OK");
        }
        assert_eq!(ask(9, "10009", NOW + 99), "FLOOD_WAIT_1");
        assert_eq!(ask(9, "10009", NOW + 100), "OK");
        assert_eq!(server.world.delivered().len(), 4 + 6, "what is refused sends nothing");
    }
}

#[test]
fn p2_twenty_parallel_requests_send_what_the_budget_has() {
    for (server, _folder) in servers(&Policy::default()) {
        let sent = at_once(|key| server.call(AuthKeyId(key as u64), &send_code(PHONE), NOW).is_ok());
        assert_eq!((sent, server.world.delivered().len()), (5, 5));
    }
}

/// Chi-square of how often each of the ten digits stands at each place of many codes. With nine degrees of freedom a fair
/// source exceeds 50 once in ten million times.
#[test]
fn p3_codes_are_uniform() {
    const CODES: usize = 50_000;
    let mut counts = [[0_u32; 10]; 5];
    for _ in 0..CODES {
        let code = code(&SystemRandom, 5).unwrap();
        assert_eq!(code.expose().len(), 5);
        for (place, digit) in code.expose().bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
    }
    let expected = CODES as f64 / 10.0;
    for (place, counts) in counts.iter().enumerate() {
        let square = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
        let chi_square: f64 = counts.iter().map(square).sum();
        assert!(chi_square < 50.0, "place {place}: {chi_square} of {counts:?}");
    }
}

/// Gives the same bytes again and again.
struct Repeated(Vec<u8>, Mutex<usize>);

impl Random for Repeated {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let mut at = self.1.lock().unwrap();
        for byte in bytes {
            *byte = self.0[*at % self.0.len()];
            *at += 1;
        }
        Ok(())
    }
}

struct Broken;

impl Random for Broken {
    fn fill(&self, _: &mut [u8]) -> Result<(), NoRandomness> {
        Err(NoRandomness("no entropy".to_owned()))
    }
}

#[test]
fn p3_codes_keep_leading_zeros_and_no_digit_is_favoured() {
    let digits =
        |bytes: &[u8]| code(&Repeated(bytes.to_vec(), Mutex::new(0)), 5).map(|code| code.expose().to_owned());
    assert_eq!(digits(&[0]).unwrap(), "00000");
    // Every byte below 250 is its last digit; the six above are no digits.
    let all: Vec<u8> = (0..=255).collect();
    let long = code(&Repeated(all, Mutex::new(0)), 250).unwrap();
    let expected: String = (0..250).map(|digit| char::from(b'0' + (digit % 10) as u8)).collect();
    assert_eq!(long.expose(), expected);
    assert_eq!(digits(&[250, 251, 252, 253, 254, 255, 7]).unwrap(), "77777");
    assert!(digits(&[255]).is_err(), "a source that never gives a digit ends");
}

#[test]
fn p3_without_randomness_nothing_is_issued() {
    let world = Arc::new(World::default());
    let store = Arc::new(MemoryStore::new());
    let service = Service::new(patient(), store, world.clone(), world.clone()).with_random(Arc::new(Broken));
    let request = tl_runtime::to_bytes(&send_code(PHONE)).unwrap();
    assert_eq!(refused(service.handle(KEY, &request, NOW)), error(500, "INTERNAL"));
    assert_eq!(world.delivered(), []);
    assert!(world.events()[0].contains("no entropy"), "{:?}", world.events());
}

#[test]
fn p3_codes_are_compared_as_text() {
    let secret = Secret::new("00417");
    assert!(secret.matches("00417"));
    for other in ["", "417", "0417", "000417", "00418", "10417", "00417 ", "0o417", "\u{ff10}0417"] {
        assert!(!secret.matches(other), "{other:?}");
    }
}

#[test]
fn p4_a_code_lives_its_time_and_a_call_adds_none() {
    for (now, expected) in
        [(NOW + 299, "OK"), (NOW + 300, "PHONE_CODE_EXPIRED"), (i64::MAX, "PHONE_CODE_EXPIRED")]
    {
        for (server, _folder) in servers(&patient()) {
            let (hash, code) = server.code(KEY, PHONE, NOW);
            assert_eq!(server.call(KEY, &send_call(PHONE, &hash), NOW + 298), Ok(true));
            assert_eq!(text(server.call(KEY, &sign_up(PHONE, &hash, &code), now)), expected);
        }
    }
}

#[test]
fn p5_a_code_works_once_under_twenty_parallel_sign_ins() {
    for (server, _folder) in servers(&Policy { attempts: 100, ..patient() }) {
        server.register(OTHER_KEY, PHONE, NOW);
        let (hash, code) = server.code(KEY, PHONE, NOW);
        let enter = || text(server.call(KEY, &sign_in(PHONE, &hash, &code), NOW));
        assert_eq!(at_once(|_| enter() == "OK"), 1);
        assert_eq!(enter(), "PHONE_CODE_EXPIRED");
        assert_eq!(text(server.call(OTHER_KEY, &sign_in(PHONE, &hash, &code), NOW)), "PHONE_CODE_EXPIRED");
        assert_eq!(text(server.call(KEY, &sign_up(PHONE, &hash, &code), NOW)), "PHONE_CODE_EXPIRED");
    }
}

#[test]
fn p5_twenty_parallel_sign_ups_make_one_user() {
    for (server, _folder) in servers(&patient()) {
        let codes: Vec<(String, String)> =
            (0..20).map(|key| server.code(AuthKeyId(key), PHONE, NOW)).collect();
        let sign_up = |index: usize| {
            let (hash, code) = &codes[index];
            text(server.call(AuthKeyId(index as u64), &sign_up(PHONE, hash, code), NOW)) == "OK"
        };
        assert_eq!(at_once(sign_up), 1);
        let bound = |key: &u64| server.call(AuthKeyId(*key), &auth::LogOut, NOW).is_ok();
        assert_eq!((0..20).filter(bound).count(), 1);
    }
}

#[test]
fn p6_hashes_are_random_and_belong_to_a_key_and_a_number() {
    let hashes: BTreeSet<String> =
        (0..1000).map(|_| code_hash(&SystemRandom).unwrap().expose().to_owned()).collect();
    assert_eq!(hashes.len(), 1000);
    assert!(hashes.iter().all(|hash| hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())));
    // All 128 bits vary.
    let values: Vec<u128> = hashes.iter().map(|hash| u128::from_str_radix(hash, 16).unwrap()).collect();
    assert_eq!(values.iter().fold(0, |seen, value| seen | value), u128::MAX);
    assert_eq!(values.iter().fold(u128::MAX, |seen, value| seen & value), 0);

    let server = Server::new();
    let (hash, code) = server.code(KEY, PHONE, NOW);
    let expired = error(400, "PHONE_CODE_EXPIRED");
    assert_eq!(refused(server.call(OTHER_KEY, &sign_up(PHONE, &hash, &code), NOW)), expired);
    assert_eq!(refused(server.call(KEY, &sign_up("79991234568", &hash, &code), NOW)), expired);
    // Neither used an attempt up, and the code does not depend on how the number is written.
    server.call(KEY, &sign_up("+7-999-123-45-67", &hash, &code), NOW).unwrap();
}

#[test]
fn p7_a_dead_hash_does_not_say_why() {
    let server = Server::new();
    server.register(KEY, PHONE, NOW);
    let fresh = || server.code(KEY, PHONE, NOW);
    let try_code = |key, phone: &str, hash: &str, code: &str, now| {
        refused(server.call(key, &sign_in(phone, hash, code), now))
    };
    let mut answers = BTreeSet::new();
    let (superseded, code) = fresh();
    let (hash, right) = fresh();
    answers.insert(try_code(KEY, PHONE, &superseded, &code, NOW));
    answers.insert(try_code(KEY, PHONE, "never issued", &right, NOW));
    answers.insert(try_code(OTHER_KEY, PHONE, &hash, &right, NOW));
    answers.insert(try_code(KEY, "4912345678", &hash, &right, NOW));
    // Past its time neither a right nor a wrong code is told from the other.
    answers.insert(try_code(KEY, PHONE, &hash, &right, NOW + 300));
    answers.insert(try_code(KEY, PHONE, &hash, &wrong(&right), NOW + 300));
    for _ in 0..5 {
        assert_eq!(try_code(KEY, PHONE, &hash, &wrong(&right), NOW), error(400, "PHONE_CODE_INVALID"));
    }
    answers.insert(try_code(KEY, PHONE, &hash, &right, NOW));
    let (hash, right) = fresh();
    server.call(KEY, &sign_in(PHONE, &hash, &right), NOW).unwrap();
    answers.insert(try_code(KEY, PHONE, &hash, &right, NOW));
    assert_eq!(answers.into_iter().collect::<Vec<_>>(), [error(400, "PHONE_CODE_EXPIRED")]);
}

#[test]
fn p7_who_is_registered_shows_after_a_right_code_alone() {
    let server = Server::new();
    server.register(OTHER_KEY, PHONE, NOW);
    for (phone, known) in [(PHONE, true), ("4912345678", false)] {
        let (hash, code) = server.code(KEY, phone, NOW);
        assert_eq!(text(server.call(KEY, &sign_in(phone, &hash, &wrong(&code)), NOW)), "PHONE_CODE_INVALID");
        assert_eq!(text(server.call(KEY, &sign_up(phone, &hash, &wrong(&code)), NOW)), "PHONE_CODE_INVALID");
        let (signed_up, signed_in) =
            if known { ("PHONE_NUMBER_OCCUPIED", "OK") } else { ("OK", "PHONE_CODE_EXPIRED") };
        if !known {
            let found = text(server.call(KEY, &sign_in(phone, &hash, &code), NOW));
            assert_eq!(found, "PHONE_NUMBER_UNOCCUPIED");
        }
        assert_eq!(text(server.call(KEY, &sign_up(phone, &hash, &code), NOW)), signed_up);
        assert_eq!(text(server.call(KEY, &sign_in(phone, &hash, &code), NOW)), signed_in);
    }
}

#[test]
fn p7_asking_about_numbers_is_throttled_or_switched_off() {
    let policy = Policy { checks_per_key: Throttle::new(2, 60), ..Policy::default() };
    let server = Server::with(policy, Arc::new(MemoryStore::new()));
    let check = |key, now| text(server.call(key, &check_phone(PHONE), now));
    assert_eq!([check(KEY, NOW), check(KEY, NOW), check(KEY, NOW + 59)], ["OK", "OK", "FLOOD_WAIT_1"]);
    assert_eq!([check(OTHER_KEY, NOW), check(KEY, NOW + 60)], ["OK", "OK"]);
    let policy = Policy { checks_per_key: Throttle::new(0, 60), ..Policy::default() };
    let server = Server::with(policy, Arc::new(MemoryStore::new()));
    assert_eq!(text(server.call(KEY, &check_phone(PHONE), NOW)), "FLOOD_WAIT_60");
}

#[test]
fn p8_what_is_refused_binds_nothing() {
    let server = Server::new();
    let (hash, code) = server.code(KEY, PHONE, NOW);
    let _ = server.call(KEY, &sign_in(PHONE, &hash, &code), NOW).unwrap_err();
    let _ = server.call(KEY, &named(PHONE, &hash, &code, "", ""), NOW).unwrap_err();
    let _ = server.call(KEY, &sign_up(PHONE, &hash, &wrong(&code)), NOW).unwrap_err();
    let import = auth::ImportAuthorization { id: 1, bytes: vec![0; 32] };
    let _ = server.call(KEY, &import, NOW).unwrap_err();
    assert_eq!(refused(server.call(KEY, &auth::LogOut, NOW)), error(401, "AUTH_KEY_UNREGISTERED"));
    assert!(!server.call(KEY, &check_phone(PHONE), NOW).unwrap().phone_registered, "no user was made");
    assert_eq!(server.world.events(), [""; 0]);
}

#[test]
fn p8_what_was_answered_is_there_after_a_restart() {
    let folder = Folder::new();
    let open = || Server::with(patient(), Arc::new(RedbStore::open(folder.file("store")).unwrap()));
    let server = open();
    let first = server.register(KEY, PHONE, NOW);
    let (used, used_code) = server.code(OTHER_KEY, PHONE, NOW);
    server.call(OTHER_KEY, &sign_in(PHONE, &used, &used_code), NOW).unwrap();
    let (hash, code) = server.code(OTHER_KEY, PHONE, NOW);
    let _ = server.call(OTHER_KEY, &sign_in(PHONE, &hash, &wrong(&code)), NOW).unwrap_err();
    let second = RedbStore::open(folder.file("store")).expect_err("the file is the first one's");
    assert!(second.to_string().contains("open its file"), "{second}");
    drop(server);

    let server = open();
    for _ in 0..4 {
        let guess = server.call(OTHER_KEY, &sign_in(PHONE, &hash, &wrong(&code)), NOW);
        assert_eq!(refused(guess), error(400, "PHONE_CODE_INVALID"));
    }
    let guess = server.call(OTHER_KEY, &sign_in(PHONE, &hash, &code), NOW);
    assert_eq!(refused(guess), error(400, "PHONE_CODE_EXPIRED"), "attempts outlive the process");
    let again = server.call(OTHER_KEY, &sign_in(PHONE, &used, &used_code), NOW);
    assert_eq!(refused(again), error(400, "PHONE_CODE_EXPIRED"), "so does that a code was used");
    server.call(KEY, &auth::LogOut, NOW).unwrap();
    assert_eq!(server.enter(KEY, PHONE, NOW).user, first.user);
}

#[test]
fn p10_expiry_needs_no_job() {
    for (server, _folder) in servers(&patient()) {
        let expires = i64::from(server.register(KEY, PHONE, NOW).expires);
        let sees = |now| text(server.call(KEY, &auth::ResetAuthorizations, now));
        assert_eq!(
            [sees(expires - 1), sees(expires), sees(expires + 1)],
            ["OK", "SESSION_EXPIRED", "SESSION_EXPIRED"]
        );
        // To sweep changes nothing that anybody sees, until long after.
        server.service.sweep(expires + 1).unwrap();
        assert_eq!([sees(expires - 1), sees(expires)], ["OK", "SESSION_EXPIRED"]);
        server.service.sweep(expires + auth_types::server::store::REMEMBERED).unwrap();
        assert_eq!(sees(expires), "AUTH_KEY_UNREGISTERED");
    }
}

/// Two data centers; each knows the other.
fn pair() -> (Server, Server) {
    let home = Server::new();
    let policy = Policy { dc_id: 2, first_user_id: 1000, ..patient() };
    let away = Server::with(policy, Arc::new(MemoryStore::new()));
    home.world.add_neighbour(&away.service);
    away.world.add_neighbour(&home.service);
    (home, away)
}

fn export(server: &Server, key: AuthKeyId, now: i64) -> auth::ImportAuthorization {
    let exported = server.call(key, &auth::ExportAuthorization { dc_id: 2 }, now).unwrap();
    auth::ImportAuthorization { id: exported.id, bytes: exported.bytes }
}

#[test]
fn p11_tokens_work_once_and_are_for_one_user_at_one_place() {
    let (home, away) = pair();
    let user = UserId::of(&home.register(KEY, PHONE, NOW).user);
    let other = UserId::of(&home.register(OTHER_KEY, "4912345678", NOW).user);
    export(&home, OTHER_KEY, NOW);
    let good = export(&home, KEY, NOW);
    let invalid = error(400, "AUTH_BYTES_INVALID");
    for id in [0, -1, i32::MAX, other.0] {
        let import = auth::ImportAuthorization { id, ..good.clone() };
        assert_eq!(refused(away.call(KEY, &import, NOW)), invalid, "{id}");
    }
    let mut changed = good.bytes.clone();
    changed[31] ^= 1;
    for bytes in [vec![], vec![0; 32], good.bytes[..31].to_vec(), [&good.bytes[..], &[0]].concat(), changed] {
        let import = auth::ImportAuthorization { id: user.0, bytes };
        assert_eq!(refused(away.call(KEY, &import, NOW)), invalid);
    }
    assert_eq!(refused(home.call(KEY, &good, NOW)), invalid, "at the wrong data center");
    assert_eq!(at_once(|key| away.call(AuthKeyId(key as u64), &good, NOW).is_ok()), 1);
    assert_eq!(refused(away.call(KEY, &good, NOW)), invalid, "once");

    let late = export(&home, KEY, NOW);
    assert_eq!(refused(away.call(KEY, &late, NOW + 600)), invalid);
    away.call(KEY, &late, NOW + 599).unwrap();
}

#[test]
fn p11_tokens_are_random_and_stored_as_digests() {
    let tokens: BTreeSet<[u8; 32]> = (0..1000).map(|_| token(&SystemRandom).unwrap()).collect();
    assert_eq!(tokens.len(), 1000);
    let folder = Folder::new();
    let file = folder.file("store");
    let home = Server::new();
    let store = Arc::new(RedbStore::open(&file).unwrap());
    let away = Server::with(Policy { dc_id: 2, ..patient() }, store);
    home.world.add_neighbour(&away.service);
    home.register(KEY, PHONE, NOW);
    let token = export(&home, KEY, NOW).bytes;
    let kept = std::fs::read(&file).unwrap();
    let finds = |needle: &[u8]| kept.windows(needle.len()).any(|window| window == needle);
    assert!(finds(PHONE.as_bytes()), "the export has arrived in the file");
    assert!(!finds(&token), "the token has not");
}

#[test]
fn p12_ending_holds_for_the_next_call() {
    for (server, _folder) in servers(&patient()) {
        server.register(KEY, PHONE, NOW);
        server.enter(OTHER_KEY, PHONE, NOW);
        let sees = |key| text(server.call(key, &auth::ExportAuthorization { dc_id: 9 }, NOW));
        assert_eq!([sees(KEY), sees(OTHER_KEY)], ["DC_ID_INVALID"; 2]);
        assert_eq!(server.call(KEY, &auth::ResetAuthorizations, NOW), Ok(true));
        assert_eq!([sees(KEY), sees(OTHER_KEY)], ["DC_ID_INVALID", "SESSION_REVOKED"]);
        assert_eq!(server.call(KEY, &auth::LogOut, NOW), Ok(true));
        assert_eq!(sees(KEY), "AUTH_KEY_UNREGISTERED");
        // Either key may sign in again.
        server.enter(OTHER_KEY, PHONE, NOW);
        assert_eq!(sees(OTHER_KEY), "DC_ID_INVALID");
    }
}

#[test]
fn p13_nothing_secret_is_shown() {
    let (home, away) = pair();
    let mut shown = String::new();
    let mut show = |value: &dyn std::fmt::Debug| shown += &format!("{value:?} {value:#?}\n");
    let (hash, code) = home.code(KEY, PHONE, NOW);
    for request in [sign_up(PHONE, &hash, &wrong(&code)), sign_up(PHONE, &hash, &code)] {
        show(&request);
        show(&home.call(KEY, &request, NOW));
    }
    show(&send_code(PHONE));
    show(&home.call(KEY, &send_code(PHONE), NOW));
    let import = export(&home, KEY, NOW);
    show(&import);
    show(&away.call(KEY, &import, NOW));
    let phone = auth_types::server::Phone::parse(PHONE).unwrap();
    let store = MemoryStore::new();
    let new = auth_types::server::store::NewCode {
        hash: Secret::new(&*hash),
        code: Secret::new(&*code),
        dead_at: NOW,
        call_at: NOW,
        attempts: 5,
    };
    let slot = auth_types::server::store::Slot { key: KEY, phone: &phone };
    let counted = store.issue(slot, &new, &[], NOW).unwrap();
    show(&(counted, &new, slot, auth_types::server::store::Proof { slot, hash: &hash }, &store));
    show(&(&home.service, home.world.events(), away.world.events()));
    let digits = PHONE;
    for secret in [digits, hash.as_str(), code.as_str(), APP_HASH] {
        assert!(!shown.contains(secret), "{secret} in\n{shown}");
    }
    let bytes = format!("{:?}", import.bytes);
    assert!(!shown.contains(bytes.trim_matches(['[', ']'])), "a token in\n{shown}");
    assert!(shown.contains("[REDACTED]") && shown.contains("Bound"), "{shown}");
}

#[test]
fn p14_a_call_says_the_same_code_once_and_not_early() {
    for (server, _folder) in servers(&patient()) {
        let (hash, code) = server.code(KEY, PHONE, NOW);
        let ask = |now| server.call(KEY, &send_call(PHONE, &hash), now);
        assert_eq!(refused(ask(NOW + 29)), error(420, "FLOOD_WAIT_1"));
        assert_eq!(at_once(|_| ask(NOW + 30) == Ok(true)), 1);
        assert_eq!(ask(NOW + 31), Ok(false));
        let calls: Vec<Delivered> =
            server.world.delivered().into_iter().filter(|sent| sent.by_call).collect();
        assert_eq!(calls, [Delivered { phone: PHONE.to_owned(), code, by_call: true }]);
    }
}

#[test]
fn a_call_that_needs_a_user_reaches_the_program_as_the_users() {
    let server = Server::new();
    let update = tl_runtime::to_bytes(&account::UpdateStatus { offline: true }).unwrap();
    assert_eq!(refused(server.service.handle(KEY, &update, NOW)), error(401, "AUTH_KEY_UNREGISTERED"));
    assert_eq!(server.world.calls(), [], "a refused call reaches nothing (S16)");
    let user = UserId::of(&server.register(KEY, PHONE, NOW).user);
    server.service.handle(KEY, &update, NOW).unwrap();
    assert_eq!(server.world.calls(), [(Some(user), update)]);
}
