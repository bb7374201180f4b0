//! Signing in, as a client does it: a state machine that sends nothing, waits for nothing and reads no clock.
//!
//! In go what the user types, what the server answers and what time it is, as [`Input`]s; out come the requests to send,
//! the questions to ask and the result to store, as [`Output`]s. The caller has the connection, the timer and the screen.
//! The flow never panics and never makes a request that a key without a user may not send. It must not be asked to
//! guess: a decision rests on the class and the name of an error, never on its description.
//!
//! ```
//! use auth_types::client::{Application, Flow, Input, Output, Request, Response, Session};
//! use auth_types::{AuthKeyId, enums::User, types};
//!
//! let application = Application {
//!     api_id: 32,
//!     api_hash: "test-hash".into(),
//!     lang_code: "en".to_owned(),
//!     sms_type: 0,
//! };
//! let session = Session { dc_id: 1, auth_key_id: AuthKeyId(7) };
//! let mut flow = Flow::new(application, session);
//!
//! // The user types the phone number, and the request for a code is sent.
//! let outputs = flow.handle(Input::Start("79991234567".into()), 1_000)?;
//! assert!(matches!(outputs[..], [Output::Invoke(Request::SendCode(_))]));
//!
//! // The server sends a code, and says that the number has an account.
//! let sent = types::auth::SentCode { phone_registered: true, phone_code_hash: "2dc02d2c".to_owned() };
//! let outputs = flow.handle(Input::Reply(Ok(Response::SentCode(sent))), 1_001)?;
//! assert_eq!(outputs, [Output::SetTimer(1_031), Output::NeedCode]);
//!
//! // A call is too early: nothing happens, and the error says when it is not.
//! let error = flow.handle(Input::RequestCall, 1_021).unwrap_err();
//! assert_eq!(error.to_string(), "it is too early for a call: ask again in 10 seconds");
//!
//! // The user types the code, and the server is content with it.
//! let outputs = flow.handle(Input::Code("12345".into()), 1_022)?;
//! assert!(matches!(outputs[..], [Output::Invoke(Request::SignIn(_))]));
//! let user = User::Empty(types::UserEmpty { id: 5 });
//! let authorization = types::auth::Authorization { expires: 9_000, user };
//! let outputs = flow.handle(Input::Reply(Ok(Response::Authorization(authorization))), 1_023)?;
//! let [Output::Persist(binding), Output::Done] = outputs[..] else { panic!("{outputs:?}") };
//! assert_eq!((binding.user_id.0, binding.expires), (5, 9_000));
//! # Ok::<(), auth_types::client::FlowError>(())
//! ```
//!
//! # Who does what
//!
//! | the caller | the flow |
//! |---|---|
//! | sends the requests, one at a time, and reads their answers ([`Request::to_bytes`], [`Request::read_answer`]) | says which request comes next, and sends it again when the server fails |
//! | asks the user | says what to ask for, and refuses what is empty or out of place |
//! | keeps the timer and says what time it is | knows when a call may be asked for |
//! | connects to another data center | says to which one |
//! | stores the [`Binding`], and starts the next run with it ([`Flow::resume`]) | hands it out once, before [`Output::Done`] |
//! | passes on every error that a call is answered with | notices that the authorization is over |
//! | takes a new flow after `auth.logOut`, which is the caller's own request | |
//!
//! # The rules and where they are kept
//!
//! | rule of the page | where |
//! |---|---|
//! | S2: requests carry nothing of the caller | [`Request`]; after [`Output::Done`] the flow makes no request |
//! | S3, S4: a code comes first, by `auth.sendCode` | a code before it is [`FlowError::WrongPath`] |
//! | S5: the call after 30 seconds, once | [`CALL_DELAY`], [`FlowError::TooEarly`], [`FlowError::AlreadyCalled`] |
//! | S7, S8: sign in when there is an account, else say who you are and sign up | [`State::SigningIn`], [`State::SigningUp`] |
//! | S9, S10: without an account, signing in finds out whether the code is right | [`State::Prevalidating`], [`State::CodeValid`] |
//! | S12, S13: the user's id is stored with the key at once | [`Output::Persist`] |
//! | S14, S16: at some time it is over, and the server says so by 401 | [`Flow::needs_reauth`], [`Output::Forget`] |
//!
//! What the page leaves open is decided so: a number that gets an account while its owner signs up signs in with the same
//! code; an error of the server (500, or a code that nobody knows) sends the request again, [`RETRIES`] times; a call that
//! cannot be had does not end the sign-in.

mod error;
mod event;
mod flow;
mod request;
mod secret;
mod state;
mod steps;
#[cfg(test)]
mod tests;

pub use crate::RpcError;
pub use error::{Failure, FlowError};
pub use event::{Application, Binding, Input, Output, Profile, Session};
pub use flow::Flow;
pub use request::{Request, Response};
pub use secret::Secret;
pub use state::{CheckedCode, Phone, SentCode, State};

/// How many seconds after a code was sent the call may be asked for (rule S5). Layer 12 made it a field of the answer.
pub const CALL_DELAY: i64 = 30;

/// How many times a request is sent again when the server fails.
pub const RETRIES: u8 = 3;

/// How many times a request for a code goes on to another data center.
pub const MAX_HOPS: u8 = 2;
