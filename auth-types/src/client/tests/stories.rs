//! What a single step does not show: what is kept from step to step, and times.

use super::*;
use crate::client::{CALL_DELAY, Failure, FlowError};

fn request_of(outputs: &[Output]) -> Request {
    match outputs {
        [.., Output::Invoke(request)] => request.clone(),
        other => panic!("{other:?}"),
    }
}

/// Rules S4, S7, S12 and S13.
#[test]
fn a_registered_user_signs_in() {
    let mut flow = fresh();
    let Request::SendCode(request) = request_of(&flow.handle(start(), SENT_AT).unwrap()) else { panic!() };
    assert_eq!(
        (request.phone_number.as_str(), request.api_hash.as_str()),
        ("SECRET-phone", "SECRET-api-hash")
    );
    assert_eq!((request.api_id, request.sms_type, request.lang_code.as_str()), (32, 0, "en"));
    flow.handle(sent_code(true), SENT_AT).unwrap();
    let Request::SignIn(request) = request_of(&flow.handle(code(), SENT_AT).unwrap()) else { panic!() };
    assert_eq!(request.phone_number, "SECRET-phone");
    assert_eq!(
        (request.phone_code_hash.as_str(), request.phone_code.as_str()),
        ("SECRET-hash", "SECRET-code")
    );
    let outputs = flow.handle(authorization(user_self(5)), SENT_AT).unwrap();
    assert_eq!(outputs, [Output::Persist(binding(EXPIRES)), Output::Done]);
    assert_eq!(*flow.state(), State::Authorized(binding(EXPIRES)));
}

/// Rules S8 to S10: the code that was found right is the one that signs up.
#[test]
fn a_new_user_signs_up_with_the_same_code() {
    let mut flow = after([start(), sent_code(false), code(), error(400, "PHONE_NUMBER_UNOCCUPIED")]);
    let Request::SignUp(request) = request_of(&flow.handle(profile("Ann"), SENT_AT).unwrap()) else {
        panic!()
    };
    assert_eq!(
        (request.phone_code_hash.as_str(), request.phone_code.as_str()),
        ("SECRET-hash", "SECRET-code")
    );

    // Somebody else was faster: the same code signs in.
    let outputs = flow.handle(error(400, "PHONE_NUMBER_OCCUPIED"), SENT_AT).unwrap();
    let Request::SignIn(request) = request_of(&outputs) else { panic!() };
    assert_eq!(request.phone_code, "SECRET-code");
    // And when it was wrong after all, the number is known to have an account.
    flow.handle(error(400, "PHONE_CODE_INVALID"), SENT_AT).unwrap();
    assert!(matches!(flow.handle(profile("Ann"), SENT_AT), Err(FlowError::WrongPath { .. })));
}

#[test]
fn a_name_is_asked_for_once() {
    let mut flow = after([start(), sent_code(false), profile("Ann"), code()]);
    // A wrong code, then a right one: the name was kept.
    assert_eq!(flow.handle(error(400, "PHONE_CODE_INVALID"), SENT_AT).unwrap(), [Output::NeedCode]);
    flow.handle(code(), SENT_AT).unwrap();
    let outputs = flow.handle(error(400, "PHONE_NUMBER_UNOCCUPIED"), SENT_AT).unwrap();
    assert!(matches!(request_of(&outputs), Request::SignUp(request) if request.first_name == "Ann"));
    // The code died meanwhile.
    assert_eq!(flow.handle(error(400, "PHONE_CODE_INVALID"), SENT_AT).unwrap(), [Output::NeedCode]);
    flow.handle(code(), SENT_AT).unwrap();
    flow.handle(error(400, "PHONE_NUMBER_UNOCCUPIED"), SENT_AT).unwrap();
    // The server does not like the name: it is not sent again by itself.
    let outputs = flow.handle(error(400, "FIRSTNAME_INVALID"), SENT_AT).unwrap();
    assert_eq!(outputs, [Output::NeedProfile]);
    assert_eq!(kind(flow.state()), "CodeValid");
}

/// Rule S5.
#[test]
fn a_call_waits_for_its_time() {
    let mut flow = after([start(), sent_code(true)]);
    for (now, remaining) in
        [(SENT_AT, CALL_DELAY), (SENT_AT + 29, 1), (SENT_AT - 5, 35), (i64::MIN, i64::MAX)]
    {
        assert_eq!(flow.handle(Input::RequestCall, now), Err(FlowError::TooEarly { remaining }), "{now}");
        assert_eq!(flow.handle(Input::Tick, now), Ok(Vec::new()), "{now}");
    }
    assert_eq!(flow.handle(Input::Tick, SENT_AT + 30).unwrap(), [Output::OfferCall]);
    flow.handle(Input::RequestCall, SENT_AT + 30).unwrap();
    // By the server's clock it is still too early.
    let outputs = flow.handle(error(420, "FLOOD_WAIT_2"), SENT_AT + 30).unwrap();
    assert_eq!(outputs, [Output::Wait(2), Output::SetTimer(SENT_AT + 32)]);
    let error = flow.handle(Input::RequestCall, SENT_AT + 31);
    assert_eq!(error, Err(FlowError::TooEarly { remaining: 1 }));
    flow.handle(Input::RequestCall, SENT_AT + 32).unwrap();
    flow.handle(Input::Reply(Ok(Response::Called(false))), SENT_AT + 33).unwrap();
    assert_eq!(flow.handle(Input::RequestCall, SENT_AT + 99), Err(FlowError::AlreadyCalled));
    // The hash is the same after a call.
    let Request::SignIn(request) = request_of(&flow.handle(code(), SENT_AT + 99).unwrap()) else { panic!() };
    assert_eq!(request.phone_code_hash, "SECRET-hash");
}

