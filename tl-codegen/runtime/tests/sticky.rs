//! What a reader that keeps its first error must guarantee, each against the damage that it prevents.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod schema;

use schema::*;
use std::thread;
use tl_runtime::{
    Bare, DecodeErrorKind as Kind, Limits, Reader, Root, Value, from_bytes, from_bytes_with, to_bytes,
};

const VECTOR: u32 = 0x1cb5_c415;
const PLAIN: u32 = 0x1111_0021;
const BOLD: u32 = 0x1111_0022;
const CONCAT: u32 = 0x1111_0023;

/// Runs on a stack as small as a thread of a careful server may have.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(256 * 1024).spawn(test).unwrap().join().unwrap();
}

#[test]
fn nesting_without_end_is_refused() {
    on_small_stack(|| {
        let error = from_bytes::<Text>(&words(&vec![BOLD; 1_000_000])).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (&Kind::Depth { limit: 128 }, 128 * 4));
    });
}

#[test]
fn nesting_through_vectors_is_refused() {
    on_small_stack(|| {
        let bytes = words(&[CONCAT, VECTOR, 1].repeat(300_000));
        let error = from_bytes::<Text>(&bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (&Kind::Depth { limit: 128 }, 128 * 12));
    });
}

/// Without emptying the input, everything after a refused id would still be read, a million levels deep.
#[test]
fn an_error_empties_the_input() {
    struct Careless;
    impl Value<'_> for Careless {
        const MIN: usize = 4;
        const ROOT: Root = Root::Builtin("careless");
        fn read(r: &mut Reader<'_>) -> Self {
            r.unknown(1, "careless");
            assert_eq!((r.nat(), r.id()), (0, 0));
            assert_eq!(r.get::<i64>(), 0);
            assert!(!r.get::<bool>());
            assert_eq!(r.get::<String>(), "");
            assert_eq!(r.get::<Vec<u8>>(), []);
            assert_eq!(r.get::<[u8; 16]>(), [0; 16]);
            assert_eq!(r.get::<Vec<i64>>(), []);
            assert_eq!(r.vector(4, |r| r.nat()), []);
            assert_eq!(r.repeat(1000, 4, |r| r.nat()), []);
            assert_eq!(r.array::<2, u32>(|r| r.nat()), [0, 0]);
            let mask = r.nat();
            assert_eq!(r.opt::<i32>(mask, 0), None);
            Self
        }
        fn write(&self, _: &mut tl_runtime::Writer) {}
    }
    let error = from_bytes::<Careless>(&[0xff; 4096]).err().unwrap();
    assert_eq!(error.kind(), &Kind::UnknownId { id: 1, type_name: "careless" });
}

#[test]
fn the_first_error_stays() {
    // The second shape has an id that nobody knows; behind it nothing makes sense either.
    let bytes = [words(&[VECTOR, 3, 0x1111_0013, 0xdead_beef]), vec![0xff; 64]].concat();
    let error = from_bytes::<Vec<Shape>>(&bytes).unwrap_err();
    assert_eq!(error.kind(), &Kind::UnknownId { id: 0xdead_beef, type_name: "shape.Shape" });
}

#[test]
fn the_offset_is_that_of_the_first_error() {
    for damaged in 0..50 {
        let mut ids = [0x1111_0013; 50];
        ids[damaged] = 7;
        let bytes = words(&[&[VECTOR, 50], &ids[..]].concat());
        assert_eq!(from_bytes::<Vec<Shape>>(&bytes).unwrap_err().offset(), 8 + 4 * damaged);
    }
}

#[test]
fn whatever_is_refused_is_recorded() {
    // Each of these values would read as something plausible if its error were not kept.
    let nested = |text: &[u8]| [words(&[CONCAT, VECTOR, 1, PLAIN]), text.to_vec()].concat();
    for text in [&b"\x02a\xff\0"[..], b"\x01a\0\x01", b"\xfe\x01\0\0a\0\0\0", b"\xff\x01\0\0\0\0\0\0a\0\0\0"]
    {
        assert!(from_bytes::<Text>(&nested(text)).is_err(), "{text:?}");
    }
    assert!(from_bytes::<Text>(&nested(b"\x01a\0\0")).is_ok());
    let sealed = words(&[0x1111_0041, 0, 0, 0, 0, 0, 0, 0]);
    assert!(from_bytes::<Sealed>(&sealed).is_err());
}

