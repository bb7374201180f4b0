//! What the flow cannot do, and why it ended.
//!
//! A [`FlowError`] is about the last input alone: nothing has changed, and the flow goes on as if it had not come. A
//! [`Failure`] is an end.

use crate::RpcError;
use core::fmt;

/// Why an input cannot be used now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlowError {
    /// The way does not lead there: a code before one was sent (rule S3), a profile for a number that is registered
    /// (rule S7).
    WrongPath {
        /// What was given.
        input: &'static str,
        /// What the flow expects instead.
        expected: &'static str,
    },
    /// A request is under way; its answer comes first.
    Busy,
    /// The call may not be asked for yet (rule S5).
    TooEarly {
        /// In how many seconds it may.
        remaining: i64,
    },
    /// The call was asked for already; there is one for each code.
    AlreadyCalled,
    /// The key has a user, and its time is not over.
    AlreadyAuthorized,
    /// What has to be there is empty.
    Empty {
        /// What it is.
        field: &'static str,
    },
    /// No request is under way that such a reply answers.
    UnexpectedReply,
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongPath { input, expected } => {
                write!(f, "{input} cannot be used now: expected is {expected}")
            }
            Self::Busy => f.write_str("a request is under way: wait for its answer"),
            Self::TooEarly { remaining } => {
                write!(f, "it is too early for a call: ask again in {remaining} seconds")
            }
            Self::AlreadyCalled => {
                f.write_str("the call for this code was asked for already: resend the code")
            }
            Self::AlreadyAuthorized => f.write_str("this key has a user already: log out first"),
            Self::Empty { field } => write!(f, "the {field} is empty: ask the user for it"),
            Self::UnexpectedReply => f.write_str("no request is under way that this answers: drop the reply"),
        }
    }
}

impl core::error::Error for FlowError {}

/// Why the flow ended without an authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The server refused, and would refuse again.
    Refused(RpcError),
    /// The server failed, several times in a row.
    Server(RpcError),
    /// One data center sent the flow on to another, and that to another again.
    TooManyMigrations {
        /// Where the last one sent it.
        dc_id: i32,
    },
    /// The server authorized a user whose id is none.
    NoUser {
        /// That id.
        id: i32,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => write!(f, "cannot sign in: {error}"),
            Self::Server(error) => write!(f, "the server fails again and again, try later: {error}"),
            Self::TooManyMigrations { dc_id } => {
                write!(f, "sent from one data center to the next, at last to {dc_id}: try later")
            }
            Self::NoUser { id } => write!(f, "the server authorized the user {id}, which no user is"),
        }
    }
}

impl core::error::Error for Failure {}
