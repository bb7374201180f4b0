//! The declarations for the peers that have no generator: build.rs writes them from the schema.

#![allow(
    missing_docs,
    non_camel_case_types,
    unreachable_pub,
    unused,
    clippy::all,
    reason = "declared in the words of the schema, whole though not all of it is used"
)]

use tl_proto::{Bare, TlError, TlPacket, TlRead, TlResult, TlWrite};

/// The id of the boxed `Vector`, which tl-proto does not have.
const VECTOR: u32 = 0x1cb5_c415;

/// A boxed vector.
pub(crate) struct Vector<T>(pub(crate) Vec<T>);

impl<'a, T: TlRead<'a>> TlRead<'a> for Vector<T> {
    type Repr = Bare;

    fn read_from(packet: &mut &'a [u8]) -> TlResult<Self> {
        match u32::read_from(packet)? {
            VECTOR => Ok(Self(Vec::read_from(packet)?)),
            _ => Err(TlError::UnknownConstructor),
        }
    }
}

impl<T: TlWrite> TlWrite for Vector<T> {
    type Repr = Bare;

    fn max_size_hint(&self) -> usize {
        4 + self.0.max_size_hint()
    }

    fn write_to<P: TlPacket>(&self, packet: &mut P) {
        packet.write_u32(VECTOR);
        self.0.write_to(packet);
    }
}

/// tl-proto, with bytes owned.
pub(crate) mod owned {
    use super::Vector;
    use tl_proto::{TlRead, TlWrite};

    include!(concat!(env!("OUT_DIR"), "/tl_proto.rs"));
}

/// tl-proto, with bytes borrowed.
pub(crate) mod borrowed {
    use super::Vector;
    use tl_proto::{TlRead, TlWrite};

    include!(concat!(env!("OUT_DIR"), "/tl_proto_borrowed.rs"));
}

/// prost; its values are read from TL, so that they are the same as those of the others.
pub(crate) mod prost {
    use prost::{Message, Oneof};

    include!(concat!(env!("OUT_DIR"), "/prost.rs"));

    /// What `Vector<long>` is, which no message stands for.
    #[derive(Message)]
    pub struct Longs {
        #[prost(sfixed64, repeated, tag = "1")]
        pub items: Vec<i64>,
    }

    impl FromTl for Longs {
        fn from_tl(b: &mut &[u8]) -> Self {
            Self { items: Vec::from_tl(b) }
        }
    }

    /// Reads a value from TL of which is known that it is right.
    pub(crate) trait FromTl {
        fn from_tl(b: &mut &[u8]) -> Self;
    }

    fn take<const N: usize>(b: &mut &[u8]) -> [u8; N] {
        let (taken, rest) = b.split_first_chunk().unwrap();
        *b = rest;
        *taken
    }

    fn expect_id(b: &mut &[u8], id: u32) {
        assert_eq!(u32::from_tl(b), id);
    }

    macro_rules! numbers {
        ($($number:ty),*) => {$(
            impl FromTl for $number {
                fn from_tl(b: &mut &[u8]) -> Self {
                    Self::from_le_bytes(take(b))
                }
            }
        )*};
    }

    numbers!(u32, i32, i64, f64);

    impl FromTl for bool {
        fn from_tl(b: &mut &[u8]) -> Self {
            u32::from_tl(b) == 0x9972_75b5
        }
    }

    impl FromTl for String {
        fn from_tl(b: &mut &[u8]) -> Self {
            String::from_utf8(FromTl::from_tl(b)).unwrap()
        }
    }

    impl FromTl for Vec<u8> {
        fn from_tl(b: &mut &[u8]) -> Self {
            tl_proto::TlRead::read_from(b).unwrap()
        }
    }

    impl<T: FromTl> FromTl for Vec<T> {
        fn from_tl(b: &mut &[u8]) -> Self {
            expect_id(b, super::VECTOR);
            (0..u32::from_tl(b)).map(|_| T::from_tl(b)).collect()
        }
    }

    impl<T: FromTl> FromTl for Box<T> {
        fn from_tl(b: &mut &[u8]) -> Self {
            Box::new(T::from_tl(b))
        }
    }
}