#[test]
fn a_timer_that_ran_out_meanwhile_is_made_up_for() {
    let mut flow = after([start(), sent_code(true), code()]);
    assert_eq!(flow.handle(Input::Tick, SENT_AT + 30).unwrap(), []);
    let outputs = flow.handle(error(400, "PHONE_CODE_INVALID"), SENT_AT + 31).unwrap();
    assert_eq!(outputs, [Output::NeedCode, Output::OfferCall]);
}

#[test]
fn another_data_center_gets_the_same_request_and_the_binding_its_key() {
    let mut flow = fresh();
    let first = request_of(&flow.handle(start(), SENT_AT).unwrap());
    for (hop, dc_id) in [(1, 4), (2, 2)] {
        let outputs = flow.handle(Input::Reply(Err(PHONE_MIGRATE.with(dc_id))), SENT_AT).unwrap();
        assert!(matches!(outputs[..], [Output::SwitchDc(_)]), "{hop}: {outputs:?}");
        let key = AuthKeyId(0x3000 + u64::from(dc_id));
        assert_eq!(request_of(&flow.handle(Input::Connected(key), SENT_AT).unwrap()), first);
        assert_eq!(flow.session().auth_key_id, key);
    }
    let mut lost = flow.clone();
    let outputs = lost.handle(error(303, "NETWORK_MIGRATE_5"), SENT_AT).unwrap();
    assert_eq!(outputs, [Output::Failed(Failure::TooManyMigrations { dc_id: 5 })]);

    flow.handle(sent_code(true), SENT_AT).unwrap();
    flow.handle(code(), SENT_AT).unwrap();
    let outputs = flow.handle(authorization(user_self(5)), SENT_AT).unwrap();
    let expected = Binding { auth_key_id: AuthKeyId(0x3002), dc_id: 2, ..binding(EXPIRES) };
    assert_eq!(outputs, [Output::Persist(expected), Output::Done]);
}

#[test]
fn a_server_that_fails_is_asked_again_a_few_times() {
    let failure = || error(500, "SIGN_IN_FAILED");
    let mut flow = tired(after([start(), sent_code(true), code()]));
    let outputs = flow.handle(failure(), SENT_AT).unwrap();
    assert!(matches!(outputs[..], [Output::Failed(Failure::Server(_))]), "{outputs:?}");

    // An answer in between makes the count start anew.
    let mut flow = tired(after([start(), sent_code(true), code()]));
    flow.handle(error(400, "PHONE_CODE_INVALID"), SENT_AT).unwrap();
    flow.handle(code(), SENT_AT).unwrap();
    assert!(matches!(tired(flow).state(), State::SigningIn(_)));
}

/// Rule S14: the server's 401 decides, and the time is a hint.
#[test]
fn an_authorization_ends() {
    let mut flow = Flow::resume(application(), binding(EXPIRES));
    let hints = [EXPIRES - 1, EXPIRES, EXPIRES + 1].map(|now| flow.needs_reauth(now));
    assert_eq!(hints, [false, true, true]);
    assert!(!fresh().needs_reauth(EXPIRES));

    // Revoked before its time; the key is kept.
    let outputs = flow.handle(error(401, "SESSION_REVOKED"), SENT_AT).unwrap();
    assert_eq!(outputs, [Output::Forget(binding(EXPIRES)), Output::NeedStart]);
    assert_eq!(flow.session(), Session { dc_id: 1, auth_key_id: KEY });
    assert!(!flow.needs_reauth(EXPIRES));
    flow.handle(start(), SENT_AT).unwrap();
    assert_eq!(kind(flow.state()), "SendingCode");
}

#[test]
fn every_form_of_a_user_has_an_id() {
    for user in [user_self(5), User::Empty(UserEmpty { id: 5 })] {
        let mut flow = after([import()]);
        let outputs = flow.handle(authorization(user), SENT_AT).unwrap();
        assert_eq!(outputs, [Output::Persist(binding(EXPIRES)), Output::Done]);
    }
    for id in [0, -1, i32::MIN] {
        let mut flow = after([import()]);
        let outputs = flow.handle(authorization(user_self(id)), SENT_AT).unwrap();
        assert_eq!(outputs, [Output::Failed(Failure::NoUser { id })]);
    }
}
