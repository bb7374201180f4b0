//! A flow in every state, and every input: what the tests of the flow have in common.
//!
//! A state or an input that is added to the flow does not compile here, or fails, until it has its rows in `table`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod secrets;
mod stories;
mod table;
mod walks;

use super::{
    Application, Binding, Flow, Input, MAX_HOPS, Output, Profile, RETRIES, Request, Response, RpcError,
    Session, State,
};
use crate::enums::{User, UserProfilePhoto, UserStatus};
use crate::rpc_error::{ALL, ErrorClass, PHONE_MIGRATE};
use crate::types::auth::{Authorization, ExportedAuthorization, SentCode};
use crate::types::{UserEmpty, UserSelf};
use crate::{AuthKeyId, UserId};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

/// When the codes of these tests are sent.
const SENT_AT: i64 = 1_000;
/// When the authorizations of these tests end.
const EXPIRES: i64 = 5_000;
const KEY: AuthKeyId = AuthKeyId(0x1111);
const OTHER_KEY: AuthKeyId = AuthKeyId(0x2222);

/// The name of a variant, and the list of all names. The match has no other arm, so it has to be complete.
macro_rules! kinds {
    ($type:ident, $name:ident, $all:ident: $($variant:ident)+) => {
        fn $name(value: &$type) -> &'static str {
            match value {
                $($type::$variant { .. } => stringify!($variant),)+
            }
        }
        const $all: &[&str] = &[$(stringify!($variant)),+];
    };
}

kinds!(State, kind, KINDS: Start SendingCode Migrate CodeSent Calling Prevalidating SigningIn CodeValid SigningUp
    Importing Authorized Failed);
kinds!(Input, input_kind, INPUT_KINDS: Start Import Code Profile RequestCall Resend Reply Connected Tick);

fn application() -> Application {
    Application { api_id: 32, api_hash: "SECRET-api-hash".into(), lang_code: "en".to_owned(), sms_type: 0 }
}

fn fresh() -> Flow {
    Flow::new(application(), Session { dc_id: 1, auth_key_id: KEY })
}

fn start() -> Input {
    Input::Start("SECRET-phone".into())
}

fn sent_code(phone_registered: bool) -> Input {
    let phone_code_hash = "SECRET-hash".to_owned();
    Input::Reply(Ok(Response::SentCode(SentCode { phone_registered, phone_code_hash })))
}

fn code() -> Input {
    Input::Code("SECRET-code".into())
}

fn profile(first_name: &str) -> Input {
    Input::Profile(Profile { first_name: first_name.to_owned(), last_name: String::new() })
}

fn import() -> Input {
    Input::Import(ExportedAuthorization { id: 5, bytes: b"SECRET-bytes".to_vec() })
}

fn error(code: i32, text: &str) -> Input {
    Input::Reply(Err(RpcError::new(code, text)))
}

fn authorization(user: User) -> Input {
    Input::Reply(Ok(Response::Authorization(Authorization { expires: 5_000, user })))
}

fn user_self(id: i32) -> User {
    User::Self_(UserSelf {
        id,
        first_name: "Ann".to_owned(),
        last_name: String::new(),
        phone: "SECRET-phone".to_owned(),
        photo: UserProfilePhoto::Empty,
        status: UserStatus::Empty,
        inactive: false,
    })
}

fn binding(expires: i64) -> Binding {
    Binding { auth_key_id: KEY, dc_id: 1, user_id: UserId(5), expires }
}

/// The flow after these inputs, all of which it takes.
fn after(inputs: impl IntoIterator<Item = Input>) -> Flow {
    let mut flow = fresh();
    for input in inputs {
        flow.handle(input, SENT_AT).unwrap();
    }
    flow
}

/// The flow after the server failed as often as the flow puts up with.
fn tired(mut flow: Flow) -> Flow {
    for _ in 0..RETRIES {
        let outputs = flow.handle(error(500, "AUTH_RESTART"), SENT_AT).unwrap();
        assert!(matches!(outputs[..], [Output::Invoke(_)]), "{outputs:?}");
    }
    flow
}

