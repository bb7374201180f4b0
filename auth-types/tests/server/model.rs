//! Random interleavings of requests against a model: 20 keys, 5 numbers, and time that goes on.
//!
//! The model is the rules once more, as naive as they can be written: lists that are searched from end to end, no shared
//! code with the service, and codes and hashes taken from what the service sent. Every answer has to be the model's.

use crate::support::*;
use auth_types::functions::auth;
use auth_types::server::{MemoryStore, Policy, RedbStore, Store, Throttle};
use auth_types::{AuthKeyId, UserId};
use proptest::prelude::*;
use std::sync::Arc;

const KEYS: u64 = 20;
const PHONES: [&str; 5] = ["79990000001", "79990000002", "79990000003", "4911111111", "3312345678"];

fn policy() -> Policy {
    Policy {
        code_lifetime: 40,
        call_delay: 10,
        attempts: 3,
        authorization_lifetime: 100,
        export_lifetime: 30,
        codes_per_phone: Throttle::new(6, 60),
        codes_per_key: Throttle::new(4, 50),
        checks_per_key: Throttle::new(1, 20),
        ..Policy::default()
    }
}

#[derive(Debug, Clone)]
enum Action {
    Pass { seconds: i64 },
    Check { key: u64, phone: usize },
    Send { key: u64, phone: usize },
    Call { key: u64, phone: usize, pick: Pick },
    SignIn { key: u64, phone: usize, pick: Pick, right: bool },
    SignUp { key: u64, phone: usize, pick: Pick, right: bool, named: bool },
    Export { key: u64 },
    Import { key: u64, token: usize },
    LogOut { key: u64 },
    Reset { key: u64 },
}

/// Whose hash is shown: mostly the newest of the same key and number, sometimes any that was ever issued.
#[derive(Debug, Clone)]
enum Pick {
    Own,
    Any(usize),
}

fn action() -> impl Strategy<Value = Action> {
    let (key, phone) = (|| 0..KEYS, || 0..PHONES.len());
    // Few keys and numbers meet often enough to get somewhere; the others are there all the same.
    let key = move || prop_oneof![4 => 0..3_u64, 1 => key()];
    let phone = move || prop_oneof![2 => Just(0_usize), 1 => phone()];
    let pick = || prop_oneof![6 => Just(Pick::Own), 1 => any::<usize>().prop_map(Pick::Any)];
    let right = || prop::bool::weighted(0.75);
    prop_oneof![
        2 => (0..45_i64).prop_map(|seconds| Action::Pass { seconds }),
        3 => (0..6_i64).prop_map(|seconds| Action::Pass { seconds }),
        1 => (key(), phone()).prop_map(|(key, phone)| Action::Check { key, phone }),
        6 => (key(), phone()).prop_map(|(key, phone)| Action::Send { key, phone }),
        3 => (key(), phone(), pick()).prop_map(|(key, phone, pick)| Action::Call { key, phone, pick }),
        8 => (key(), phone(), pick(), right())
            .prop_map(|(key, phone, pick, right)| Action::SignIn { key, phone, pick, right }),
        6 => (key(), phone(), pick(), right(), right())
            .prop_map(|(key, phone, pick, right, named)| Action::SignUp { key, phone, pick, right, named }),
        2 => key().prop_map(|key| Action::Export { key }),
        2 => (key(), any::<usize>()).prop_map(|(key, token)| Action::Import { key, token }),
        1 => key().prop_map(|key| Action::LogOut { key }),
        1 => key().prop_map(|key| Action::Reset { key }),
    ]
}

/// A code that was issued, with what became of it.
#[derive(Debug, Clone)]
struct Issued {
    key: u64,
    phone: usize,
    hash: String,
    code: String,
    at: i64,
    wrong: u32,
    called: bool,
    dead: bool,
}

/// What a key is, as the rules say it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Key {
    Fresh,
    Of { user: usize, expires: i64 },
    Revoked,
}

/// An authorization on its way: its token, whose it is, when it was made and whether it was taken.
type Token = (auth::ImportAuthorization, usize, i64, bool);

struct Model {
    now: i64,
    /// The numbers that signed up, in that order: the place of a user is its id less one.
    users: Vec<usize>,
    keys: Vec<Key>,
    issued: Vec<Issued>,
    /// What was counted: its name, and the first and the last moment of its window.
    sent_to_phone: Vec<Vec<i64>>,
    sent_by_key: Vec<Vec<i64>>,
    checked_by_key: Vec<Vec<i64>>,
    tokens: Vec<Token>,
}

type Answer = Result<String, String>;

impl Model {
    fn new() -> Self {
        let keys = KEYS as usize;
        Self {
            now: NOW,
            users: Vec::new(),
            keys: vec![Key::Fresh; keys],
            issued: Vec::new(),
            sent_to_phone: vec![Vec::new(); PHONES.len()],
            sent_by_key: vec![Vec::new(); keys],
            checked_by_key: vec![Vec::new(); keys],
            tokens: Vec::new(),
        }
    }

