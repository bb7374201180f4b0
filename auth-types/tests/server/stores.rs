//! One suite for all stores: each step of `Store`, alone and against itself from many threads.

use auth_types::server::store::{
    Binding, Call, Charge, Claim, Counted, Counter, Export, LoggedIn, NewCode, Proof, REMEMBERED, Slot, User,
    Who,
};
use auth_types::server::{Association, Phone, Secret, Store, Throttle};
use auth_types::{AuthKeyId, UserId};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) const NOW: i64 = 1_400_000_000;
const KEY: AuthKeyId = AuthKeyId(0xffff_ffff_ffff_fff1);
const OTHER: AuthKeyId = AuthKeyId(2);
const EXPIRES: i64 = NOW + 1000;

fn phone(digits: &str) -> Phone {
    Phone::parse(digits).unwrap()
}

fn new_code(hash: &str) -> NewCode {
    NewCode {
        hash: Secret::new(hash),
        code: Secret::new("00417"),
        dead_at: NOW + 300,
        call_at: NOW + 30,
        attempts: 5,
    }
}

fn proof<'a>(key: AuthKeyId, phone: &'a Phone, hash: &'a str) -> Proof<'a> {
    Proof { slot: Slot { key, phone }, hash }
}

const NEW: Who<'_> = Who::New { first_name: "Ann", last_name: "", first_id: 10 };

/// Puts a code into the store and binds the key with it.
fn bind(store: &dyn Store, key: AuthKeyId, digits: &str, who: Who<'_>) -> Binding {
    let phone = phone(digits);
    let slot = Slot { key, phone: &phone };
    assert_eq!(store.issue(slot, &new_code("h"), &[], NOW).unwrap(), Counted::Granted);
    match store.log_in(proof(key, &phone, "h"), who, EXPIRES, NOW).unwrap() {
        LoggedIn::Bound(binding) => binding,
        other => panic!("{other:?}"),
    }
}

fn is_code(found: Option<Secret>) -> bool {
    found.is_some_and(|code| code.expose() == "00417")
}

pub(crate) fn attempts_are_counted_and_returned(store: &dyn Store) {
    let phone = phone("79991234567");
    let (slot, good) = (Slot { key: KEY, phone: &phone }, proof(KEY, &phone, "h"));
    assert!(store.take_attempt(good, NOW).unwrap().is_none(), "there is no code yet");
    assert_eq!(store.issue(slot, &new_code("h"), &[], NOW).unwrap(), Counted::Granted);
    // What is not the code takes no attempt.
    let other_phone = Phone::parse("79991234568").unwrap();
    for bad in [
        proof(KEY, &phone, "i"),
        proof(KEY, &phone, "hh"),
        proof(KEY, &phone, ""),
        proof(OTHER, &phone, "h"),
        proof(KEY, &other_phone, "h"),
    ] {
        assert!(store.take_attempt(bad, NOW).unwrap().is_none());
        assert!(matches!(store.take_call(bad, NOW + 30).unwrap(), Call::Dead));
        assert_eq!(store.log_in(bad, NEW, EXPIRES, NOW).unwrap(), LoggedIn::Dead);
        store.return_attempt(bad).unwrap();
    }
    for _ in 0..4 {
        assert!(is_code(store.take_attempt(good, NOW + 299).unwrap()));
    }
    store.return_attempt(good).unwrap();
    assert!(store.take_attempt(good, NOW + 300).unwrap().is_none(), "past its time");
    assert!(is_code(store.take_attempt(good, NOW).unwrap()));
    assert!(is_code(store.take_attempt(good, NOW).unwrap()));
    assert!(store.take_attempt(good, NOW).unwrap().is_none(), "all attempts are taken");
    // Who has taken the last attempt with the right code still gets in.
    assert!(matches!(store.log_in(good, NEW, EXPIRES, NOW).unwrap(), LoggedIn::Bound(_)));
    assert!(store.take_attempt(good, NOW).unwrap().is_none(), "it is consumed");
    store.return_attempt(good).unwrap();
    assert!(store.take_attempt(good, NOW).unwrap().is_none(), "nothing comes back from the dead");
}

