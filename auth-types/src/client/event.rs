//! What goes into the flow and what comes out of it.
//!
//! Plain values: nothing here decides.

use super::{Failure, Request, Response, Secret};
use crate::types::auth::ExportedAuthorization;
use crate::{AuthKeyId, RpcError, UserId};
use alloc::string::String;

/// What the application is known by, the same in every request for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The number of the application.
    pub api_id: i32,
    /// The secret that goes with it.
    pub api_hash: Secret,
    /// The language of the text message.
    pub lang_code: String,
    /// What the text message looks like: 0 for the code alone, 1 for a text that the application recognises.
    pub sms_type: i32,
}

/// The connection that the requests go through: a data center, and the key that was made with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The data center.
    pub dc_id: i32,
    /// The key. Each data center has its own.
    pub auth_key_id: AuthKeyId,
}

/// Which user the key acts as, and how long: what to store at once and to start the next [`Flow`](super::Flow) with
/// (rule S13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// The key that the user is associated with (rule S1).
    pub auth_key_id: AuthKeyId,
    /// The data center that knows this key.
    pub dc_id: i32,
    /// The user.
    pub user_id: UserId,
    /// From this time on, in unix seconds by the server's clock, the association may be over (rule S12).
    pub expires: i64,
}

/// Who a new user is (rule S8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Not empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The user wants to sign in with this phone number.
    Start(Secret),
    /// There is an authorization that another data center exported: the one way in without a code.
    Import(ExportedAuthorization),
    /// The user typed a code.
    Code(Secret),
    /// The user said who they are.
    Profile(Profile),
    /// The user wants to hear the code in a call.
    RequestCall,
    /// The user wants another code.
    Resend,
    /// The answer to the last [`Output::Invoke`]; once authorized, any error that the server answers a call with. An
    /// answer that was lost or cannot be read counts as an error of the server: `RpcError::new(500, ..)`.
    Reply(Result<Response, RpcError>),
    /// There is a connection to the data center that [`Output::SwitchDc`] named, with this key.
    Connected(AuthKeyId),
    /// Time has passed. Wanted at the time of [`Output::SetTimer`], harmless at any other.
    Tick,
}

/// What has to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Send this request, and give its answer back as [`Input::Reply`].
    Invoke(Request),
    /// Send [`Input::Tick`] at this time, in unix seconds.
    SetTimer(i64),
    /// Ask the user for the code that was sent.
    NeedCode,
    /// Ask the user for their name, because there is no account yet.
    NeedProfile,
    /// Offer the user a call that says the code.
    OfferCall,
    /// There will be no call, for this reason; the code that was sent still works.
    NoCall(RpcError),
    /// Connect to this data center, and say so by [`Input::Connected`].
    SwitchDc(i32),
    /// Too often: as many seconds have to pass before what was tried is tried again.
    Wait(u32),
    /// It has to begin anew with [`Input::Start`]: the code is dead, or the authorization is over.
    NeedStart,
    /// Store this, before anything else happens.
    Persist(Binding),
    /// Signed in: from here on requests need nothing but the key (rule S2).
    Done,
    /// Forget this binding. The key itself stays good.
    Forget(Binding),
    /// It cannot go on, for this reason. [`Input::Start`] begins anew.
    Failed(Failure),
}
