//! A message as a server sends it after `messages.getHistory`: messages, chats and users, 29 KB of them.

use tl_codegen::dynamic::{Dynamic, Random, Target};
use tl_runtime::from_bytes;

use super::{VECTOR, words};
use crate::api::code::enums;

/// What the bytes of [`message`] are.
pub(super) type Message = enums::messages::Messages;

/// `messages.messages`
const MESSAGES: u32 = 0x1d73_e7ea;
/// The length that it has at the least.
const LENGTH: usize = 29_000;

/// The bytes; the same in every run.
pub(super) fn message() -> Vec<u8> {
    let schema = crate::api::proof().into_schema();
    let dynamic = Dynamic::new(&schema);
    let mut random = Random::new(29);
    let mut list = |name: &str, length: usize| {
        let (id, _) = schema.combinators().find(|(_, combinator)| combinator.name == name).unwrap();
        let target = Target::Combinator(id);
        let (mut items, mut count) = (Vec::new(), 0);
        while items.len() < length {
            let item = dynamic.draw(target, &mut random).unwrap();
            items.extend(dynamic.write(target, &item).unwrap());
            count += 1;
        }
        [words(&[VECTOR, count]), items].concat()
    };
    let parts = [
        words(&[MESSAGES]),
        list("message", LENGTH * 2 / 3),
        list("forumTopic", 1000),
        list("channel", LENGTH / 6),
        list("user", LENGTH / 6),
    ];
    parts.concat()
}

#[test]
fn the_message_is_one() {
    let bytes = message();
    assert!((LENGTH..LENGTH + 4000).contains(&bytes.len()), "{}", bytes.len());
    assert_eq!(tl_runtime::to_bytes(&from_bytes::<Message>(&bytes).unwrap()).unwrap(), bytes);
}
