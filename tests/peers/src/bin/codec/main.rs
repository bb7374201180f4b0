//! The codec against the peers: `cargo run --release --bin codec`, with `--write` to put the result into RESULTS.md.
//!
//! Values are described once, in the words of the schema, and every peer reads them from the same bytes into its own types.
//! Out come, for each workload and operation, times, their ratios, and allocations; then how times grow with sizes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops at the first thing that is wrong")]

mod allocations;
mod contest;
mod peers;
mod value;
mod workloads;

use tl_peers::clock::{contest as times, repeat};
use tl_peers::report::{Report, exponent, time};
use tl_peers::{API, api, api_borrowed, grammers};

use contest::{Cost, Outcome, Peers};
use peers::{borrowed, owned, prost};
use value::Encoder;

/// How often the operations take turns.
const TURNS: usize = 101;

macro_rules! peers {
    ($($name:ident, $skip:literal: $ours:ty, $ours_borrowed:ty, $grammers:ty, $tl_proto:ty, $borrowed:ty, $prost:ty;)*) => {$(
        struct $name;

        impl<'a> Peers<'a> for $name {
            const GRAMMERS_READS_FROM: usize = $skip;
            type Ours = $ours;
            type OursBorrowed = $ours_borrowed;
            type Grammers = $grammers;
            type TlProto = $tl_proto;
            type TlProtoBorrowed = $borrowed;
            type Prost = $prost;
        }
    )*};
}

peers! {
    SendCode, 4: api::functions::auth::SendCode, api_borrowed::functions::auth::SendCode<'a>,
        grammers::functions::auth::SendCode,
        owned::T_auth_sendCode, borrowed::T_auth_sendCode<'a>, prost::T_auth_sendCode;
    Messages, 0: api::enums::messages::Messages, api_borrowed::enums::messages::Messages<'a>,
        grammers::enums::messages::Messages,
        owned::T_messages_Messages, borrowed::T_messages_Messages<'a>, prost::T_messages_Messages;
    Longs, 0: Vec<i64>, Vec<i64>, Vec<i64>, peers::Vector<i64>, peers::Vector<i64>, prost::Longs;
    File, 0: api::enums::upload::File, api_borrowed::enums::upload::File<'a>, grammers::enums::upload::File,
        owned::T_upload_File, borrowed::T_upload_File<'a>, prost::T_upload_File;
    Updates, 0: api::enums::Updates, api_borrowed::enums::Updates<'a>, grammers::enums::Updates,
        owned::T_Updates, borrowed::T_Updates<'a>, prost::T_Updates;
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let encoder = Encoder::new(API);
    let bytes = |value| encoder.bytes(&value);
    let send_code = bytes(workloads::send_code());
    let messages = bytes(workloads::messages(100));
    let longs = value::longs(100_000);
    let file = bytes(workloads::file(512 * 1024));
    let updates = bytes(workloads::updates(50));

    let results = [
        ("W1 auth.sendCode", send_code.len(), contest::run::<SendCode>(&send_code, TURNS)),
        ("W2 messagesSlice of 100", messages.len(), contest::run::<Messages>(&messages, TURNS)),
        ("W3 Vector&lt;long&gt; of 100,000", longs.len(), contest::run::<Longs>(&longs, TURNS)),
        ("W4 upload.file", file.len(), contest::run::<File>(&file, TURNS)),
        ("W5 updates of 50", updates.len(), contest::run::<Updates>(&updates, TURNS)),
    ];

    let mut report = Report::new("codec", "cargo run --release --bin codec");
    report.say(
        "Times are medians of turns taken by all in one process; decoding includes dropping the value. In brackets: how many \
         times as long as ours.",
    );
    report.table(&["", "ours", "grammers", "tl-proto", "prost", "memcpy"], &rows(&results, in_time));
    report.say("Allocations and reallocations of one operation, and the bytes that they ask for together.");
    report.table(&["", "ours", "grammers", "tl-proto", "prost", "memcpy"], &rows(&results, in_memory));
    report.say("Growth: the same at several sizes, and the exponent that fits (1: linear in bytes).");
    let messages: Vec<Vec<u8>> =
        [20, 60, 200, 600, 2000].map(|count| bytes(workloads::messages(count))).into();
    let longs: Vec<Vec<u8>> = [1_000, 10_000, 100_000, 1_000_000].map(value::longs).into();
    let mut rows = growth::<api::enums::messages::Messages>("messages.messagesSlice", &messages);
    rows.extend(growth::<Vec<i64>>("Vector&lt;long&gt;", &longs));
    report.table(&["", "smallest", "largest", "ns per byte", "exponent"], &rows);
    report.finish()
}

/// A row for each workload and operation, a cell for each peer.
fn rows(
    results: &[(&str, usize, Vec<Outcome>)],
    cell: impl Fn(&Cost, Option<&Cost>) -> String,
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (workload, length, outcomes) in results {
        for outcome in outcomes {
            let of = |who| outcome.costs.iter().find(|cost| cost.who == who);
            let cells = ["ours", "grammers", "tl-proto", "prost", "memcpy"];
            let cells = cells.map(|who| of(who).map_or_else(String::new, |cost| cell(cost, of("ours"))));
            let first = format!("{workload}, {length} B: {}", outcome.operation);
            rows.push([first].into_iter().chain(cells).collect());
        }
    }
    rows
}

fn in_time(cost: &Cost, ours: Option<&Cost>) -> String {
    match ours {
        Some(ours) if ours.who != cost.who => format!("{} ({:.2})", time(cost.ns), cost.ns / ours.ns),
        _ => time(cost.ns),
    }
}

fn in_memory(cost: &Cost, _: Option<&Cost>) -> String {
    format!("{} / {} B", cost.allocations, cost.allocated)
}

/// Our times for values of several sizes.
fn growth<T: for<'a> tl_runtime::Value<'a>>(name: &str, sizes: &[Vec<u8>]) -> Vec<Vec<String>> {
    let mut buffer = Vec::new();
    let (mut encode, mut decode) = (Vec::new(), Vec::new());
    for bytes in sizes {
        let value: T = tl_runtime::from_bytes(bytes).unwrap();
        let write = || {
            buffer.clear();
            tl_runtime::append_bytes(&value, &mut buffer)
        };
        let read = || tl_runtime::from_bytes::<T>(bytes);
        let taken = times(&mut [repeat(write), repeat(read)], TURNS / 4);
        encode.push((bytes.len() as f64, taken[0]));
        decode.push((bytes.len() as f64, taken[1]));
    }
    let row = |operation: &str, points: &[(f64, f64)]| {
        let per_byte = |point: Option<&(f64, f64)>| point.map_or(0.0, |(bytes, ns)| ns / bytes);
        let size = |point: Option<&(f64, f64)>| point.map_or(0.0, |(bytes, _)| *bytes);
        vec![
            format!("{name}: {operation}"),
            format!("{} B", size(points.first())),
            format!("{} B", size(points.last())),
            format!("{:.3} to {:.3}", per_byte(points.first()), per_byte(points.last())),
            format!("{:.2}", exponent(points)),
        ]
    };
    vec![row("encode, reused buffer", &encode), row("decode, owned", &decode)]
}
