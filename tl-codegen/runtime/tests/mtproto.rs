//! Containers and answers of MTProto: bytes by hand, what is refused and where, and random values both ways.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod schema;

use proptest::{collection::vec, prelude::*};
use schema::*;
use tl_runtime::mtproto::{Container, GzipPacked, Message, RpcError, RpcResult, unpacked};
use tl_runtime::{
    DecodeError, DecodeErrorKind as Kind, EncodeErrorKind, Function, Limits, encode_reply, from_bytes,
    to_bytes,
};

/// A container with a pong and an acknowledgment.
#[rustfmt::skip]
const CONTAINER: [u8; 80] = [
    0xdc, 0xf8, 0xf1, 0x73, 2, 0, 0, 0,
    // msg_id, seqno, bytes, pong#347773c5 msg_id:long ping_id:long
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 9, 0, 0, 0, 20, 0, 0, 0,
    0xc5, 0x73, 0x77, 0x34, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
    // msgs_ack#62d6b459 msg_ids:Vector<long>, without an item
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 12, 0, 0, 0,
    0x59, 0xb4, 0xd6, 0x62, 0x15, 0xc4, 0xb5, 0x1c, 0, 0, 0, 0,
    // behind the container
    0, 0, 0, 0, 0, 0, 0, 0,
];
/// Where the container ends.
const END: usize = 72;

fn refused(bytes: &[u8]) -> DecodeError {
    Container::from_bytes(bytes).unwrap_err()
}

/// Offset, path and expected type.
fn place(error: &DecodeError) -> (usize, &str, &str) {
    (error.offset(), error.path(), error.expected())
}

#[test]
fn a_container_is_read_without_a_copy_and_written_back() {
    let container = Container::from_bytes(&CONTAINER[..END]).unwrap();
    let [first, second] = container.messages.as_slice() else { panic!("{container:?}") };
    assert_eq!((first.msg_id, first.seqno), (0x0807_0605_0403_0201, 9));
    assert_eq!((second.msg_id, second.seqno), (-1, -2));
    assert!(std::ptr::eq(first.body, &CONTAINER[24..44]) && std::ptr::eq(second.body, &CONTAINER[60..72]));
    assert_eq!(container.to_bytes().unwrap(), CONTAINER[..END]);
    let empty = Container { messages: Vec::new() };
    assert_eq!(empty.to_bytes().unwrap(), [0xdc, 0xf8, 0xf1, 0x73, 0, 0, 0, 0]);
    assert_eq!(Container::from_bytes(&empty.to_bytes().unwrap()).unwrap(), empty);
}

#[test]
fn every_cut_of_a_container_is_refused_at_its_place() {
    for length in 0..END {
        let error = refused(&CONTAINER[..length]);
        assert!(matches!(error.kind(), Kind::Eof { .. }), "{length}: {error}");
        let expected = match length {
            0..4 => (0, "msg_container", "MessageContainer"),
            4..8 => (4, "msg_container.messages", "vector<%Message>"),
            8..16 => (8, "msg_container.messages[0].message.msg_id", "long"),
            16..20 => (16, "msg_container.messages[0].message.seqno", "int"),
            20..24 => (20, "msg_container.messages[0].message.bytes", "int"),
            24..44 => (24, "msg_container.messages[0].message.body", "Object"),
            44..52 => (44, "msg_container.messages[1].message.msg_id", "long"),
            52..56 => (52, "msg_container.messages[1].message.seqno", "int"),
            56..60 => (56, "msg_container.messages[1].message.bytes", "int"),
            _ => (60, "msg_container.messages[1].message.body", "Object"),
        };
        assert_eq!(place(&error), expected, "{length}");
    }
}

#[test]
fn a_container_holds_nothing_but_its_messages() {
    let error = refused(&CONTAINER);
    assert_eq!((error.kind(), place(&error)), (&Kind::Trailing { left: 8 }, (END, "msg_container", "")));
    let error = refused(&words(&[1, 0]));
    assert_eq!(error.kind(), &Kind::WrongId { id: 1, expected: Container::ID });
    assert_eq!(error.known_ids(), [(Container::ID, "msg_container")]);
}

#[test]
fn a_body_has_the_length_of_an_object() {
    for length in [-4_i32, 0, 3, 21, i32::MIN, i32::MAX] {
        let mut bytes = CONTAINER[..END].to_vec();
        bytes[20..24].copy_from_slice(&length.to_le_bytes());
        let error = refused(&bytes);
        assert_eq!(error.kind(), &Kind::BodyLength { length });
        assert_eq!(place(&error), (20, "msg_container.messages[0].message.bytes", "int"));
        assert!(error.to_string().contains("a multiple of four bytes, at least 4"), "{error}");
    }
    // A length that could be one, but not of so few bytes.
    let mut bytes = CONTAINER[..END].to_vec();
    bytes[20..24].copy_from_slice(&(i32::MAX - 3).to_le_bytes());
    assert_eq!(refused(&bytes).kind(), &Kind::Eof { needed: 0x7fff_fffc, left: 48 });
    for body in [&[][..], &[0; 3], &[0; 6]] {
        let message = Message { msg_id: 1, seqno: 1, body };
        let error = Container { messages: vec![message] }.to_bytes().unwrap_err();
        assert_eq!(error.kind(), &EncodeErrorKind::BodyLength { length: body.len() });
        assert_eq!((error.field(), error.root()), (Some("body"), "msg_container"));
    }
}

