//! The gate: every function of the schema with every state of a key, at every side of its end, and bytes that are no
//! request.

use crate::support::NOW;
use auth_types::functions::{InitConnection, InvokeAfterMsg, InvokeWithLayer11, auth, help};
use auth_types::server::Association::{self, Bound, Revoked, Unbound};
use auth_types::server::gate::{Decision, Refusal, decide, decide_id};
use auth_types::tl_runtime::{self, Bare};
use auth_types::unauthorized::MAX_WRAPPERS;
use auth_types::{SCHEMA, UserId};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};

const USER: UserId = UserId(7);
const BOUND: Association = Bound { user: USER, expires: NOW };

/// What the page lists, written down once more by hand.
const OPEN: [&str; 8] = [
    "auth.sendCode",
    "auth.sendCall",
    "auth.checkPhone",
    "auth.signUp",
    "auth.signIn",
    "auth.importAuthorization",
    "help.getConfig",
    "help.getNearestDc",
];
const WRAPPERS: [&str; 3] = ["invokeAfterMsg", "initConnection", "invokeWithLayer11"];

/// The states of a key, with the answer to a call that needs a user and to one that does not exist.
fn states() -> Vec<(Association, i64, Option<UserId>, Decision, Decision)> {
    let refused = |refusal| (None, Decision::Refuse(refusal), Decision::Refuse(refusal));
    let bound = (Some(USER), Decision::Allow(Some(USER)), Decision::Refuse(Refusal::NoSuchMethod));
    let cases = [
        (Unbound, NOW, refused(Refusal::Unregistered)),
        (Unbound, i64::MIN, refused(Refusal::Unregistered)),
        (BOUND, i64::MIN, bound),
        (BOUND, NOW - 1, bound),
        (BOUND, NOW, refused(Refusal::Expired)),
        (BOUND, NOW + 1, refused(Refusal::Expired)),
        (BOUND, i64::MAX, refused(Refusal::Expired)),
        (Revoked, NOW, refused(Refusal::Revoked)),
        (Revoked, i64::MAX, refused(Refusal::Revoked)),
    ];
    cases.map(|(state, now, (user, needs_user, unknown))| (state, now, user, needs_user, unknown)).to_vec()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[test]
fn p9_every_function_has_a_decision_in_every_state() {
    let mut seen = 0;
    for (id, line) in SCHEMA.functions() {
        let name = line.split('#').next().unwrap();
        for (state, now, user, needs_user, unknown) in states() {
            let expected = if OPEN.contains(&name) {
                Decision::Allow(user)
            } else if WRAPPERS.contains(&name) {
                // By its own id a wrapper is nothing; here nothing is inside either.
                unknown
            } else {
                needs_user
            };
            assert_eq!(decide(state, &words(&[id]), now), expected, "{name} {state:?} {now}");
            assert_eq!(decide_id(state, id, now), expected, "{name} {state:?} {now}");
            seen += 1;
        }
    }
    assert_eq!(seen, 16 * states().len());
}

#[test]
fn p9_constructors_and_unknown_ids_are_no_functions() {
    let constructors: Vec<u32> = SCHEMA.constructors().map(|(id, _)| id).collect();
    assert!(constructors.len() > 20);
    let unknown = [0, 1, u32::MAX, 0x1cb5_c415, 0x3072_cfa1, 0x73f1_f8dc];
    for id in constructors.into_iter().chain(unknown) {
        for (state, now, _, _, expected) in states() {
            assert_eq!(decide(state, &words(&[id]), now), expected, "{id:08x} {state:?} {now}");
            assert_eq!(decide_id(state, id, now), expected, "{id:08x} {state:?} {now}");
        }
    }
}

#[test]
fn s16_the_call_inside_decides() {
    let init = |query| InitConnection {
        api_id: 1,
        device_model: "a device".to_owned(),
        system_version: String::new(),
        app_version: "1.".repeat(200),
        lang_code: "en".to_owned(),
        query,
    };
    let open = tl_runtime::to_bytes(&InvokeWithLayer11 { query: init(help::GetConfig) }).unwrap();
    let closed = InvokeAfterMsg { msg_id: 5, query: auth::ExportAuthorization { dc_id: 2 } };
    let closed = tl_runtime::to_bytes(&closed).unwrap();
    for (state, now, user, needs_user, unknown) in states() {
        assert_eq!(decide(state, &open, now), Decision::Allow(user));
        assert_eq!(decide(state, &closed, now), needs_user);
        // Cut before the id inside can be seen, there is no call.
        for length in 0..open.len() {
            assert_eq!(decide(state, &open[..length], now), unknown, "{length}");
        }
        // What follows the id of the call inside is for those who read it.
        assert_eq!(decide(state, &[&open[..], &[0; 64]].concat(), now), Decision::Allow(user));
    }
}

#[test]
fn wrappers_are_bounded_in_depth() {
    let layer = InvokeWithLayer11::<auth::LogOut>::ID;
    for depth in [0, 1, MAX_WRAPPERS, MAX_WRAPPERS + 1, 1000, 100_000] {
        let mut request = vec![layer; depth];
        request.push(auth::LogOut::ID);
        let request = words(&request);
        for (state, now, _, needs_user, unknown) in states() {
            let expected = if depth <= MAX_WRAPPERS { needs_user } else { unknown };
            assert_eq!(decide(state, &request, now), expected, "{depth}");
        }
    }
}

#[test]
fn refusals_have_the_code_and_text_of_their_cause() {
    let cases = [
        (Refusal::Unregistered, 401, "AUTH_KEY_UNREGISTERED"),
        (Refusal::Expired, 401, "SESSION_EXPIRED"),
        (Refusal::Revoked, 401, "SESSION_REVOKED"),
        (Refusal::NoSuchMethod, 400, "INPUT_METHOD_INVALID"),
    ];
    for (refusal, code, text) in cases {
        let error = refusal.error();
        assert_eq!((error.code, error.text.as_str()), (code, text));
    }
}

fn id() -> impl Strategy<Value = u32> {
    let known: Vec<u32> = SCHEMA.functions().map(|(id, _)| id).collect();
    prop_oneof![proptest::sample::select(known), any::<u32>()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the bytes: nobody becomes somebody, and without a user only the list is open.
    #[test]
    fn p9_any_bytes_get_an_answer(
        ids in proptest::collection::vec(id(), 0..12),
        tail in proptest::collection::vec(any::<u8>(), 0..40),
        state in prop_oneof![Just(Unbound), Just(BOUND), Just(Revoked)],
        now in prop_oneof![Just(NOW - 1), Just(NOW), any::<i64>()],
    ) {
        let request = [words(&ids), tail].concat();
        let valid = state == BOUND && now < NOW;
        match decide(state, &request, now) {
            Decision::Allow(Some(user)) => assert!(valid && user == USER),
            Decision::Allow(None) => {
                assert!(!valid && auth_types::unauthorized::allows(&request));
            }
            Decision::Refuse(refusal) => {
                assert!(!auth_types::unauthorized::allows(&request));
                assert_eq!(refusal == Refusal::NoSuchMethod, valid);
            }
        }
    }
}
