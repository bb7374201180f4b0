//! The page from its first rule to its last, by two servers and two clients.

use crate::support::{Program, scratch};

const PHONE: &str = "79991234567";

/// Every clock is set to that time.
fn now(time: i64, servers: &mut [&mut Program], clients: &mut [&mut Program]) -> Vec<String> {
    for server in servers {
        server.write(&format!("now {time}"));
        server.wait_for(&format!("now {time}"));
    }
    clients.iter_mut().flat_map(|client| client.answer(&format!("now {time}"))).collect()
}

/// The code that a server sent last.
fn code(server: &mut Program, how: &str) -> String {
    server.wait_for(&format!("{how} to {PHONE}: "))
}

/// The user and the end of its authorization, from the line that says what to store.
fn stored(line: &str) -> (i32, i64) {
    let words: Vec<_> = line.split(' ').collect();
    // store: key K is user U at dc D until T
    assert_eq!((words[0], words[3], words[4]), ("store:", "is", "user"), "{line}");
    (words[5].parse().unwrap(), words[10].parse().unwrap())
}

#[test]
fn the_whole_page() {
    let folder = scratch("story");
    let store = format!("redb:{}", folder.at("store.redb").display());
    let mut second = Program::start("server", &["--dc", "2", "--link", "127.0.0.1:0", "--now", "1000"]);
    let peer = format!("2={}", second.wait_for("link on "));
    let second_dc = format!("2={}", second.wait_for("listening on "));
    let mut first = Program::start(
        "server",
        &["--dc", "1", "--peer", &peer, "--store", &store, "--ttl", "500", "--now", "1000"],
    );
    let first_dc = format!("1={}", first.wait_for("listening on "));
    let binding = folder.at("binding").display().to_string();
    let start = |key, more: &[&str]| {
        let arguments =
            [&["--dc", &first_dc, "--dc", &second_dc, "--key", key, "--now", "1000"], more].concat();
        let mut client = Program::start("client", &arguments);
        client.wait_for("ready");
        client
    };
    let (mut ann, mut phone) = (start("a1", &[]), start("a2", &["--binding", &binding]));

    // S15, S16: what needs no user is open, everything else is refused.
    assert_eq!(ann.answer("config"), ["config: dc 1 of 2"]);
    for line in ["status", "logout", "export 2"] {
        assert_eq!(ann.answer(line), ["refused: 401 AUTH_KEY_UNREGISTERED"], "{line}");
    }

    // S3, S4, S6: a code comes first, and the number has no account.
    let refused = ann.answer("code 12345");
    assert_eq!(refused, ["cannot: a code cannot be used now: expected is a phone number"]);
    assert_eq!(ann.answer(&format!("start {PHONE}")), ["need: code", "need: name"]);
    let sent = code(&mut first, "message");
    let wrong = if sent == "00000" { "00001" } else { "00000" };
    assert_eq!(ann.answer(&format!("code {wrong}")), ["refused: 400 PHONE_CODE_INVALID", "need: code"]);

    // S5: the call after 30 seconds, by both clocks, says the same code.
    now(1_029, &mut [&mut first, &mut second], &mut [&mut ann]);
    assert_eq!(ann.answer("call"), ["cannot: it is too early for a call: ask again in 1 seconds"]);
    assert_eq!(ann.answer("now 1030"), ["offer: call"]);
    assert_eq!(ann.answer("call"), ["refused: 420 FLOOD_WAIT_1", "wait: 1 seconds"]);
    assert_eq!(now(1_031, &mut [&mut first, &mut second], &mut [&mut ann, &mut phone]), ["offer: call"]);
    assert_eq!(ann.answer("call"), [""; 0]);
    assert_eq!(code(&mut first, "call"), sent);

    // S8, S9, S10: the code is right, and nobody has the number yet.
    let valid = ann.answer(&format!("code {sent}"));
    assert_eq!(valid, ["refused: 400 PHONE_NUMBER_UNOCCUPIED", "need: name"]);
    assert_eq!(ann.answer("status"), ["refused: 401 AUTH_KEY_UNREGISTERED"]);
    let done = ann.answer("name Ann Other");
    // S12, S13: who it is and until when, and only then it is done.
    let (user, expires) = stored(&done[0]);
    assert_eq!((expires, &done[1..]), (1_531, &["done".to_owned()][..]));
    // S11: the key acts as the user from here on.
    assert_eq!(ann.answer("status"), ["status: true"]);
    assert_eq!(ann.answer("start 79990000000"), ["cannot: this key has a user already: log out first"]);

    // S7: the number has an account, and another key signs in to it. Nothing is known of that key before.
    assert_eq!(phone.answer("status"), ["refused: 401 AUTH_KEY_UNREGISTERED"]);
    assert_eq!(
        phone.answer("start +7 999 1234567"),
        ["cannot: understand that line; `start PHONE` begins, the others are listed in main.rs"]
    );
    assert_eq!(phone.answer(&format!("start +{PHONE}")), ["need: code"]);
    let sent = code(&mut first, "message");
    let refused = phone.answer("name Bob");
    assert_eq!(
        refused,
        ["cannot: a profile cannot be used now: expected is the code, because the number has an account"]
    );
    let done = phone.answer(&format!("code {sent}"));
    assert_eq!(stored(&done[0]), (user, 1_531));

    // S14: at that time the authorization is over, and not before; then it is signed in again.
    now(1_530, &mut [&mut first], &mut [&mut phone]);
    assert_eq!(phone.answer("status"), ["status: true"]);
    now(1_531, &mut [&mut first, &mut second], &mut [&mut phone, &mut ann]);
    let over =
        ["refused: 401 SESSION_EXPIRED".to_owned(), format!("forget: user {user}"), "need: start".to_owned()];
    assert_eq!(phone.answer("status"), over);
    assert_eq!(phone.answer("config"), ["config: dc 1 of 2"]);
    assert_eq!(phone.answer(&format!("start {PHONE}")), ["need: code"]);
    let sent = code(&mut first, "message");
    assert_eq!(stored(&phone.answer(&format!("code {sent}"))[0]), (user, 2_031));
    assert_eq!(phone.answer("status"), ["status: true"]);
    // The other key of the user is over as well, and nothing was done about it.
    assert_eq!(ann.answer("status"), over);

    // The authorization goes along to the other server, once, and only to one that there is.
    for dc in ["1", "3"] {
        assert_eq!(phone.answer(&format!("export {dc}")), ["refused: 400 DC_ID_INVALID"]);
    }
    assert_eq!(phone.answer("export 2"), [format!("exported: user {user} for dc 2")]);
    let done = phone.answer("import");
    assert!(done[0].ends_with(&format!("is user {user} at dc 2 until {}", 1_531 + 365 * 86_400)), "{done:?}");
    assert_eq!(phone.answer("config"), ["config: dc 2 of 1"]);
    assert_eq!(phone.answer("status"), ["status: true"]);
    let again = phone.answer("import");
    assert_eq!(again[0], "refused: 400 AUTH_BYTES_INVALID");
    assert!(again[1].starts_with("failed: cannot sign in: "), "{again:?}");

    // S13: both sides know after a restart what they knew before.
    let second_dc = &second_dc;
    drop(phone);
    let mut phone = Program::start("client", &["--dc", second_dc, "--binding", &binding, "--now", "1600"]);
    phone.wait_for("ready");
    assert_eq!(phone.answer("start 79990000000"), ["cannot: this key has a user already: log out first"]);
    assert_eq!(phone.answer("status"), ["status: true"]);

    first.kill();
    let mut first = Program::start("server", &["--store", &store, "--now", "1600"]);
    let dc = format!("1={}", first.wait_for("listening on "));
    let mut phone = Program::start("client", &["--dc", &dc, "--key", "a2", "--now", "1600"]);
    phone.wait_for("ready");
    assert_eq!(phone.answer("status"), ["status: true"]);
    assert_eq!(phone.answer("logout"), ["logged out: true"]);
    assert_eq!(phone.answer("status"), ["refused: 401 AUTH_KEY_UNREGISTERED"]);
}
