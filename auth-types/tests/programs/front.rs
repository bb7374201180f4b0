//! A server with one connection to it, and the requests of signing in, sent as a client sends them.

use std::net::TcpStream;

use auth_types::functions::account::UpdateStatus;
use auth_types::functions::auth::{SendCode, SignIn, SignUp};
use auth_types::rpc_error::AUTH_KEY_UNREGISTERED;
use auth_types::tl_runtime::mtproto::RpcResult;
use auth_types::tl_runtime::{Function, to_bytes};
use auth_types::types::auth::Authorization;
use auth_types::{AuthKeyId, RpcError, UserId};

use crate::common::{Frames, Message, WireError};
use crate::support::{PATIENCE, Program};

/// A sign-in that was sent: what was answered, if anything was.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) key: AuthKeyId,
    pub(crate) phone: String,
    pub(crate) hash: String,
    pub(crate) code: String,
    pub(crate) new: bool,
    pub(crate) user: Option<UserId>,
}

/// A server and a connection to it.
pub(crate) struct Front {
    pub(crate) server: Program,
    frames: Frames<TcpStream>,
    msg_id: i64,
}

impl Front {
    /// Starts a server with that store.
    pub(crate) fn begin(store: &str) -> Self {
        let mut server = Program::start("server", &["--store", store]);
        let stream = TcpStream::connect(server.wait_for("listening on ")).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { server, frames: Frames::connect(stream).unwrap(), msg_id: 0 }
    }

    /// A call; an error of the wire means that the server is dead.
    pub(crate) fn call<F, R>(
        &mut self,
        auth_key_id: AuthKeyId,
        request: &F,
    ) -> Result<Result<R, RpcError>, WireError>
    where
        F: for<'a, 'r> Function<'a, Return<'r> = R>,
    {
        self.msg_id += 4;
        let body = to_bytes(request).unwrap();
        self.frames.write(&Message { auth_key_id, msg_id: self.msg_id, body: &body }.to_bytes())?;
        let frame = self.frames.read()?.ok_or(WireError::Cut)?;
        let answer = RpcResult::from_bytes(Message::from_bytes(&frame)?.body).unwrap();
        assert_eq!(answer.req_msg_id, self.msg_id);
        Ok(answer.reply(request).unwrap().map_err(RpcError::from))
    }

    /// Asks for a code; it is on the server's terminal before it is answered.
    pub(crate) fn send_code(&mut self, key: AuthKeyId, phone: &str, new: bool) -> Result<Login, WireError> {
        let request = SendCode {
            phone_number: phone.to_owned(),
            sms_type: 0,
            api_id: 32,
            api_hash: "test-hash".to_owned(),
            lang_code: "en".to_owned(),
        };
        let sent = self.call(key, &request)?.unwrap();
        assert_eq!(sent.phone_registered, !new, "{phone}");
        let code = self.server.wait_for(&format!("message to {phone}: "));
        Ok(Login { key, phone: phone.to_owned(), hash: sent.phone_code_hash, code, new, user: None })
    }

    /// Signs up or in with the code.
    pub(crate) fn log_in(&mut self, login: &Login) -> Result<Result<Authorization, RpcError>, WireError> {
        let (phone_number, phone_code_hash) = (login.phone.clone(), login.hash.clone());
        let phone_code = login.code.clone();
        if login.new {
            let (first_name, last_name) = ("Ann".to_owned(), String::new());
            let request = SignUp { phone_number, phone_code_hash, phone_code, first_name, last_name };
            return self.call(login.key, &request);
        }
        self.call(login.key, &SignIn { phone_number, phone_code_hash, phone_code })
    }

    /// Whether the key has a user.
    pub(crate) fn is_bound(&mut self, key: AuthKeyId) -> bool {
        match self.call(key, &UpdateStatus { offline: false }).unwrap() {
            Ok(answer) => {
                assert!(answer);
                true
            }
            Err(error) => {
                assert_eq!(error, AUTH_KEY_UNREGISTERED.error());
                false
            }
        }
    }
}
