//! Our code and the peer's, generated from the one `api.tl` that the peer ships: for every constructor and every
//! function, random values made by a third implementation are written by both as the same bytes. What the peer gets
//! wrong has a test of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../roundtrip/mod.rs"]
mod roundtrip;

use std::fmt::Write as _;

use peer::{Cursor, Deserializable, RemoteCall, Serializable};
use roundtrip::TripFn;
use tl_codegen::dynamic::{Dynamic, Random, Target, Value};
use tl_parser::SourceMap;
use tl_parser::schema::{self, Kind, Options};
use tl_peers::{API, api as ours, grammers as peer};
use tl_runtime::{DecodeErrorKind, from_bytes, to_bytes};

mod table {
    //! What the build script found.

    use super::roundtrip::{answer, trip};
    use super::{Pair, ours, peer, peer_answer, peer_call, peer_value};
    include!(concat!(env!("OUT_DIR"), "/differential_table.rs"));
}
use table::{ALONE, CALL, PAIRS};

/// Values of each combinator, and as many answers to each function.
const ROUNDS: u64 = 20;

/// The two implementations of one combinator.
struct Pair {
    name: &'static str,
    id: u32,
    is_function: bool,
    ours: TripFn,
    peer: PeerFn,
    answers: Option<(roundtrip::AnswerFn, PeerFn)>,
}

type PeerFn = fn(&[u8]) -> Result<Vec<u8>, String>;

/// The peer reads a value from all of the bytes and writes it.
fn peer_value<T: Deserializable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut cursor = Cursor::from_slice(bytes);
    let value = T::deserialize(&mut cursor).map_err(|error| format!("the peer decodes: {error}"))?;
    match bytes.len() - cursor.pos() {
        0 => Ok(value.to_bytes()),
        left => Err(format!("the peer leaves {left} bytes")),
    }
}

/// The same for a call, whose id the peer writes and does not read.
fn peer_call<T: Deserializable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let (id, fields) = bytes.split_at(4);
    let mut cursor = Cursor::from_slice(fields);
    let value = T::deserialize(&mut cursor).map_err(|error| format!("the peer decodes: {error}"))?;
    let written = value.to_bytes();
    assert_eq!(written[..4], *id);
    match fields.len() - cursor.pos() {
        0 => Ok(written),
        left => Err(format!("the peer leaves {left} bytes")),
    }
}

fn peer_answer<F: RemoteCall>(bytes: &[u8]) -> Result<Vec<u8>, String>
where
    F::Return: Serializable,
{
    peer_value::<F::Return>(bytes)
}

fn api() -> tl_parser::Schema {
    let mut map = SourceMap::new();
    map.add("api.tl", API).unwrap();
    schema::load(&map, &Options::default()).0.unwrap()
}

/// Combinators of which the bytes differ, and why each of them may.
const DIFFERENT: &[(&str, &str)] = &[
    ("keyboardButton", MASK),
    ("exportedChatlistInvite", MASK),
    ("chatlists.exportedChatlistInvite", MASK),
    ("chatlists.exportedInvites", MASK),
    ("stories.allStoriesNotModified", MASK),
    ("buttonTypeRequestPeer", MASK),
    ("invokeAfterMsg", WRAPPED),
    ("invokeAfterMsgs", WRAPPED),
    ("initConnection", WRAPPED),
    ("invokeWithLayer", WRAPPED),
    ("invokeWithoutUpdates", WRAPPED),
    ("invokeWithMessagesRange", WRAPPED),
    ("invokeWithTakeout", WRAPPED),
    ("invokeWithBusinessConnection", WRAPPED),
    ("invokeWithGooglePlayIntegrity", WRAPPED),
    ("invokeWithApnsSecret", WRAPPED),
    ("invokeWithReCaptcha", WRAPPED),
    ("bots.getRequestedWebViewButton", MASK),
    ("chatlists.exportChatlistInvite", MASK),
    ("chatlists.editExportedInvite", MASK),
    ("chatlists.getExportedInvites", MASK),
    ("stories.getAllStories", MASK),
];

