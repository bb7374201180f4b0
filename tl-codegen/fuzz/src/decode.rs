//! Any bytes as a value of a generated type, chosen by the first of them: an error, or a value that is written as bytes
//! which are read as the same value.

use auth_types::{enums, functions, types};
use tl_runtime::{Value, from_bytes, to_bytes, trace};

fn check<T: for<'a> Value<'a>>(bytes: &[u8]) {
    match from_bytes::<T>(bytes) {
        Ok(value) => {
            let written = to_bytes(&value).expect("what was read can be written");
            let again = from_bytes::<T>(&written).expect("what was written can be read");
            assert_eq!(to_bytes(&again).expect("and written"), written);
            assert_eq!(trace::walk(&T::ROOT, bytes), Ok(bytes.len()));
        }
        Err(error) => assert!(error.offset() <= bytes.len() && !error.to_string().is_empty()),
    }
}

pub fn run(input: &[u8]) {
    let Some((choice, bytes)) = input.split_first() else { return };
    match choice % 8 {
        0 => check::<types::auth::Authorization>(bytes),
        1 => check::<enums::User>(bytes),
        2 => check::<types::Config>(bytes),
        3 => check::<functions::auth::SignIn>(bytes),
        4 => check::<functions::InvokeWithLayer11<functions::auth::SendCode>>(bytes),
        5 => check::<types::auth::SentCode>(bytes),
        6 => check::<Vec<enums::User>>(bytes),
        _ => check::<Vec<Vec<String>>>(bytes),
    }
}
