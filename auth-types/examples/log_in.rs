//! Writes the request for a code, and reads the answer to the login that follows.
//!
//! ```text
//! cargo run -p auth-types --example log_in
//! ```

#![allow(clippy::print_stdout, reason = "printing is what this example is for")]

use std::error::Error;

use auth_types::enums::User;
use auth_types::functions::auth::{SendCode, SignIn};
use auth_types::tl_runtime;

/// `auth.authorization` with a `userSelf`, as a server sent it.
const ANSWER: &[u8] = b"\xa4\x73\xb6\xf6\x86\x66\xae\x53\xec\x35\x05\x72\x29\x34\x09\x00\
    \x04John\0\0\0\x03Doe\x0b79991234567\xe1\xba\x11\x4f\x49\x50\xd0\x09\xb5\x75\x72\x99";

fn main() -> Result<(), Box<dyn Error>> {
    let request = SendCode {
        phone_number: "79991234567".to_owned(),
        sms_type: 1,
        api_id: 32,
        api_hash: "test-hash".to_owned(),
        lang_code: "en".to_owned(),
    };
    println!("{request:?}");
    println!("  is sent as {:02x?}", tl_runtime::to_bytes(&request)?);

    let request = SignIn {
        phone_number: "79991234567".to_owned(),
        phone_code_hash: "2dc02d2cda9e615c84".to_owned(),
        phone_code: "44444".to_owned(),
    };
    println!("{request:?}");
    let authorization = tl_runtime::decode_reply(&request, ANSWER)?;
    println!("  is answered with {authorization:?}");
    if let User::Self_(user) = authorization.user {
        println!("this key acts as user {} until {}", user.id, authorization.expires);
    }

    // A reply that breaks off says where.
    if let Err(error) = tl_runtime::decode_reply(&request, ANSWER.get(..30).unwrap_or(ANSWER)) {
        println!("{error}");
    }
    Ok(())
}
