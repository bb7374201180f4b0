//! From server to server: authorizations that clients take along.
//!
//! In goes an export of one data center, out comes whether the other has it. What travels is the digest of the client's
//! token, never the token. Servers trust whoever reaches their link; here that is this machine.
//!
//! ```text
//! frame   digest:int256 id:int phone:string first_name:string last_name:string dc_id:int dead_at:long
//! answer  Bool
//! ```

use std::error::Error;
use std::net::TcpStream;
use std::time::Duration;

use auth_types::UserId;
use auth_types::server::store::User;
use auth_types::server::{Export, Phone, Service};
use auth_types::tl_runtime::{
    DecodeError, EncodeError, Value, append_bytes, from_bytes, from_prefix, to_bytes,
};

use crate::common::{Clock, Frames, WireError};

/// How long the other server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hands an export to another server. False when it does not take it.
pub(crate) fn send(address: &str, export: &Export) -> Result<bool, Box<dyn Error>> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut frames = Frames::connect(stream)?;
    frames.write(&write(export)?)?;
    let answer = frames.read()?.ok_or(WireError::Cut)?;
    Ok(from_bytes(&answer)?)
}

/// Takes exports from another server.
pub(crate) fn serve(stream: TcpStream, service: &Service, clock: &Clock) -> Result<(), Box<dyn Error>> {
    let mut frames = Frames::accept(stream)?;
    while let Some(frame) = frames.read()? {
        let taken = match read(&frame)? {
            Some(export) => service.accept_export(&export, clock.now())?,
            None => false,
        };
        frames.write(&to_bytes(&taken)?)?;
    }
    Ok(())
}

fn write(export: &Export) -> Result<Vec<u8>, EncodeError> {
    let Export { digest, user, dc_id, dead_at } = export;
    let mut frame = to_bytes(digest)?;
    append_bytes(&user.id.0, &mut frame)?;
    append_bytes(&user.phone.digits().to_owned(), &mut frame)?;
    append_bytes(&user.first_name, &mut frame)?;
    append_bytes(&user.last_name, &mut frame)?;
    append_bytes(dc_id, &mut frame)?;
    append_bytes(dead_at, &mut frame)?;
    Ok(frame)
}

/// None when the phone number is none.
fn read(mut frame: &[u8]) -> Result<Option<Export>, DecodeError> {
    let digest = next(&mut frame)?;
    let id = UserId(next(&mut frame)?);
    let phone = Phone::parse(&next::<String>(&mut frame)?);
    let (first_name, last_name) = (next(&mut frame)?, next(&mut frame)?);
    let dc_id = next(&mut frame)?;
    // The last one takes all that is left, so that nothing can follow it.
    let dead_at = from_bytes(frame)?;
    Ok(phone.map(|phone| {
        let user = User { id, phone, first_name, last_name };
        Export { digest, user, dc_id, dead_at }
    }))
}

fn next<T: for<'a> Value<'a>>(frame: &mut &[u8]) -> Result<T, DecodeError> {
    let (value, read) = from_prefix(frame)?;
    *frame = frame.get(read..).unwrap_or_default();
    Ok(value)
}