/// An unknown id gives the cheapest variant, and reading on from there must not descend.
#[test]
fn the_fallback_of_an_enum_ends() {
    on_small_stack(|| {
        let bytes = [words(&vec![BOLD; 100]), words(&[7]), words(&vec![BOLD; 1_000_000])].concat();
        let error = from_bytes::<Text>(&bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (&Kind::UnknownId { id: 7, type_name: "text.Text" }, 400));
    });
}

/// `link#00000000 next:Chain = Chain; end#00000001 = Chain;` as it is generated: zero is also what a failed reader gives.
enum Chain {
    Link(Box<Chain>),
    End,
}

impl Value<'_> for Chain {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("Chain");

    fn read(r: &mut Reader<'_>) -> Self {
        r.nested(|r| match r.id() {
            0 if !r.failed() => Self::Link(r.boxed(|r| r.get())),
            1 => Self::End,
            id => {
                r.unknown(id, "Chain");
                Self::End
            }
        })
    }

    fn write(&self, w: &mut tl_runtime::Writer) {
        match self {
            Self::Link(next) => {
                w.id(0);
                next.write(w);
            }
            Self::End => w.id(1),
        }
    }
}

#[test]
fn an_id_of_zero_ends_with_the_input() {
    on_small_stack(|| {
        assert_eq!(to_bytes(&from_bytes::<Chain>(&words(&[0, 0, 1])).unwrap()).unwrap(), words(&[0, 0, 1]));
        let kind = |words: &[u8]| from_bytes::<Chain>(words).map(drop).unwrap_err().kind().clone();
        assert_eq!(kind(&words(&[0; 3])), Kind::Eof { needed: 4, left: 0 });
        assert_eq!(kind(&words(&[0; 1_000_000])), Kind::Depth { limit: 128 });
    });
}

/// Levels are given back: many values side by side are no nesting.
#[test]
fn depth_is_balanced() {
    let texts = [&[CONCAT, VECTOR, 1000], &[BOLD, BOLD, PLAIN, 0].repeat(1000)[..]].concat();
    let limits = Limits::new().depth(4);
    assert!(from_bytes_with::<Text>(&words(&texts), &limits).is_ok());
    assert!(from_bytes_with::<Text>(&words(&texts), &Limits::new().depth(3)).is_err());
    // An error on the way does not unbalance it into a panic.
    let mut damaged = texts;
    let last = damaged.len() - 2;
    damaged[last] = 7;
    assert!(from_bytes_with::<Text>(&words(&damaged), &limits).is_err());
}

#[test]
fn a_depth_of_zero_refuses_the_first_level() {
    let error = from_bytes_with::<Text>(&words(&[PLAIN, 0]), &Limits::new().depth(0)).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (&Kind::Depth { limit: 0 }, 0));
    assert!(from_bytes_with::<Text>(&words(&[PLAIN, 0]), &Limits::new().depth(1)).is_ok());
}

/// A loop stops at the error: the item function must not run a million times more.
#[test]
fn a_vector_stops_at_the_error() {
    struct Counted(usize);
    impl Value<'_> for Counted {
        const MIN: usize = 4;
        const ROOT: Root = Root::Builtin("counted");
        fn read(r: &mut Reader<'_>) -> Self {
            let mut calls = 0;
            let mut item = |r: &mut Reader<'_>| {
                calls += 1;
                let word = r.nat();
                if word != 0 {
                    r.unknown(word, "counted");
                }
            };
            r.vector(1, &mut item);
            r.boxed_vector(1, &mut item);
            r.repeat(1_000_000, 0, &mut item);
            assert_eq!(calls, 3);
            Self(calls)
        }
        fn write(&self, _: &mut tl_runtime::Writer) {}
    }
    let bytes = [words(&[1_000_000, 0, 0, 9]), vec![0; 4_000_000]].concat();
    assert_eq!(from_bytes::<Counted>(&bytes).map(|counted| counted.0).unwrap_err().offset(), 12);
}

/// Fields are read in the order in which they are written down.
#[test]
fn fields_come_in_wire_order() {
    let circle = from_bytes::<Circle>(&words(&[Circle::ID, 1, 2, 0, 0x3ff8_0000])).unwrap();
    assert_eq!(circle, Circle { centre: Point { x: 1, y: 2 }, radius: 1.5 });
}