#[test]
fn no_container_stands_in_another() {
    let body = Container { messages: Vec::new() }.to_bytes().unwrap();
    let mut bytes = words(&[Container::ID, 1, 0, 0, 0, 8]);
    bytes.extend(&body);
    let error = refused(&bytes);
    assert_eq!(error.kind(), &Kind::Nested { name: "msg_container" });
    assert_eq!(place(&error), (24, "msg_container.messages[0].message.body", "Object"));
    let error =
        Container { messages: vec![Message { msg_id: 0, seqno: 0, body: &body }] }.to_bytes().unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::Nested { name: "msg_container" });
}

#[test]
fn a_container_has_its_bound() {
    let message = Message { msg_id: 1, seqno: 1, body: &[1, 2, 3, 4] };
    let full = Container { messages: vec![message; 1020] };
    let bytes = full.to_bytes().unwrap();
    assert_eq!(Container::from_bytes(&bytes).unwrap(), full);
    let error = Container { messages: vec![message; 1021] }.to_bytes().unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::TooManyMessages { count: 1021, limit: 1020 });
    for count in [1021, u32::MAX] {
        let mut bytes = bytes.clone();
        bytes[4..8].copy_from_slice(&count.to_le_bytes());
        let error = refused(&bytes);
        assert_eq!(error.kind(), &Kind::TooManyMessages { count, limit: 1020 });
        assert_eq!(place(&error), (4, "msg_container.messages", "vector<%Message>"));
    }
}

#[test]
fn an_answer_is_its_request_and_the_rest() {
    let bytes = words(&[RpcResult::ID, 7, 0x8000_0000, 0x997275b5]);
    let answer = RpcResult::from_bytes(&bytes).unwrap();
    assert_eq!(answer.req_msg_id, i64::MIN + 7);
    assert!(std::ptr::eq(answer.result, &bytes[12..]));
    assert_eq!(answer.to_bytes().unwrap(), bytes);
    for length in 0..bytes.len() {
        let error = RpcResult::from_bytes(&bytes[..length]).unwrap_err();
        assert!(matches!(error.kind(), Kind::Eof { .. }), "{length}: {error}");
        let expected = match length {
            0..4 => (0, "rpc_result"),
            4..12 => (4, "rpc_result.req_msg_id"),
            _ => (12, "rpc_result.result"),
        };
        assert_eq!((error.offset(), error.path()), expected, "{length}");
    }
    // What could not be written is not read either.
    let error = RpcResult::from_bytes(&[&bytes[..], &[0]].concat()).unwrap_err();
    assert_eq!(error.kind(), &Kind::BodyLength { length: 5 });
    assert_eq!((error.offset(), error.path()), (12, "rpc_result.result"));
    let error = RpcResult { req_msg_id: 1, result: &[1, 2, 3] }.to_bytes().unwrap_err();
    assert_eq!((error.kind(), error.field()), (&EncodeErrorKind::BodyLength { length: 3 }, Some("result")));
}

#[test]
fn an_answer_is_read_as_the_reply_to_its_request_or_as_an_error() {
    let request = GetShapes { name: String::new() };
    let reply: <GetShapes as Function<'_>>::Return<'_> = vec![Shape::None, Shape::None];
    let result = encode_reply(&request, &reply).unwrap();
    let answer = RpcResult { req_msg_id: 1, result: &result };
    assert_eq!(answer.reply(&request).unwrap().unwrap(), reply);
    let error = answer.reply_with(&request, &Limits::new().memory_base(0).memory_per_byte(0)).unwrap_err();
    assert!(matches!(error.kind(), Kind::Memory { .. }), "{error}");

    let error = RpcError { error_code: 303, error_message: "PHONE_MIGRATE_4".to_owned() };
    let mut expected = words(&[0x2144_ca19, 303]);
    expected.extend(b"\x0fPHONE_MIGRATE_4");
    assert_eq!(to_bytes(&error).unwrap(), expected);
    assert_eq!(RpcResult { req_msg_id: 1, result: &expected }.reply(&request).unwrap(), Err(error));
    let cut = RpcResult { req_msg_id: 1, result: &expected[..12] }.reply(&request).unwrap_err();
    assert_eq!(cut.path(), "rpc_error.error_message");

    // Neither of the two: reported as what the reply should be.
    let error = RpcResult { req_msg_id: 1, result: &words(&[5]) }.reply(&request).unwrap_err();
    assert_eq!(error.kind(), &Kind::WrongId { id: 5, expected: 0x1cb5_c415 });
}