    /// S11, S14, S16: the user of a key, or the 401.
    fn user(&self, key: u64) -> Result<usize, String> {
        match self.keys[key as usize] {
            Key::Of { user, expires } if self.now < expires => Ok(user),
            Key::Of { .. } => Err("SESSION_EXPIRED".to_owned()),
            Key::Revoked => Err("SESSION_REVOKED".to_owned()),
            Key::Fresh => Err("AUTH_KEY_UNREGISTERED".to_owned()),
        }
    }

    fn is_registered(&self, phone: usize) -> bool {
        self.users.contains(&phone)
    }

    /// The seconds to wait, if the throttle is full. `times` are those of the window that is open, or of one that is over.
    fn full(times: &[i64], throttle: Throttle, now: i64) -> Option<i64> {
        let end = times.first()? + i64::from(throttle.window);
        (now < end && times.len() >= throttle.limit as usize).then_some(end - now)
    }

    fn add(times: &mut Vec<i64>, throttle: Throttle, now: i64) {
        if times.first().is_some_and(|first| now >= first + i64::from(throttle.window)) {
            times.clear();
        }
        times.push(now);
    }

    fn send(&mut self, key: u64, phone: usize) -> Result<bool, String> {
        let policy = policy();
        let (by_key, to_phone) = (&mut self.sent_by_key[key as usize], &mut self.sent_to_phone[phone]);
        for (times, throttle) in [(&*by_key, policy.codes_per_key), (&*to_phone, policy.codes_per_phone)] {
            if let Some(seconds) = Self::full(times, throttle, self.now) {
                return Err(format!("FLOOD_WAIT_{seconds}"));
            }
        }
        Self::add(by_key, policy.codes_per_key, self.now);
        Self::add(to_phone, policy.codes_per_phone, self.now);
        // S4: the one before is dead.
        for issued in &mut self.issued {
            issued.dead |= issued.key == key && issued.phone == phone;
        }
        Ok(self.is_registered(phone))
    }

    /// S3: the place of the living code that the hash names for this key and number.
    fn living(&self, key: u64, phone: usize, hash: &str) -> Option<usize> {
        self.issued.iter().position(|issued| {
            issued.hash == hash
                && issued.key == key
                && issued.phone == phone
                && !issued.dead
                && self.now < issued.at + 40
        })
    }

    fn call(&mut self, key: u64, phone: usize, hash: &str) -> Answer {
        let place = self.living(key, phone, hash).ok_or("PHONE_CODE_EXPIRED")?;
        let issued = &mut self.issued[place];
        if self.now < issued.at + 10 {
            return Err(format!("FLOOD_WAIT_{}", issued.at + 10 - self.now));
        }
        Ok((!std::mem::replace(&mut issued.called, true)).to_string())
    }

    /// S7 to S10, in the order of the checks. `name` is none for signIn.
    fn log_in(&mut self, key: u64, phone: usize, hash: &str, code: &str, name: Option<&str>) -> Answer {
        let place = self.living(key, phone, hash).filter(|place| self.issued[*place].wrong < 3);
        let place = place.ok_or("PHONE_CODE_EXPIRED")?;
        if self.issued[place].code != code {
            self.issued[place].wrong += 1;
            return Err("PHONE_CODE_INVALID".to_owned());
        }
        match (name, self.is_registered(phone)) {
            (Some(""), _) => return Err("FIRSTNAME_INVALID".to_owned()),
            (Some(_), true) => return Err("PHONE_NUMBER_OCCUPIED".to_owned()),
            (None, false) => return Err("PHONE_NUMBER_UNOCCUPIED".to_owned()),
            (Some(_), false) => self.users.push(phone),
            (None, true) => {}
        }
        self.issued[place].dead = true;
        let user = self.users.iter().position(|owner| *owner == phone).unwrap();
        Ok(self.bind(key, user))
    }

    /// S11, S12.
    fn bind(&mut self, key: u64, user: usize) -> String {
        let expires = self.now + 100;
        self.keys[key as usize] = Key::Of { user, expires };
        format!("user {} until {expires}", user + 1)
    }

    fn import(&mut self, key: u64, token: usize) -> Answer {
        let (_, user, at, taken) = self.tokens[token];
        if taken || self.now >= at + 30 {
            return Err("AUTH_BYTES_INVALID".to_owned());
        }
        self.tokens[token].3 = true;
        Ok(self.bind(key, user))
    }

    fn reset(&mut self, key: u64) -> Answer {
        let user = self.user(key)?;
        for (other, state) in self.keys.iter_mut().enumerate() {
            if other as u64 != key && matches!(state, Key::Of { user: owner, .. } if *owner == user) {
                *state = Key::Revoked;
            }
        }
        Ok("true".to_owned())
    }
}

