//! Connections of clients: a thread for each.
//!
//! In go the bytes of anybody, out come answers. Bytes that are no frame or no message end their connection, and nothing
//! else; bytes that are no request are answered by an error, because the service does so.

use std::error::Error;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_types::server::Service;
use auth_types::tl_runtime::mtproto::{self, RpcResult};
use auth_types::tl_runtime::to_bytes;

use crate::common::{Clock, Frames, Message};

/// How many connections are served at a time, so that nobody can make threads without end.
const MOST: usize = 256;

/// Serves every connection that comes in, from a thread of its own on.
pub(crate) fn accept(
    listener: TcpListener,
    serve: impl Fn(TcpStream) -> Result<(), Box<dyn Error>> + Send + Sync + 'static,
) {
    let serve = Arc::new(serve);
    let open = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { continue };
            if open.fetch_add(1, Ordering::SeqCst) >= MOST {
                open.fetch_sub(1, Ordering::SeqCst);
                eprintln!("server: {MOST} connections are open, another one was closed");
                continue;
            }
            let (serve, open) = (Arc::clone(&serve), Arc::clone(&open));
            std::thread::spawn(move || {
                if let Err(error) = serve(stream) {
                    eprintln!("server: a connection was closed: {error}");
                }
                open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
}

/// Answers the requests of one client, in the order in which they come.
pub(crate) fn serve(stream: TcpStream, service: &Service, clock: &Clock) -> Result<(), Box<dyn Error>> {
    stream.set_nodelay(true)?;
    let mut frames = Frames::accept(stream)?;
    while let Some(frame) = frames.read()? {
        let Message { auth_key_id, msg_id, body } = Message::from_bytes(&frame)?;
        // The gate comes first in here (rule S16), and the store is done before there is an answer (rule S11).
        let result = match service.handle(auth_key_id, body, clock.now()) {
            Ok(reply) => reply,
            Err(error) => to_bytes(&mtproto::RpcError::from(error))?,
        };
        let body = RpcResult { req_msg_id: msg_id, result: &result }.to_bytes()?;
        // The id of an answer is odd, that of a request a multiple of four.
        let answer = Message { auth_key_id, msg_id: msg_id.wrapping_add(1), body: &body };
        frames.write(&answer.to_bytes())?;
    }
    Ok(())
}