#[test]
fn the_form_of_a_compressed_object_needs_no_decompressor() {
    let packed = GzipPacked { packed_data: b"abcd" };
    let bytes = packed.to_bytes().unwrap();
    assert_eq!(bytes, *b"\xa1\xcf\x72\x30\x04abcd\0\0\0");
    assert_eq!(GzipPacked::from_bytes(&bytes).unwrap(), packed);
    for length in 0..bytes.len() {
        let error = GzipPacked::from_bytes(&bytes[..length]).unwrap_err();
        assert_eq!(error.path(), if length < 4 { "gzip_packed" } else { "gzip_packed.packed_data" });
    }
    let mut long = bytes.clone();
    long.push(0);
    assert_eq!(GzipPacked::from_bytes(&long).unwrap_err().kind(), &Kind::Trailing { left: 1 });
    assert_eq!(GzipPacked::from_bytes(&CONTAINER).unwrap_err().offset(), 0);
}

#[test]
fn other_objects_are_unpacked_already() {
    for bytes in [&[][..], &[1, 2], &CONTAINER] {
        assert!(std::ptr::eq(&*unpacked(bytes).unwrap(), bytes));
    }
}

#[cfg(not(feature = "gzip"))]
#[test]
fn without_the_feature_the_error_names_it() {
    let bytes = GzipPacked { packed_data: b"abcd" }.to_bytes().unwrap();
    let error = unpacked(&bytes).unwrap_err();
    assert_eq!(error.kind(), &Kind::Gzip(tl_runtime::GzipProblem::Feature));
    assert!(error.to_string().contains("turn on the feature `gzip`"), "{error}");
}

fn bodies() -> impl Strategy<Value = Vec<(i64, i32, Vec<u8>)>> {
    let words = vec(any::<u32>(), 1..20).prop_map(|items| words(&items));
    let other = words.prop_filter("a container", |body| !body.starts_with(&Container::ID.to_le_bytes()));
    vec((any::<i64>(), any::<i32>(), other), 0..8)
}

fn container(parts: &[(i64, i32, Vec<u8>)]) -> Container<'_> {
    let messages = parts.iter().map(|(msg_id, seqno, body)| Message { msg_id: *msg_id, seqno: *seqno, body });
    Container { messages: messages.collect() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn containers_survive(parts in bodies(), cut: prop::sample::Index) {
        let container = container(&parts);
        let bytes = container.to_bytes().unwrap();
        prop_assert_eq!(&Container::from_bytes(&bytes).unwrap(), &container);
        let error = refused(&bytes[..cut.index(bytes.len())]);
        prop_assert!(matches!(error.kind(), Kind::Eof { .. }), "{}", error);
    }

    /// Whatever is accepted is written back as it was; whatever is refused is refused at a place inside.
    #[test]
    fn damaged_containers(parts in bodies(), damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = container(&parts).to_bytes().unwrap();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        match Container::from_bytes(&bytes) {
            Ok(container) => prop_assert_eq!(container.to_bytes().unwrap(), bytes),
            Err(error) => {
                prop_assert!(error.offset() <= bytes.len());
                prop_assert!(error.path().starts_with("msg_container"));
            }
        }
    }

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..100), id in prop::sample::select(vec![Container::ID, RpcResult::ID, GzipPacked::ID])) {
        let bytes = [&id.to_le_bytes()[..], &bytes].concat();
        if let Ok(container) = Container::from_bytes(&bytes) {
            prop_assert_eq!(container.to_bytes().unwrap(), &bytes[..]);
        }
        if let Ok(answer) = RpcResult::from_bytes(&bytes) {
            prop_assert_eq!(answer.result, &bytes[12..]);
            prop_assert_eq!(answer.to_bytes().unwrap(), &bytes[..]);
            let _ = answer.reply(&GetShapes { name: String::new() });
        }
        let _ = unpacked(&bytes);
    }

    #[test]
    fn answers_survive(req_msg_id: i64, result in vec(any::<u32>(), 1..20), message: String, error_code: i32) {
        let result = words(&result);
        let answer = RpcResult { req_msg_id, result: &result };
        let bytes = answer.to_bytes().unwrap();
        prop_assert_eq!(RpcResult::from_bytes(&bytes).unwrap(), answer);
        let error = RpcError { error_code, error_message: message };
        prop_assert_eq!(from_bytes::<RpcError>(&to_bytes(&error).unwrap()).unwrap(), error);
    }
}