fn authorization(answer: Result<auth_types::types::auth::Authorization, auth_types::RpcError>) -> Answer {
    answer.map(|it| format!("user {} until {}", UserId::of(&it.user), it.expires)).map_err(|error| error.text)
}

fn plain(answer: Result<bool, auth_types::RpcError>) -> Answer {
    answer.map(|it| it.to_string()).map_err(|error| error.text)
}

/// A server at home and the one that it exports to, which is the same store seen from another data center.
struct Pair {
    home: Server,
    away: Server,
}

impl Pair {
    fn new(store: Arc<dyn Store>) -> Self {
        let home = Server::with(policy(), store.clone());
        let away = Server::with(Policy { dc_id: 2, ..policy() }, store);
        home.world.add_neighbour(&away.service);
        Self { home, away }
    }

    /// Does one thing on both sides and gives both answers.
    fn step(&self, model: &mut Model, action: &Action) -> (Answer, Answer) {
        let (home, now) = (&self.home, model.now);
        match action.clone() {
            Action::Pass { seconds } => {
                model.now += seconds;
                (Ok(String::new()), Ok(String::new()))
            }
            Action::Check { key, phone } => {
                let found = home.call(AuthKeyId(key), &check_phone(PHONES[phone]), now);
                let times = &mut model.checked_by_key[key as usize];
                let expected = match Model::full(times, policy().checks_per_key, now) {
                    Some(seconds) => Err(format!("FLOOD_WAIT_{seconds}")),
                    None => {
                        Model::add(times, policy().checks_per_key, now);
                        Ok(model.is_registered(phone).to_string())
                    }
                };
                (plain(found.map(|answer| answer.phone_registered)), expected)
            }
            Action::Send { key, phone } => {
                let before = home.world.delivered().len();
                let found = home.call(AuthKeyId(key), &send_code(PHONES[phone]), now);
                let expected = model.send(key, phone).map(|registered| registered.to_string());
                let sent = home.world.delivered().split_off(before);
                assert_eq!(sent.len(), usize::from(found.is_ok()), "a code is sent when it is answered");
                if let (Ok(found), [sent]) = (&found, &*sent) {
                    assert_eq!(sent.phone, PHONES[phone]);
                    let (hash, code) = (found.phone_code_hash.clone(), sent.code.clone());
                    let issued =
                        Issued { key, phone, hash, code, at: now, wrong: 0, called: false, dead: false };
                    model.issued.push(issued);
                }
                (plain(found.map(|answer| answer.phone_registered)), expected)
            }
            Action::Call { key, phone, pick } => {
                let (hash, code) = picked(model, key, phone, &pick, true);
                let before = home.world.delivered().len();
                let found = plain(home.call(AuthKeyId(key), &send_call(PHONES[phone], &hash), now));
                let said = home.world.delivered().split_off(before);
                if found.as_deref() == Ok("true") {
                    assert_eq!(said, [Delivered { phone: PHONES[phone].to_owned(), code, by_call: true }]);
                } else {
                    assert_eq!(said, []);
                }
                (found, model.call(key, phone, &hash))
            }
            Action::SignIn { key, phone, pick, right } => {
                let (hash, code) = picked(model, key, phone, &pick, right);
                let found = home.call(AuthKeyId(key), &sign_in(PHONES[phone], &hash, &code), now);
                (authorization(found), model.log_in(key, phone, &hash, &code, None))
            }
            Action::SignUp { key, phone, pick, right, named: has_name } => {
                let (hash, code) = picked(model, key, phone, &pick, right);
                let name = if has_name { "Ann" } else { "" };
                let request = named(PHONES[phone], &hash, &code, name, "");
                let found = home.call(AuthKeyId(key), &request, now);
                (authorization(found), model.log_in(key, phone, &hash, &code, Some(name)))
            }
            Action::Export { key } => {
                let found = home.call(AuthKeyId(key), &auth::ExportAuthorization { dc_id: 2 }, now);
                let expected = model.user(key);
                if let (Ok(found), Ok(user)) = (&found, &expected) {
                    let import = auth::ImportAuthorization { id: found.id, bytes: found.bytes.clone() };
                    model.tokens.push((import, *user, now, false));
                }
                let found = found.map(|answer| answer.id.to_string()).map_err(|error| error.text);
                (found, expected.map(|user| (user + 1).to_string()))
            }
            Action::Import { token, .. } if model.tokens.is_empty() => {
                let import = auth::ImportAuthorization { id: 1, bytes: token.to_le_bytes().to_vec() };
                let found = self.away.call(AuthKeyId(0), &import, now);
                (authorization(found), Err("AUTH_BYTES_INVALID".to_owned()))
            }
            Action::Import { key, token } => {
                let token = token % model.tokens.len();
                let found = self.away.call(AuthKeyId(key), &model.tokens[token].0, now);
                (authorization(found), model.import(key, token))
            }
            Action::LogOut { key } => {
                let found = home.call(AuthKeyId(key), &auth::LogOut, now);
                let expected = model.user(key).map(|_| "true".to_owned());
                if expected.is_ok() {
                    model.keys[key as usize] = Key::Fresh;
                }
                (plain(found), expected)
            }
            Action::Reset { key } => {
                let found = home.call(AuthKeyId(key), &auth::ResetAuthorizations, now);
                (plain(found), model.reset(key))
            }
        }
    }