/// The word holds bits that newer layers may use; we keep them where no field can say what they are.
const MASK: &str = "the peer writes a mask that governs no field as zero";
/// It writes the id of a call and does not read it, so it reads no wrapper that it wrote.
const WRAPPED: &str = "the peer does not read the id of the call inside";

#[test]
fn both_write_the_same_bytes() {
    let schema = api();
    let (call, found) = schema.functions().find(|(_, function)| function.name == CALL).unwrap();
    let dynamic = Dynamic::new(&schema).only_call(call);
    let (mut values, mut answers, mut failures) = (0, 0, Vec::new());
    let mut different: Vec<&str> = Vec::new();
    for pair in PAIRS {
        let (id, _) = schema
            .combinators()
            .find(|(_, one)| {
                one.id == pair.id && one.is_function() == pair.is_function && one.name == pair.name
            })
            .unwrap();
        let reason = DIFFERENT.iter().find(|(name, _)| *name == pair.name).map(|(_, reason)| *reason);
        let mut differs = false;
        for round in 0..ROUNDS {
            let seed = u64::from(pair.id) << 8 | round;
            let mut random = Random::new(seed);
            let value = dynamic.draw(Target::Combinator(id), &mut random).unwrap();
            let bytes = dynamic.write(Target::Combinator(id), &value).unwrap();
            let mut result =
                compare(&|bytes| written(pair.ours, bytes), &pair.peer, &bytes, reason, found.id);
            values += 1;
            if let (Some((ours, peer)), Value::Object(request)) = (pair.answers, &value) {
                let reply = dynamic.draw_answer(request, &mut random).unwrap();
                let reply = dynamic.write_answer(request, &reply).unwrap();
                let read = |reply: &[u8]| {
                    ours(&bytes, reply).map(|(bytes, _)| bytes).map_err(|stop| stop.to_string())
                };
                // An answer is no call, so none is inside of it.
                let reason = reason.filter(|reason| *reason == MASK);
                let of_answer = compare(&read, &peer, &reply, reason, found.id);
                result = result.and_then(|one| of_answer.map(|two| one || two));
                answers += 1;
            }
            match result {
                Ok(is_different) => differs |= is_different,
                Err(problem) => {
                    failures.push(format!("{}, round {round}: {problem}", pair.name));
                    break;
                }
            }
        }
        different.extend(differs.then_some(pair.name));
    }
    for (name, reason) in DIFFERENT {
        println!("{name}: {reason}");
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), PAIRS.len(), failures.join("\n"));
    let expected: Vec<&str> = DIFFERENT.iter().map(|(name, _)| *name).collect();
    assert_eq!(different, expected, "what differs is what is said to");
    println!("{} combinators, {values} values, {answers} answers; the peer has no {ALONE:?}", PAIRS.len());
    // That is everything that is declared; what the peer has no item for, both have in the language.
    let declared = schema.combinators().filter(|(_, one)| !matches!(one.kind, Kind::Builtin(..))).count();
    assert_eq!((PAIRS.len() + ALONE.len(), ALONE), (declared, &["boolFalse", "boolTrue", "vector"][..]));
}

/// From bytes to bytes, by way of a value.
type Way<'a> = &'a dyn Fn(&[u8]) -> Result<Vec<u8>, String>;

fn written(ours: TripFn, bytes: &[u8]) -> Result<Vec<u8>, String> {
    ours(bytes).map(|trip| trip.bytes).map_err(|stop| stop.to_string())
}

/// Both read the bytes and write them again, so that each reads what the other writes; or they differ as the reason
/// says and in nothing else. Tells whether they differ.
fn compare(
    ours: Way<'_>,
    peer: Way<'_>,
    bytes: &[u8],
    reason: Option<&str>,
    call: u32,
) -> Result<bool, String> {
    match reason {
        Some(MASK) => {
            let theirs = peer(bytes)?;
            let mut words = theirs.chunks(4).zip(bytes.chunks(4));
            if theirs.len() != bytes.len() || !words.all(|(new, old)| new == old || new == [0; 4]) {
                return Err(format!("more than masks differs\n    {}\n    {}", hex(bytes), hex(&theirs)));
            }
            unchanged("we", ours, bytes)?;
            unchanged("we", ours, &theirs)?;
            unchanged("the peer", peer, &theirs)?;
            Ok(theirs != bytes)
        }
        Some(WRAPPED) => {
            unchanged("we", ours, bytes)?;
            let id = call.to_le_bytes();
            let place = 4 + bytes[4..].windows(4).position(|word| word == id).ok_or("no call is inside")?;
            let readable = [&bytes[..place], &bytes[place + 4..]].concat();
            let theirs = peer(&readable)?;
            if theirs != bytes {
                return Err(format!(
                    "the peer writes it differently\n    {}\n    {}",
                    hex(bytes),
                    hex(&theirs)
                ));
            }
            Ok(peer(bytes).as_ref() != Ok(&theirs))
        }
        _ => {
            unchanged("we", ours, bytes)?;
            unchanged("the peer", peer, bytes)?;
            Ok(false)
        }
    }
}

