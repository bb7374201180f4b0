//! The values that are written and read.
//!
//! In: how many. Out: values with the fields that such things have on a real wire, the same on every run. Numbers come from
//! the place of a thing in its list; nothing is random.

use crate::value::{Value, object};

/// W1: `auth.sendCode`, the small request.
pub(crate) fn send_code() -> Value {
    let settings = object(
        "codeSettings",
        [
            ("allow_app_hash", true.into()),
            ("current_number", true.into()),
            ("logout_tokens", vec![text(66, 5)].into()),
        ],
    );
    object(
        "auth.sendCode",
        [
            ("phone_number", "447700900123".into()),
            ("api_id", 123_456.into()),
            ("api_hash", "0123456789abcdef0123456789abcdef".into()),
            ("settings", settings),
        ],
    )
}

/// W2: `messages.messagesSlice` of so many messages with entities, a fifth as many users, a twentieth as many chats.
pub(crate) fn messages(count: i64) -> Value {
    object(
        "messages.messagesSlice",
        [
            ("count", (count * 41).into()),
            ("next_rate", 17.into()),
            ("messages", list(count, discussed)),
            ("topics", list(0, message)),
            ("chats", list(count / 20, channel)),
            ("users", list(count / 5, user)),
        ],
    )
}

/// W4: `upload.file` with so many bytes.
pub(crate) fn file(length: usize) -> Value {
    let bytes = (0..length).map(|i| (i * 31 % 251) as u8).collect();
    object(
        "upload.file",
        [
            ("type", object("storage.fileJpeg", [])),
            ("mtime", 1_700_000_000.into()),
            ("bytes", Value::Text(bytes)),
        ],
    )
}

/// W5: `updates` of so many mixed updates.
pub(crate) fn updates(count: i64) -> Value {
    object(
        "updates",
        [
            ("updates", list(count, update)),
            ("users", list(count / 5, user)),
            ("chats", list(count / 20, channel)),
            ("date", 1_700_000_000.into()),
            ("seq", 77.into()),
        ],
    )
}

fn list(count: i64, item: impl Fn(i64) -> Value) -> Value {
    Value::List((0..count).map(item).collect())
}

/// So many bytes of text in words; some of it is not ASCII.
fn text(length: usize, seed: i64) -> Value {
    const WORDS: [&str; 8] = ["schema ", "наконец ", "of ", "types, ", "a ", "message ", "для ", "decoder "];
    let mut out = String::new();
    let mut word = seed as usize;
    while out.len() < length {
        out += WORDS[word % WORDS.len()];
        word = word * 5 + 3;
    }
    while out.len() > length {
        out.pop();
    }
    out += &"x".repeat(length - out.len());
    out.into()
}

fn id(i: i64) -> Value {
    (i + 1).wrapping_mul(0x1234_5678_9abc_def1).into()
}

fn peer_user(i: i64) -> Value {
    object("peerUser", [("user_id", (5_000_000_000 + i % 20).into())])
}

fn peer_channel(i: i64) -> Value {
    object("peerChannel", [("channel_id", (1_500_000_000 + i % 5).into())])
}

fn entity(i: i64) -> Value {
    let (offset, length) = (("offset", (i % 60).into()), ("length", (4 + i % 9).into()));
    match i % 6 {
        0 => object("messageEntityBold", [offset, length]),
        1 => object("messageEntityMention", [offset, length]),
        2 => object("messageEntityTextUrl", [offset, length, ("url", "https://example.org/a/page".into())]),
        3 => object("messageEntityItalic", [offset, length]),
        4 => object("messageEntityCustomEmoji", [offset, length, ("document_id", id(i))]),
        _ => object("messageEntityUrl", [offset, length]),
    }
}

/// A message that has just come in.
fn message(i: i64) -> Value {
    Value::Object("message", message_fields(i))
}

/// A message of the past: one in three was answered, one in four was edited.
fn discussed(i: i64) -> Value {
    let mut fields = message_fields(i);
    if i % 3 == 0 {
        let replies = object(
            "messageReplies",
            [
                ("replies", (2 + i % 9).into()),
                ("replies_pts", (9000 + i).into()),
                ("recent_repliers", list(2, |n| peer_user(i + n))),
                ("max_id", (2000 + i).into()),
                ("read_max_id", (1990 + i).into()),
            ],
        );
        fields.push(("replies", replies));
    }
    if i % 4 == 0 {
        fields.push(("edit_date", (1_700_000_030 + i * 60).into()));
    }
    Value::Object("message", fields)
}