    /// What every key sees, asked by a call that changes nothing.
    fn compare_keys(&self, model: &Model) {
        for key in 0..KEYS {
            let found = self.home.call(AuthKeyId(key), &auth::ExportAuthorization { dc_id: 9 }, model.now);
            let expected = model.user(key).map_or_else(|text| text, |_| "DC_ID_INVALID".to_owned());
            assert_eq!(refused(found).1, expected, "key {key}");
        }
    }
}

/// The hash and the code that a client shows; what it makes up when it has none.
fn picked(model: &Model, key: u64, phone: usize, pick: &Pick, right: bool) -> (String, String) {
    let own = |issued: &&Issued| issued.key == key && issued.phone == phone;
    let found = match pick {
        Pick::Own => model.issued.iter().rev().find(own),
        Pick::Any(_) if model.issued.is_empty() => None,
        Pick::Any(place) => model.issued.get(place % model.issued.len()),
    };
    let (hash, code) = found.map_or(("made up", "00000"), |issued| (&*issued.hash, &*issued.code));
    (hash.to_owned(), if right { code.to_owned() } else { wrong(code) })
}

fn run(store: Arc<dyn Store>, actions: &[Action]) {
    let (pair, mut model) = (Pair::new(store), Model::new());
    for (place, action) in actions.iter().enumerate() {
        let (found, expected) = pair.step(&mut model, action);
        assert_eq!(found, expected, "step {place}: {action:?}");
        // Codes that are past their time change nothing when they go.
        if place % 16 == 15 {
            pair.home.service.sweep(model.now).unwrap();
            pair.compare_keys(&model);
        }
    }
    pair.compare_keys(&model);
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    proptest::collection::vec(action(), 1..250)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn memory_is_the_model(actions in actions()) {
        run(Arc::new(MemoryStore::new()), &actions);
    }
}

proptest! {
    // Each of these commits to the disk hundreds of times.
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn redb_is_the_model(actions in actions()) {
        let folder = crate::files::Folder::new();
        run(Arc::new(RedbStore::open(folder.file("store")).unwrap()), &actions);
    }
}

#[cfg(feature = "redis")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn redis_is_the_model(actions in actions()) {
        if let Some((store, _engine)) = crate::engine::fresh() {
            run(Arc::new(store), &actions);
        }
    }
}

/// The interleavings get somewhere: a model that every request is refused by proves nothing.
#[test]
fn the_interleavings_reach_every_answer() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    use std::collections::BTreeMap;

    let mut seen = BTreeMap::<String, usize>::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..100 {
        let actions = actions().new_tree(&mut runner).unwrap().current();
        let (pair, mut model) = (Pair::new(Arc::new(MemoryStore::new())), Model::new());
        for action in &actions {
            let (found, _) = pair.step(&mut model, action);
            let what = format!("{action:?}").split(' ').next().unwrap_or_default().to_owned();
            let answer = match found {
                Ok(_) => "ok".to_owned(),
                Err(text) => text.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned(),
            };
            *seen.entry(format!("{what} {answer}")).or_default() += 1;
        }
    }
    for wanted in [
        "Check ok",
        "Check FLOOD_WAIT_",
        "Send ok",
        "Send FLOOD_WAIT_",
        "Call ok",
        "Call FLOOD_WAIT_",
        "Call PHONE_CODE_EXPIRED",
        "SignIn ok",
        "SignIn PHONE_CODE_INVALID",
        "SignIn PHONE_CODE_EXPIRED",
        "SignIn PHONE_NUMBER_UNOCCUPIED",
        "SignUp ok",
        "SignUp PHONE_CODE_INVALID",
        "SignUp FIRSTNAME_INVALID",
        "SignUp PHONE_NUMBER_OCCUPIED",
        "Export ok",
        "Export SESSION_EXPIRED",
        "Export SESSION_REVOKED",
        "Export AUTH_KEY_UNREGISTERED",
        "Import ok",
        "Import AUTH_BYTES_INVALID",
        "LogOut ok",
        "Reset ok",
    ] {
        assert!(seen.get(wanted).is_some_and(|times| *times >= 5), "{wanted} in {seen:#?}");
    }
}
