//! Any bytes as what MTProto wraps values in, chosen by the first of them: an error, or parts that give the same bytes.
//! A compressed object gives an object that can be compressed again.

use tl_runtime::DecodeError;
use tl_runtime::mtproto::{Container, RpcResult, packed, unpacked};

fn refused(bytes: &[u8], error: &DecodeError) {
    assert!(error.offset() <= bytes.len() && !error.to_string().is_empty());
}

pub fn run(input: &[u8]) {
    let Some((choice, bytes)) = input.split_first() else { return };
    match choice % 3 {
        0 => match Container::from_bytes(bytes) {
            Ok(container) => assert_eq!(container.to_bytes().expect("what was read can be written"), bytes),
            Err(error) => refused(bytes, &error),
        },
        1 => match RpcResult::from_bytes(bytes) {
            Ok(result) => assert_eq!(result.to_bytes().expect("what was read can be written"), bytes),
            Err(error) => refused(bytes, &error),
        },
        _ => match unpacked(bytes) {
            Ok(object) => {
                let again = packed(&object).expect("what was unpacked can be packed");
                assert_eq!(unpacked(&again).expect("and unpacked"), object);
            }
            Err(error) => refused(bytes, &error),
        },
    }
}
