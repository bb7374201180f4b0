//! Two servers that share a store are one data center: what one has answered holds at the other.

use auth_types::functions::auth::LogOut;
use auth_types::rpc_error::PHONE_CODE_EXPIRED;
use auth_types::{AuthKeyId, UserId};

use crate::engine::Engine;
use crate::front::{Front, Login};

/// How often both servers get the same code at the same time.
const RACES: u64 = 20;

/// Asks one server for a code, and gives it to both at once.
fn race(first: &mut Front, second: &mut Front, key: AuthKeyId, phone: &str, new: bool) -> UserId {
    let login = first.send_code(key, phone, new).unwrap();
    let answers = std::thread::scope(|scope| {
        let elsewhere = scope.spawn(|| second.log_in(&login).unwrap());
        [first.log_in(&login).unwrap(), elsewhere.join().unwrap()]
    });
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1, "{phone}: a code works once, wherever it is used: {lost:?}");
    assert!(lost.iter().all(|answer| *answer == Err(PHONE_CODE_EXPIRED.error())), "{lost:?}");
    UserId::of(&won[0].as_ref().unwrap().user)
}

#[test]
fn two_servers_with_one_store_are_one_data_center() {
    let Some(engine) = Engine::start() else { return };
    let (mut first, mut second) = (Front::begin(engine.url()), Front::begin(engine.url()));
    // An engine that outlives this test may hold what an earlier one left.
    let base = u64::from(std::process::id()) * 1_000;

    let ann = AuthKeyId(base);
    let phone = (70_000_000_000 + base).to_string();
    let login = first.send_code(ann, &phone, true).unwrap();
    let user = UserId::of(&second.log_in(&login).unwrap().unwrap().user);
    assert!(first.is_bound(ann));
    let again = first.log_in(&Login { new: false, ..login }).unwrap();
    assert_eq!(again, Err(PHONE_CODE_EXPIRED.error()));
    assert!(first.call(ann, &LogOut {}).unwrap().unwrap());
    assert!(!second.is_bound(ann));

    // The number has a user now, at both.
    assert_eq!(race(&mut second, &mut first, ann, &phone, false), user);

    let mut users = vec![user];
    for number in 1..=RACES {
        let phone = (70_000_000_000 + base + number).to_string();
        let key = AuthKeyId(base + number);
        users.push(race(&mut first, &mut second, key, &phone, true));
        assert!(first.is_bound(key) && second.is_bound(key));
    }
    users.sort_unstable();
    users.dedup();
    assert_eq!(users.len() as u64, RACES + 1, "no two numbers have one user");
}