fn unchanged(who: &str, way: Way<'_>, bytes: &[u8]) -> Result<(), String> {
    let written = way(bytes)?;
    if written == bytes {
        return Ok(());
    }
    Err(format!("{who} write it differently\n    {}\n    {}", hex(bytes), hex(&written)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(200).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Two fields share a bit. The peer writes one without the other, which nobody can read; we refuse to.
#[test]
fn the_peer_writes_half_of_a_shared_bit() {
    let half = peer::functions::phone::CreateConferenceCall {
        muted: false,
        video_stopped: false,
        join: true,
        random_id: 1,
        public_key: Some([7; 32]),
        block: None,
        params: None,
    };
    let bytes = half.to_bytes();
    assert!(peer::functions::phone::CreateConferenceCall::from_bytes(&bytes[4..]).is_err());
    assert!(from_bytes::<ours::functions::phone::CreateConferenceCall>(&bytes).is_err());

    let ours = ours::functions::phone::CreateConferenceCall {
        muted: false,
        video_stopped: false,
        join: true,
        random_id: 1,
        public_key: Some([7; 32]),
        block: None,
        params: None,
    };
    let error = to_bytes(&ours).unwrap_err();
    assert!(error.to_string().contains("block"), "{error}");
}

/// Bytes that are no UTF-8: the peer gives out another text, which is written as other bytes; we refuse them.
#[test]
fn the_peer_changes_text_that_is_no_utf_8() {
    let bytes = [&0x7d74_8d04_u32.to_le_bytes()[..], b"\x03a\xffb"].concat();
    let peer::enums::DataJson::Json(text) = peer::enums::DataJson::from_bytes(&bytes).unwrap();
    assert_eq!(text.data, "a\u{fffd}b");
    assert_ne!(peer::enums::DataJson::Json(text).to_bytes(), bytes);
    let error = from_bytes::<ours::types::DataJson>(&bytes).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (&DecodeErrorKind::Utf8, 6));
}

/// A text of 16 MiB has a length that does not fit three bytes: the peer writes a wrong one, we the longer form.
#[test]
fn the_peer_cuts_the_length_of_a_long_text() {
    let data = "x".repeat(1 << 24);
    let bytes = peer::types::DataJson { data: data.clone() }.to_bytes();
    assert_eq!(bytes[..4], *b"\xfe\0\0\0");
    assert_ne!(peer::types::DataJson::from_bytes(&bytes).unwrap().data, data);
    let value = ours::types::DataJson { data };
    assert_eq!(from_bytes::<ours::types::DataJson>(&to_bytes(&value).unwrap()).unwrap(), value);
}

/// Padding that is not zero, and bytes behind a value: the peer takes both.
#[test]
fn the_peer_takes_more_than_it_writes() {
    let id = 0x7d74_8d04_u32.to_le_bytes();
    let padded = [&id[..], b"\x01a\0\x01"].concat();
    assert!(peer::enums::DataJson::from_bytes(&padded).is_ok());
    assert_eq!(from_bytes::<ours::types::DataJson>(&padded).unwrap_err().kind(), &DecodeErrorKind::Padding);
    let longer = [&id[..], b"\x01a\0\0more"].concat();
    assert!(peer::enums::DataJson::from_bytes(&longer).is_ok());
    let error = from_bytes::<ours::types::DataJson>(&longer).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::Trailing { left: 4 });
}