/// A flow in every state, by a name that starts with the state's; what follows the slash is told apart in the table.
fn flows() -> Vec<(String, Flow)> {
    let mut hops = Vec::from([start()]);
    for dc in 2..=u32::from(MAX_HOPS) + 1 {
        hops.extend([Input::Reply(Err(PHONE_MIGRATE.with(dc))), Input::Connected(OTHER_KEY)]);
    }
    let unoccupied = || error(400, "PHONE_NUMBER_UNOCCUPIED");
    let mut flows = Vec::from([
        ("Start", fresh()),
        ("Migrate", after([start(), error(303, "PHONE_MIGRATE_2")])),
        ("CodeSent/registered", after([start(), sent_code(true)])),
        ("CodeSent/new", after([start(), sent_code(false)])),
        ("CodeSent/named", after([start(), sent_code(false), profile("Ann")])),
        ("CodeValid", after([start(), sent_code(false), code(), unoccupied()])),
        // Most inputs come ten seconds after the code was sent.
        ("Authorized", Flow::resume(application(), binding(SENT_AT + 11))),
        ("Authorized/over", Flow::resume(application(), binding(SENT_AT + 10))),
        ("Failed", after([start(), error(400, "API_ID_INVALID")])),
    ]);
    let mut called = after([start(), sent_code(true)]);
    called.handle(Input::RequestCall, SENT_AT + 30).unwrap();
    let calling = called.clone();
    called.handle(Input::Reply(Ok(Response::Called(true))), SENT_AT + 31).unwrap();
    flows.push(("CodeSent/called", called));

    let waiting = [
        ("SendingCode", after([start()])),
        ("Calling", calling),
        ("Prevalidating", after([start(), sent_code(false), code()])),
        ("SigningIn", after([start(), sent_code(true), code()])),
        ("SigningUp", after([start(), sent_code(false), code(), unoccupied(), profile("Ann")])),
        ("Importing", after([import()])),
    ];
    let mut flows: Vec<_> = flows.into_iter().map(|(name, flow)| (name.to_owned(), flow)).collect();
    flows.push(("SendingCode/hopped".to_owned(), after(hops)));
    flows
        .push(("Prevalidating/named".to_owned(), after([start(), sent_code(false), profile("Ann"), code()])));
    for (name, flow) in waiting {
        flows.push((name.to_owned(), flow.clone()));
        flows.push((format!("{name}/tired"), tired(flow)));
    }
    flows
}

/// Every input, by its name, and when it comes. Errors that count as the server's failure are named `failure`.
fn inputs() -> Vec<(String, Input, i64)> {
    let now = SENT_AT + 10;
    let reply = |response| Input::Reply(Ok(response));
    let mut inputs = Vec::from([
        ("start", start(), now),
        ("start with nothing", Input::Start("".into()), now),
        ("import", import(), now),
        ("code", code(), now),
        ("code of nothing", Input::Code("".into()), now),
        ("profile", profile("Bob"), now),
        ("profile without a name", profile(""), now),
        ("call at 29", Input::RequestCall, SENT_AT + 29),
        ("call at 30", Input::RequestCall, SENT_AT + 30),
        ("resend", Input::Resend, now),
        ("connected", Input::Connected(OTHER_KEY), now),
        ("tick at 29", Input::Tick, SENT_AT + 29),
        ("tick at 30", Input::Tick, SENT_AT + 30),
        ("sentCode registered", sent_code(true), now),
        ("sentCode new", sent_code(false), now),
        ("called true", reply(Response::Called(true)), now),
        ("called false", reply(Response::Called(false)), now),
        ("authorization", authorization(user_self(5)), now),
        ("authorization of userEmpty", authorization(User::Empty(UserEmpty { id: 5 })), now),
        ("authorization of nobody", authorization(user_self(0)), now),
        ("authorization of nobody at all", authorization(User::Empty(UserEmpty { id: -1 })), now),
    ])
    .into_iter()
    .map(|(name, input, now)| (name.to_owned(), input, now))
    .collect::<Vec<_>>();

    let mut errors: Vec<_> = ALL.iter().flat_map(|known| [known.error(), known.with(2)]).collect();
    errors.extend(
        [
            (303, "USER_MIGRATE_2"),
            (303, "PHONE_MIGRATE_0"),
            (303, "PHONE_MIGRATE_4294967295"),
            (400, "PHONE_CODE_INVALID: the code is wrong"),
            (400, "a description of PHONE_CODE_INVALID"),
            (401, "SESSION_PASSWORD_NEEDED"),
            (403, "CHAT_WRITE_FORBIDDEN"),
            (404, "METHOD_NOT_FOUND"),
            (406, "SEND_CODE_UNAVAILABLE"),
            (420, "SLOWMODE_WAIT_4294967295"),
            (500, "PHONE_CODE_INVALID"),
            (500, ""),
            (0, "FLOOD_WAIT_2"),
            (-503, "Timeout"),
            (i32::MAX, "AUTH_RESTART_7"),
        ]
        .map(|(code, text)| RpcError::new(code, text)),
    );
    inputs.extend(errors.into_iter().map(|error| {
        let sort = if error.class() == ErrorClass::Internal { "failure" } else { "error" };
        (format!("{sort} {} {}", error.code, error.text), Input::Reply(Err(error)), now)
    }));
    inputs
}

/// An output as the table writes it.
fn show(output: &Output) -> String {
    match output {
        Output::Invoke(request) => match request {
            Request::SendCode(_) => "sendCode".to_owned(),
            Request::SendCall(_) => "sendCall".to_owned(),
            Request::SignIn(_) => "signIn".to_owned(),
            Request::SignUp(request) => format!("signUp as {}", request.first_name),
            Request::ImportAuthorization(_) => "importAuthorization".to_owned(),
        },
        Output::SetTimer(at) => format!("SetTimer {}", at - SENT_AT),
        Output::NoCall(_) => "NoCall".to_owned(),
        Output::SwitchDc(dc_id) => format!("SwitchDc {dc_id}"),
        Output::Wait(seconds) => format!("Wait {seconds}"),
        Output::Persist(_) => "Persist".to_owned(),
        Output::Forget(_) => "Forget".to_owned(),
        Output::Failed(_) => "Failed".to_owned(),
        Output::NeedCode | Output::NeedProfile | Output::OfferCall | Output::NeedStart | Output::Done => {
            format!("{output:?}")
        }
    }
}
