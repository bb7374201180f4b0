//! Where a sign-in stands.
//!
//! A state holds what was learnt on the way, and nothing that it does not need. A state that waits for an answer knows its
//! request, so that the request can be sent again. What leads from one state to the next is in `steps`.

use super::{Application, Binding, Failure, Profile, Request, Secret};
use crate::functions::auth::{ImportAuthorization, SendCall, SendCode, SignIn, SignUp};
use crate::types::auth::ExportedAuthorization;

/// The states of a [`Flow`](super::Flow).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Nothing has begun.
    Start,
    /// `auth.sendCode` is under way.
    SendingCode(Phone),
    /// Another data center has to be connected to.
    Migrate {
        /// Which one.
        dc_id: i32,
        /// What will be asked for there.
        phone: Phone,
    },
    /// The user has to type the code.
    CodeSent(SentCode),
    /// `auth.sendCall` is under way.
    Calling(SentCode),
    /// `auth.signIn` is under way for a number without an account, to find out whether the code is right (rule S9).
    Prevalidating(CheckedCode),
    /// `auth.signIn` is under way.
    SigningIn(CheckedCode),
    /// The code is right and the number has no account: the user has to say who they are (rule S8).
    CodeValid(CheckedCode),
    /// `auth.signUp` is under way.
    SigningUp(CheckedCode, Profile),
    /// `auth.importAuthorization` is under way.
    Importing(ExportedAuthorization),
    /// The key has a user.
    Authorized(Binding),
    /// It ended without an authorization.
    Failed(Failure),
}

/// A number that a code is being sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// The number as the user typed it.
    pub number: Secret,
    /// How many times a data center sent the request on to another one.
    pub hops: u8,
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCode {
    /// Where it was sent to.
    pub phone_number: Secret,
    /// What the server knows it by.
    pub phone_code_hash: Secret,
    /// Whether the number has an account (rule S6).
    pub registered: bool,
    /// From when on the call may be asked for, in unix seconds.
    pub call_at: i64,
    /// Whether it was.
    pub called: bool,
    /// Who the user is, if they said so before the code came.
    pub profile: Option<Profile>,
}

/// A code that was sent, and what the user typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedCode {
    /// The code that was sent.
    pub sent: SentCode,
    /// What the user typed.
    pub code: Secret,
}

impl State {
    /// The request that the state waits for the answer of.
    #[must_use]
    pub fn request(&self, application: &Application) -> Option<Request> {
        let request = match self {
            Self::SendingCode(phone) => Request::SendCode(SendCode {
                phone_number: phone.number.copy(),
                sms_type: application.sms_type,
                api_id: application.api_id,
                api_hash: application.api_hash.copy(),
                lang_code: application.lang_code.clone(),
            }),
            Self::Calling(sent) => Request::SendCall(SendCall {
                phone_number: sent.phone_number.copy(),
                phone_code_hash: sent.phone_code_hash.copy(),
            }),
            Self::Prevalidating(CheckedCode { sent, code }) | Self::SigningIn(CheckedCode { sent, code }) => {
                Request::SignIn(SignIn {
                    phone_number: sent.phone_number.copy(),
                    phone_code_hash: sent.phone_code_hash.copy(),
                    phone_code: code.copy(),
                })
            }
            Self::SigningUp(CheckedCode { sent, code }, profile) => Request::SignUp(SignUp {
                phone_number: sent.phone_number.copy(),
                phone_code_hash: sent.phone_code_hash.copy(),
                phone_code: code.copy(),
                first_name: profile.first_name.clone(),
                last_name: profile.last_name.clone(),
            }),
            Self::Importing(exported) => Request::ImportAuthorization(ImportAuthorization {
                id: exported.id,
                bytes: exported.bytes.clone(),
            }),
            Self::Start
            | Self::Migrate { .. }
            | Self::CodeSent(_)
            | Self::CodeValid(_)
            | Self::Authorized(_)
            | Self::Failed(_) => return None,
        };
        Some(request)
    }

    /// What the state waits for, in words.
    pub(super) const fn expects(&self) -> &'static str {
        match self {
            Self::Start | Self::Failed(_) => "a phone number",
            Self::Migrate { .. } => "the connection to the other data center",
            Self::CodeSent(SentCode { registered: true, .. }) => {
                "the code, because the number has an account"
            }
            Self::CodeSent(_) => "the code, or who the user is",
            Self::CodeValid(_) => "who the user is",
            Self::Authorized(_) => "nothing: the key has a user",
            Self::SendingCode(_)
            | Self::Calling(_)
            | Self::Prevalidating(_)
            | Self::SigningIn(_)
            | Self::SigningUp(..)
            | Self::Importing(_) => "the answer to the request",
        }
    }
}