/// A message of a group: one in four answers another, one in ten has a photo, one in five has reactions.
fn message_fields(i: i64) -> Vec<(&'static str, Value)> {
    let mut fields = vec![
        ("id", (1000 + i).into()),
        ("from_id", peer_user(i)),
        ("peer_id", peer_channel(0)),
        ("date", (1_700_000_000 + i * 60).into()),
        ("message", text(40 + (i as usize * 37) % 134, i)),
        ("entities", list(1 + i % 4, |n| entity(i + n))),
        ("views", (i * 13).into()),
        ("forwards", (i % 7).into()),
    ];
    if i % 3 == 0 {
        fields.push(("out", true.into()));
    }
    if i % 4 == 0 {
        fields.push(("reply_to", object("messageReplyHeader", [("reply_to_msg_id", (990 + i).into())])));
    }
    if i % 10 == 0 {
        fields.push(("media", object("messageMediaPhoto", [("photo", photo(i))])));
    }
    if i % 5 == 0 {
        fields.push(("reactions", reactions(i)));
    }
    fields
}

fn reactions(i: i64) -> Value {
    let one = |n: i64| {
        let reaction = object("reactionEmoji", [("emoticon", if n == 0 { "👍" } else { "🔥" }.into())]);
        object("reactionCount", [("reaction", reaction), ("count", (i + n).into())])
    };
    object("messageReactions", [("can_see_list", true.into()), ("results", list(2, one))])
}

fn photo(i: i64) -> Value {
    let size = |n: i64| {
        object(
            "photoSize",
            [
                ("type", ["s", "m", "x"][n as usize % 3].into()),
                ("w", (320 << n).into()),
                ("h", (240 << n).into()),
                ("size", (20_000 << n).into()),
            ],
        )
    };
    object(
        "photo",
        [
            ("id", id(i)),
            ("access_hash", id(i + 1)),
            ("file_reference", text(25, i)),
            ("date", 1_700_000_000.into()),
            ("sizes", list(3, size)),
            ("dc_id", 2.into()),
        ],
    )
}

fn user(i: i64) -> Value {
    let photo = object("userProfilePhoto", [("photo_id", id(i)), ("dc_id", 4.into())]);
    let status = match i % 3 {
        0 => object("userStatusRecently", []),
        1 => object("userStatusOnline", [("expires", 1_700_000_300.into())]),
        _ => object("userStatusOffline", [("was_online", 1_700_000_000.into())]),
    };
    object(
        "user",
        [
            ("id", (5_000_000_000 + i).into()),
            ("access_hash", id(i)),
            ("first_name", text(8, i).clone()),
            ("last_name", text(11, i + 1)),
            ("username", "some_user_name".into()),
            ("photo", photo),
            ("status", status),
            ("color", object("peerColor", [("color", (i % 7).into())])),
        ],
    )
}

fn channel(i: i64) -> Value {
    let rights = object(
        "chatBannedRights",
        [
            ("send_games", true.into()),
            ("change_info", true.into()),
            ("pin_messages", true.into()),
            ("until_date", 2_147_483_647.into()),
        ],
    );
    object(
        "channel",
        [
            ("megagroup", true.into()),
            ("id", (1_500_000_000 + i).into()),
            ("access_hash", id(i)),
            ("title", text(24, i)),
            ("username", "some_group_name".into()),
            ("photo", object("chatPhoto", [("photo_id", id(i)), ("dc_id", 2.into())])),
            ("date", 1_600_000_000.into()),
            ("default_banned_rights", rights),
            ("participants_count", (100 * i).into()),
        ],
    )
}

fn update(i: i64) -> Value {
    let pts = ("pts", (9000 + i).into());
    let pts_count = ("pts_count", 1.into());
    match i % 10 {
        0 | 5 => object("updateNewChannelMessage", [("message", message(i)), pts, pts_count]),
        1 => object("updateNewMessage", [("message", message(i)), pts, pts_count]),
        2 => object(
            "updateUserStatus",
            [("user_id", id(i)), ("status", object("userStatusOnline", [("expires", 1_700_000_300.into())]))],
        ),
        3 => object(
            "updateReadChannelInbox",
            [
                ("channel_id", (1_500_000_000 + i % 5).into()),
                ("max_id", (1000 + i).into()),
                ("still_unread_count", (i % 30).into()),
                pts,
            ],
        ),
        4 => object(
            "updateDeleteChannelMessages",
            [
                ("channel_id", (1_500_000_000 + i % 5).into()),
                ("messages", list(6, |n| (1000 + n).into())),
                pts,
                pts_count,
            ],
        ),
        6 => object(
            "updateChannelUserTyping",
            [
                ("channel_id", (1_500_000_000 + i % 5).into()),
                ("from_id", peer_user(i)),
                ("action", object("sendMessageTypingAction", [])),
            ],
        ),
        7 => object(
            "updateReadHistoryOutbox",
            [("peer", peer_user(i)), ("max_id", (1000 + i).into()), pts, pts_count],
        ),
        8 => object("updateEditChannelMessage", [("message", message(i)), pts, pts_count]),
        _ => object(
            "updateMessageReactions",
            [("peer", peer_channel(i)), ("msg_id", (1000 + i).into()), ("reactions", reactions(i))],
        ),
    }
}