pub(crate) fn a_new_code_replaces_the_old_one(store: &dyn Store) {
    let phone = phone("79991234567");
    let slot = Slot { key: KEY, phone: &phone };
    for hash in ["first", "second"] {
        assert_eq!(store.issue(slot, &new_code(hash), &[], NOW).unwrap(), Counted::Granted);
    }
    assert!(matches!(store.take_call(proof(KEY, &phone, "second"), NOW + 30).unwrap(), Call::Say(_)));
    assert!(store.take_attempt(proof(KEY, &phone, "first"), NOW).unwrap().is_none());
    // The new one has all its attempts, and a call of its own.
    assert_eq!(store.issue(slot, &new_code("third"), &[], NOW).unwrap(), Counted::Granted);
    for _ in 0..5 {
        assert!(is_code(store.take_attempt(proof(KEY, &phone, "third"), NOW).unwrap()));
    }
    assert!(matches!(store.take_call(proof(KEY, &phone, "third"), NOW + 30).unwrap(), Call::Say(_)));
}

pub(crate) fn a_call_is_taken_once_and_not_early(store: &dyn Store) {
    let phone = phone("79991234567");
    let good = proof(KEY, &phone, "h");
    assert_eq!(store.issue(good.slot, &new_code("h"), &[], NOW).unwrap(), Counted::Granted);
    assert!(matches!(store.take_call(good, NOW).unwrap(), Call::TooEarly(30)));
    assert!(matches!(store.take_call(good, NOW + 29).unwrap(), Call::TooEarly(1)));
    match store.take_call(good, NOW + 30).unwrap() {
        Call::Say(code) => assert_eq!(code.expose(), "00417"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(store.take_call(good, NOW + 31).unwrap(), Call::Taken));
    assert!(matches!(store.take_call(good, NOW + 300).unwrap(), Call::Dead));
}

pub(crate) fn counters_are_all_or_nothing(store: &dyn Store) {
    let phone = phone("79991234567");
    let small = Charge { counter: Counter::CodesOfPhone(&phone), throttle: Throttle::new(2, 100) };
    let large = Charge { counter: Counter::CodesOfKey(KEY), throttle: Throttle::new(4, 50) };
    let same_key = Charge { counter: Counter::ChecksOfKey(KEY), throttle: Throttle::new(1, 10) };
    for _ in 0..2 {
        assert_eq!(store.count(&[large, small], NOW).unwrap(), Counted::Granted);
    }
    // The small one is full, so the large one is not charged, in whatever order.
    for at in [0, 1, 99] {
        let wait = Counted::Wait(100 - at);
        assert_eq!(store.count(&[large, small], NOW + i64::from(at)).unwrap(), wait);
        assert_eq!(store.count(&[small, large], NOW + i64::from(at)).unwrap(), wait);
    }
    for _ in 0..2 {
        assert_eq!(store.count(&[large], NOW + 49).unwrap(), Counted::Granted);
    }
    assert_eq!(store.count(&[large], NOW + 49).unwrap(), Counted::Wait(1));
    // A window that is over begins again with the next one, and not before.
    assert_eq!(store.count(&[large], NOW + 60).unwrap(), Counted::Granted);
    assert_eq!(store.count(&[small], NOW + 99).unwrap(), Counted::Wait(1));
    assert_eq!(store.count(&[small], NOW + 100).unwrap(), Counted::Granted);
    assert_eq!(store.count(&[same_key], NOW).unwrap(), Counted::Granted, "another counter of the key");
    // A limit of 0 grants nothing.
    let never = Charge { counter: Counter::ChecksOfKey(OTHER), throttle: Throttle::new(0, 10) };
    assert_eq!(store.count(&[never], NOW).unwrap(), Counted::Wait(10));
    // A code that is not granted is not there.
    let good = proof(OTHER, &phone, "h");
    assert_eq!(store.issue(good.slot, &new_code("h"), &[never], NOW).unwrap(), Counted::Wait(10));
    assert!(store.take_attempt(good, NOW).unwrap().is_none());
}

pub(crate) fn users_and_associations(store: &dyn Store) {
    assert_eq!(store.association(KEY).unwrap(), Association::Unbound);
    assert_eq!(store.user_of(&phone("79991234567")).unwrap(), None);
    let binding = bind(store, KEY, "79991234567", NEW);
    let user = User {
        id: UserId(10),
        phone: phone("79991234567"),
        first_name: "Ann".to_owned(),
        last_name: String::new(),
    };
    assert_eq!(binding, Binding { user: user.clone(), replaced: None });
    assert_eq!(store.association(KEY).unwrap(), Association::Bound { user: user.id, expires: EXPIRES });
    assert_eq!(store.user_of(&user.phone).unwrap(), Some(user.clone()));
    assert_eq!(store.user(user.id).unwrap(), Some(user.clone()));
    assert_eq!(store.user(UserId(11)).unwrap(), None);

    // Neither way in is the other one, and the code lives on.
    let slot = Slot { key: OTHER, phone: &user.phone };
    let good = Proof { slot, hash: "h" };
    assert_eq!(store.issue(slot, &new_code("h"), &[], NOW).unwrap(), Counted::Granted);
    assert_eq!(store.log_in(good, NEW, EXPIRES, NOW).unwrap(), LoggedIn::Occupied);
    assert_eq!(store.association(OTHER).unwrap(), Association::Unbound);
    assert_eq!(store.log_in(good, Who::Known, EXPIRES, NOW + 300).unwrap(), LoggedIn::Dead);
    let bound = LoggedIn::Bound(Binding { user: user.clone(), replaced: None });
    assert_eq!(store.log_in(good, Who::Known, EXPIRES, NOW + 299).unwrap(), bound);
    assert_eq!(store.log_in(good, Who::Known, EXPIRES, NOW).unwrap(), LoggedIn::Dead, "once");

    let stranger = phone("4912345678");
    let unknown = proof(OTHER, &stranger, "h");
    assert_eq!(store.issue(unknown.slot, &new_code("h"), &[], NOW).unwrap(), Counted::Granted);
    assert_eq!(store.log_in(unknown, Who::Known, EXPIRES, NOW).unwrap(), LoggedIn::Unoccupied);
    // Another user takes the key over; one whose time is over is replaced in silence.
    let second = bind(store, OTHER, "4912345678", NEW);
    assert_eq!((second.user.id, second.replaced), (UserId(11), Some(user.id)));
    let slot = Slot { key: OTHER, phone: &user.phone };
    assert_eq!(
        store.issue(slot, &NewCode { dead_at: i64::MAX, ..new_code("h") }, &[], NOW).unwrap(),
        Counted::Granted
    );
    match store.log_in(Proof { slot, hash: "h" }, Who::Known, EXPIRES + 9, EXPIRES).unwrap() {
        LoggedIn::Bound(binding) => assert_eq!(binding.replaced, None),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn associations_are_ended_and_revoked(store: &dyn Store) {
    let user = bind(store, KEY, "79991234567", NEW).user.id;
    let keys: Vec<AuthKeyId> = (100..105).map(AuthKeyId).collect();
    for key in &keys {
        bind(store, *key, "79991234567", Who::Known);
    }
    let stranger = bind(store, OTHER, "4912345678", NEW).user.id;
    assert!(!store.end(keys[0], stranger).unwrap(), "not that user's");
    assert!(store.end(keys[0], user).unwrap());
    assert!(!store.end(keys[0], user).unwrap(), "once");
    assert_eq!(store.association(keys[0]).unwrap(), Association::Unbound);

    assert_eq!(store.revoke_others(keys[0], user).unwrap(), 0, "by a key that is not the user's");
    assert_eq!(store.revoke_others(OTHER, user).unwrap(), 0);
    // A key that went to another user and came back is the user's once.
    bind(store, keys[1], "4912345678", Who::Known);
    bind(store, keys[1], "79991234567", Who::Known);
    assert_eq!(store.revoke_others(KEY, user).unwrap(), 4);
    assert_eq!(store.revoke_others(KEY, user).unwrap(), 0);
    for key in &keys[1..] {
        assert_eq!(store.association(*key).unwrap(), Association::Revoked);
        assert_eq!(store.revoke_others(*key, user).unwrap(), 0, "by a key that is revoked");
        assert!(!store.end(*key, user).unwrap());
    }
    assert_eq!(store.association(KEY).unwrap(), Association::Bound { user, expires: EXPIRES });
    let others = Association::Bound { user: stranger, expires: EXPIRES };
    assert_eq!(store.association(OTHER).unwrap(), others);
    bind(store, keys[1], "79991234567", Who::Known);
    assert_eq!(store.association(keys[1]).unwrap(), Association::Bound { user, expires: EXPIRES });
}

pub(crate) fn exports_are_taken_once(store: &dyn Store) {
    let user = User {
        id: UserId(500),
        phone: phone("79991234567"),
        first_name: "Ann".to_owned(),
        last_name: "Lee".to_owned(),
    };
    let export = Export { digest: [7; 32], user: user.clone(), dc_id: 2, dead_at: NOW + 600 };
    let claim = Claim { digest: [7; 32], user: user.id, dc_id: 2 };
    assert_eq!(store.import(&claim, KEY, EXPIRES, NOW).unwrap(), None);
    assert!(store.put_export(&export, NOW).unwrap());
    for bad in [
        Claim { digest: [8; 32], ..claim },
        Claim { user: UserId(501), ..claim },
        Claim { dc_id: 1, ..claim },
    ] {
        assert_eq!(store.import(&bad, KEY, EXPIRES, NOW).unwrap(), None);
    }
    assert_eq!(store.import(&claim, KEY, EXPIRES, NOW + 600).unwrap(), None, "past its time");
    assert_eq!(store.association(KEY).unwrap(), Association::Unbound);
    let binding = store.import(&claim, KEY, EXPIRES, NOW + 599).unwrap().unwrap();
    assert_eq!(binding, Binding { user: user.clone(), replaced: None });
    assert_eq!(store.association(KEY).unwrap(), Association::Bound { user: user.id, expires: EXPIRES });
    assert_eq!(store.import(&claim, OTHER, EXPIRES, NOW).unwrap(), None, "once");
    assert_eq!(store.user_of(&user.phone).unwrap(), Some(user.clone()));

    // A user that is known stays as it is; an id or a number of somebody else is refused.
    let renamed = User { first_name: "Eve".to_owned(), ..user.clone() };
    assert!(store.put_export(&Export { digest: [9; 32], user: renamed, ..export.clone() }, NOW).unwrap());
    assert_eq!(store.user(user.id).unwrap(), Some(user.clone()));
    for other in
        [User { id: UserId(501), ..user.clone() }, User { phone: phone("4912345678"), ..user.clone() }]
    {
        let export = Export { digest: [10; 32], user: other.clone(), ..export.clone() };
        assert!(!store.put_export(&export, NOW).unwrap(), "{other:?}");
        let claim = Claim { digest: [10; 32], user: other.id, dc_id: 2 };
        assert_eq!(store.import(&claim, OTHER, EXPIRES, NOW).unwrap(), None);
    }
    // An id that came from elsewhere is not given again, and does not move the ids that are given here.
    assert_eq!(bind(store, OTHER, "4911111111", NEW).user.id, UserId(10));
    let who = Who::New { first_name: "Bob", last_name: "", first_id: 500 };
    assert_eq!(bind(store, OTHER, "4922222222", who).user.id, UserId(501));
}

pub(crate) fn sweeping_takes_out_the_dead_alone(store: &dyn Store) {
    let user = bind(store, KEY, "79991234567", NEW).user;
    let good = proof(OTHER, &user.phone, "h");
    let charge = Charge { counter: Counter::CodesOfKey(OTHER), throttle: Throttle::new(1, 300) };
    assert_eq!(store.issue(good.slot, &new_code("h"), &[charge], NOW).unwrap(), Counted::Granted);
    let export = Export { digest: [7; 32], user: user.clone(), dc_id: 2, dead_at: NOW + 300 };
    assert!(store.put_export(&export, NOW).unwrap());
    store.sweep(NOW + 299).unwrap();
    assert!(is_code(store.take_attempt(good, NOW + 299).unwrap()));
    assert_eq!(store.count(&[charge], NOW + 299).unwrap(), Counted::Wait(1));
    let claim = Claim { digest: [7; 32], user: user.id, dc_id: 2 };
    assert!(store.import(&claim, AuthKeyId(3), EXPIRES, NOW + 299).unwrap().is_some());
    // Associations are remembered for a while after their end.
    store.sweep(EXPIRES + REMEMBERED - 1).unwrap();
    assert_eq!(store.association(KEY).unwrap(), Association::Bound { user: user.id, expires: EXPIRES });
    assert_eq!(store.user(user.id).unwrap(), Some(user.clone()));
}

/// Runs something 20 times at once; gives how many times it was true.
pub(crate) fn at_once(run: impl Fn(usize) -> bool + Sync) -> usize {
    let (barrier, hits) = (Barrier::new(20), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for index in 0..20 {
            let (barrier, hits, run) = (&barrier, &hits, &run);
            scope.spawn(move || {
                barrier.wait();
                if run(index) {
                    hits.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    hits.into_inner()
}

pub(crate) fn steps_are_atomic(store: &dyn Store) {
    let phone = phone("79991234567");
    let slot = Slot { key: KEY, phone: &phone };
    let good = Proof { slot, hash: "h" };
    assert_eq!(store.issue(slot, &new_code("h"), &[], NOW).unwrap(), Counted::Granted);
    assert_eq!(at_once(|_| matches!(store.take_call(good, NOW + 30).unwrap(), Call::Say(_))), 1);
    assert_eq!(at_once(|_| store.take_attempt(good, NOW).unwrap().is_some()), 5);
    let is_bound = |outcome| matches!(outcome, LoggedIn::Bound(_));
    assert_eq!(at_once(|_| is_bound(store.log_in(good, NEW, EXPIRES, NOW).unwrap())), 1);

    // One number, twenty keys: one user.
    let other = Phone::parse("4912345678").unwrap();
    let slots: Vec<Slot<'_>> = (0..20).map(|key| Slot { key: AuthKeyId(key), phone: &other }).collect();
    for slot in &slots {
        assert_eq!(store.issue(*slot, &new_code("h"), &[], NOW).unwrap(), Counted::Granted);
    }
    let sign_up = |index: usize| {
        is_bound(store.log_in(Proof { slot: slots[index], hash: "h" }, NEW, EXPIRES, NOW).unwrap())
    };
    assert_eq!(at_once(sign_up), 1);
    let user = store.user_of(&other).unwrap().unwrap();
    let sign_in = |index: usize| {
        let proof = Proof { slot: slots[index], hash: "h" };
        is_bound(store.log_in(proof, Who::Known, EXPIRES, NOW).unwrap())
    };
    assert_eq!(at_once(sign_in), 19);
    // Twenty keys revoke each other: one stays.
    at_once(|index| store.revoke_others(slots[index].key, user.id).unwrap() > 0);
    let stays = |slot: &&Slot<'_>| store.association(slot.key).unwrap() != Association::Revoked;
    assert_eq!(slots.iter().filter(stays).count(), 1);

    let export = Export { digest: [7; 32], user: user.clone(), dc_id: 2, dead_at: NOW + 600 };
    assert!(store.put_export(&export, NOW).unwrap());
    let claim = Claim { digest: [7; 32], user: user.id, dc_id: 2 };
    let import = |index| store.import(&claim, AuthKeyId(index as u64), EXPIRES, NOW).unwrap().is_some();
    assert_eq!(at_once(import), 1);

    let charge = Charge { counter: Counter::CodesOfKey(OTHER), throttle: Throttle::new(7, 60) };
    assert_eq!(at_once(|_| store.count(&[charge], NOW).unwrap() == Counted::Granted), 7);
}

/// The tests of a module, over what `$fresh` makes: a store, and whatever has to live as long as it.
macro_rules! suite {
    ($module:ident, $fresh:expr) => {
        mod $module {
            suite!(@ $fresh;
                attempts_are_counted_and_returned, a_new_code_replaces_the_old_one,
                a_call_is_taken_once_and_not_early, counters_are_all_or_nothing, users_and_associations,
                associations_are_ended_and_revoked, exports_are_taken_once, sweeping_takes_out_the_dead_alone,
                steps_are_atomic
            );
        }
    };
    (@ $fresh:expr; $($name:ident),+) => {
        $(
            #[test]
            fn $name() {
                let Some((store, _alive)) = $fresh else { return };
                super::$name(&store);
            }
        )+
    };
}

suite!(memory, Some((auth_types::server::MemoryStore::new(), ())));
suite!(redb, Some(crate::files::fresh()));
#[cfg(feature = "redis")]
suite!(redis, crate::engine::fresh());
