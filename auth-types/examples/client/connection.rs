//! A connection to a data center, with a key.
//!
//! In goes the body of a request, out comes what the answer to it is. A connection that fails is made again with the next
//! request; the key stays.

use std::error::Error;
use std::net::TcpStream;
use std::time::Duration;

use auth_types::AuthKeyId;
use auth_types::tl_runtime::DecodeError;
use auth_types::tl_runtime::mtproto::RpcResult;

use crate::common::{Frames, Message, WireError};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection, made when it is first needed.
pub(crate) struct Connection {
    address: String,
    key: AuthKeyId,
    last_msg_id: i64,
    frames: Option<Frames<TcpStream>>,
}

impl Connection {
    /// A connection that is not made yet.
    pub(crate) fn new(address: String, key: AuthKeyId) -> Self {
        Self { address, key, last_msg_id: 0, frames: None }
    }

    /// Sends a request and reads the answer to it.
    pub(crate) fn call<T>(
        &mut self,
        body: &[u8],
        read: impl FnOnce(&RpcResult<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, Box<dyn Error>> {
        let mut frames = match self.frames.take() {
            Some(frames) => frames,
            None => self.connect()?,
        };
        // The ids of a client are multiples of four.
        self.last_msg_id = self.last_msg_id.wrapping_add(4);
        let msg_id = self.last_msg_id;
        frames.write(&Message { auth_key_id: self.key, msg_id, body }.to_bytes())?;
        let frame = frames.read()?.ok_or(WireError::Cut)?;
        let message = Message::from_bytes(&frame)?;
        let answer = RpcResult::from_bytes(message.body)?;
        if (message.auth_key_id, answer.req_msg_id) != (self.key, msg_id) {
            return Err("the server answered another request: connect again".into());
        }
        let result = read(&answer)?;
        self.frames = Some(frames);
        Ok(result)
    }

    fn connect(&self) -> Result<Frames<TcpStream>, WireError> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Frames::connect(stream)
    }
}
