//! The requests of the flow, and what answers them.
//!
//! In goes a request and later the answer to it, out come the bytes of the one and the value of the other. Every request
//! here may be sent by a key without a user (rule S15); none carries a token of the caller (rule S2).

use crate::RpcError;
use crate::functions::auth::{ImportAuthorization, SendCall, SendCode, SignIn, SignUp};
use crate::types::auth::{Authorization, SentCode};
use alloc::vec::Vec;
use tl_runtime::mtproto::RpcResult;
use tl_runtime::{DecodeError, EncodeError, Function, to_bytes};

/// A request that the flow wants to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Send a code to the phone.
    SendCode(SendCode),
    /// Say the code in a call.
    SendCall(SendCall),
    /// Sign in, or find out whether the code is right.
    SignIn(SignIn),
    /// Make an account and sign in.
    SignUp(SignUp),
    /// Sign in with what another data center exported.
    ImportAuthorization(ImportAuthorization),
}

/// What a [`Request`] is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// To [`Request::SendCode`].
    SentCode(SentCode),
    /// To [`Request::SendCall`]: whether the call is made.
    Called(bool),
    /// To [`Request::SignIn`], [`Request::SignUp`] and [`Request::ImportAuthorization`].
    Authorization(Authorization),
}

impl Request {
    /// The request as it is sent.
    ///
    /// # Errors
    /// A string that is longer than TL can hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::SendCode(request) => to_bytes(request),
            Self::SendCall(request) => to_bytes(request),
            Self::SignIn(request) => to_bytes(request),
            Self::SignUp(request) => to_bytes(request),
            Self::ImportAuthorization(request) => to_bytes(request),
        }
    }

    /// Reads the answer to this request: what [`Input::Reply`](super::Input::Reply) takes.
    ///
    /// ```
    /// use auth_types::client::{Request, Response};
    /// use auth_types::functions::auth::SendCall;
    /// use auth_types::tl_runtime::mtproto::RpcResult;
    ///
    /// let request = Request::SendCall(SendCall { phone_number: "1".into(), phone_code_hash: "2".into() });
    /// let answer = RpcResult { req_msg_id: 4, result: &[0xb5, 0x75, 0x72, 0x99] };
    /// assert_eq!(request.read_answer(&answer)?, Ok(Response::Called(true)));
    /// # Ok::<(), auth_types::tl_runtime::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// Bytes that are neither the reply nor an error of the server.
    pub fn read_answer(&self, answer: &RpcResult<'_>) -> Result<Result<Response, RpcError>, DecodeError> {
        match self {
            Self::SendCode(request) => read(answer, request, Response::SentCode),
            Self::SendCall(request) => read(answer, request, Response::Called),
            Self::SignIn(request) => read(answer, request, Response::Authorization),
            Self::SignUp(request) => read(answer, request, Response::Authorization),
            Self::ImportAuthorization(request) => read(answer, request, Response::Authorization),
        }
    }
}

fn read<F, R>(
    answer: &RpcResult<'_>,
    request: &F,
    response: fn(R) -> Response,
) -> Result<Result<Response, RpcError>, DecodeError>
where
    F: for<'a, 'r> Function<'a, Return<'r> = R>,
{
    Ok(answer.reply(request)?.map(response).map_err(RpcError::from))
}
