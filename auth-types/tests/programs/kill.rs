//! Nothing is lost: a server that is killed at random moments, over and over, while users sign in.
//!
//! What was answered is there after the restart. What was not answered has happened whole or not at all: a code that was
//! consumed has its association and its user, and one that was not works. No code works twice.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use auth_types::rpc_error::PHONE_CODE_EXPIRED;
use auth_types::{AuthKeyId, UserId};

use crate::common::WireError;
use crate::front::{Front, Login};
use crate::support::scratch;

/// How many sign-ins there are: a number signs up with one key, then signs in with another.
const SIGN_INS: usize = 200;
/// A server is killed after so many microseconds, at most; later when that was too short for anything to happen.
const LONGEST_LIFE: u64 = 100_000;

/// A key that asks for no code.
const STRANGER: AuthKeyId = AuthKeyId(u64::MAX);

/// Holds what is there against what was answered. What was not done is done then, with the same code.
fn check(front: &mut Front, login: &mut Login) {
    let phone = &login.phone;
    if front.is_bound(login.key) {
        let again = front.log_in(login).unwrap();
        assert_eq!(again, Err(PHONE_CODE_EXPIRED.error()), "{phone}: a code works twice");
        let elsewhere = front.log_in(&Login { key: STRANGER, ..login.clone() }).unwrap();
        assert_eq!(elsewhere, Err(PHONE_CODE_EXPIRED.error()), "{phone}: a code works for another key");
    } else {
        assert_eq!(login.user, None, "{phone}: an association that was answered is gone");
        match front.log_in(login).unwrap() {
            Ok(authorization) => login.user = Some(UserId::of(&authorization.user)),
            Err(error) => panic!("{phone}: half of a sign-in was done: {error}"),
        }
        assert!(front.is_bound(login.key), "{phone}");
    }
}

/// Small, and the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// All that was sent so far.
#[derive(Default)]
struct Story {
    logins: Vec<Login>,
    /// How many codes were asked for, each with a key of its own.
    keys: u64,
    /// The number that signed up last, and has not signed in yet.
    registered: Option<String>,
}

impl Story {
    /// Signs numbers in until the server dies or all are done. What was sent last may be without an answer.
    fn go_on(&mut self, life: &mut Front) -> Result<(), WireError> {
        while self.logins.len() < SIGN_INS {
            self.keys += 1;
            // A number whose code was lost with the server is left alone, because each has a few codes a day.
            let registered = self.registered.take();
            let new = registered.is_none();
            let phone = registered.unwrap_or_else(|| (79_990_000_000 + self.keys).to_string());
            let login = life.send_code(AuthKeyId(self.keys), &phone, new)?;
            self.logins.push(login);
            let Some(login) = self.logins.last_mut() else { return Ok(()) };
            let authorization = life.log_in(login)?.unwrap();
            login.user = Some(UserId::of(&authorization.user));
            self.registered = new.then_some(phone);
        }
        Ok(())
    }
}

fn lives(store: &Path, random: &mut Random) {
    let store = format!("redb:{}", store.display());
    let mut story = Story::default();
    let (mut kills, mut unanswered, mut longest) = (0, 0, LONGEST_LIFE);
    while story.logins.len() < SIGN_INS {
        let mut life = Front::begin(&store);
        if let Some(login) = story.logins.last_mut() {
            unanswered += usize::from(login.user.is_none());
            check(&mut life, login);
        }
        let before = story.logins.len();
        let delay = Duration::from_micros(random.below(longest));
        let killer = life.server.killer();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(delay);
                killer.kill();
            });
            // It ends with an error, because the server dies; what it was does not matter.
            let _ = story.go_on(&mut life);
        });
        kills += 1;
        if story.logins.len() == before {
            longest += longest / 2;
        }
    }

    let Story { mut logins, .. } = story;
    let mut life = Front::begin(&store);
    for login in &mut logins {
        check(&mut life, login);
    }
    // A number is one user, and every user is one number.
    let (mut users, mut numbers) = (BTreeMap::new(), BTreeMap::new());
    for Login { user, phone, .. } in &logins {
        let Some(user) = user else { continue };
        assert_eq!(users.entry(*user).or_insert(phone), &phone, "user {user} has two numbers");
        assert_eq!(numbers.entry(phone).or_insert(*user), user, "{phone} has two users");
    }
    assert!(users.len() < logins.len());
    println!("{} sign-ins, {kills} kills, {unanswered} of them before the answer", logins.len());
}

#[test]
fn a_server_that_is_killed_has_done_all_of_it_or_nothing() {
    let seed = match std::env::var("SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64 | 1,
    };
    let folder = scratch("kill");
    let run = AssertUnwindSafe(|| lives(&folder.at("store.redb"), &mut Random(seed)));
    if let Err(panic) = catch_unwind(run) {
        eprintln!("SEED={seed} makes the same moments again");
        resume_unwind(panic);
    }
}
