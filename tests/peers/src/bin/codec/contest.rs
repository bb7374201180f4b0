//! One workload: the same value in every peer's types, and what is done with it.
//!
//! In: TL bytes. Out: for each operation the times and allocations of each peer. That all peers have the same value is checked
//! before anything is measured: ours, grammers' and tl-proto's bytes have to be the ones that came in.

use std::hint::black_box;

use grammers_tl_types::{Deserializable, Serializable};
use prost::Message;
use tl_peers::clock::{Repeat, contest, repeat};
use tl_proto::{TlRead, TlWrite};
use tl_runtime::Value;

use crate::allocations;
use crate::peers::prost::FromTl;

/// What one peer's operation costs.
pub(crate) struct Cost {
    pub(crate) who: &'static str,
    pub(crate) ns: f64,
    pub(crate) allocations: usize,
    pub(crate) allocated: usize,
}

/// What an operation costs with everybody; ours comes first, memcpy last.
pub(crate) struct Outcome {
    pub(crate) operation: &'static str,
    pub(crate) costs: Vec<Cost>,
}

/// The types of one workload.
pub(crate) trait Peers<'a> {
    /// Where grammers begins to read: it writes the id of a function, and does not read it.
    const GRAMMERS_READS_FROM: usize;
    type Ours: Value<'a>;
    type OursBorrowed: Value<'a>;
    type Grammers: Serializable + Deserializable;
    type TlProto: TlRead<'a> + TlWrite;
    type TlProtoBorrowed: TlRead<'a> + TlWrite;
    type Prost: Message + Default + FromTl;
}

/// Measures all four operations.
pub(crate) fn run<'a, P: Peers<'a>>(bytes: &'a [u8], turns: usize) -> Vec<Outcome> {
    let ours: P::Ours = tl_runtime::from_bytes(bytes).unwrap();
    let of_grammers = bytes.get(P::GRAMMERS_READS_FROM..).unwrap();
    let grammers = P::Grammers::from_bytes(of_grammers).unwrap();
    let tl_proto: P::TlProto = tl_proto::deserialize(bytes).unwrap();
    let prost = P::Prost::from_tl(&mut &*bytes);
    let protobuf = prost.encode_to_vec();

    assert!(tl_runtime::to_bytes(&ours).unwrap() == bytes, "our bytes differ");
    let borrowed: P::OursBorrowed = tl_runtime::from_bytes(bytes).unwrap();
    assert!(tl_runtime::to_bytes(&borrowed).unwrap() == bytes, "our bytes, borrowed, differ");
    assert!(grammers.to_bytes() == bytes, "the bytes of grammers differ");
    assert!(tl_proto::serialize(&tl_proto) == bytes, "the bytes of tl-proto differ");
    let borrowed = tl_proto::deserialize::<P::TlProtoBorrowed>(bytes).unwrap();
    assert!(tl_proto::serialize(&borrowed) == bytes, "the bytes of tl-proto, borrowed, differ");
    let again = P::Prost::decode(&*protobuf).unwrap();
    assert!(again.encode_to_vec() == protobuf, "prost reads something else than it wrote");

    let fresh: Vec<(_, Repeat<'_>)> = vec![
        ("ours", repeat(|| tl_runtime::to_bytes(black_box(&ours)))),
        ("grammers", repeat(|| black_box(&grammers).to_bytes())),
        ("tl-proto", repeat(|| tl_proto::serialize(black_box(&tl_proto)))),
        ("prost", repeat(|| black_box(&prost).encode_to_vec())),
        ("memcpy", repeat(|| black_box(bytes).to_vec())),
    ];
    let fresh = measure("encode, fresh Vec", fresh, turns);

    let mut buffers = [const { Vec::<u8>::new() }; 5];
    let [to_ours, to_grammers, to_tl_proto, to_prost, to_memcpy] = &mut buffers;
    let reused: Vec<(_, Repeat<'_>)> = vec![
        (
            "ours",
            repeat(|| {
                to_ours.clear();
                tl_runtime::append_bytes(black_box(&ours), to_ours)
            }),
        ),
        (
            "grammers",
            repeat(|| {
                to_grammers.clear();
                black_box(&grammers).serialize(to_grammers);
            }),
        ),
        ("tl-proto", repeat(|| tl_proto::serialize_into(black_box(&tl_proto), to_tl_proto))),
        (
            "prost",
            repeat(|| {
                to_prost.clear();
                black_box(&prost).encode(to_prost)
            }),
        ),
        (
            "memcpy",
            repeat(|| {
                to_memcpy.clear();
                to_memcpy.extend_from_slice(black_box(bytes));
            }),
        ),
    ];
    let reused = measure("encode, reused buffer", reused, turns);

    let owned: Vec<(_, Repeat<'_>)> = vec![
        ("ours", repeat(|| tl_runtime::from_bytes::<P::Ours>(black_box(bytes)))),
        ("grammers", repeat(|| P::Grammers::from_bytes(black_box(of_grammers)))),
        ("tl-proto", repeat(|| tl_proto::deserialize::<P::TlProto>(black_box(bytes)))),
        ("prost", repeat(|| P::Prost::decode(black_box(&*protobuf)))),
        ("memcpy", repeat(|| black_box(bytes).to_vec())),
    ];
    let owned = measure("decode, owned", owned, turns);

    let borrowed: Vec<(_, Repeat<'_>)> = vec![
        ("ours", repeat(|| tl_runtime::from_bytes::<P::OursBorrowed>(black_box(bytes)))),
        ("tl-proto", repeat(|| tl_proto::deserialize::<P::TlProtoBorrowed>(black_box(bytes)))),
        ("memcpy", repeat(|| black_box(bytes).to_vec())),
    ];
    let borrowed = measure("decode, borrowed", borrowed, turns);
    vec![fresh, reused, owned, borrowed]
}

/// Times first, then, with the buffers warm, one operation each for the allocations.
fn measure(operation: &'static str, operations: Vec<(&'static str, Repeat<'_>)>, turns: usize) -> Outcome {
    let (names, mut operations): (Vec<_>, Vec<_>) = operations.into_iter().unzip();
    let times = contest(&mut operations, turns);
    let costs = names.into_iter().zip(times).zip(&mut operations).map(|((who, ns), operation)| {
        let (allocations, allocated) = allocations::count(|| operation(1));
        Cost { who, ns, allocations, allocated }
    });
    let costs = costs.collect();
    Outcome { operation, costs }
}
