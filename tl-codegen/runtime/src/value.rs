//! The traits that generated code implements, and their implementations for the built-in types.
//!
//! A type has a default form, which the schema means when it only names the type: bare for built-ins, boxed (the
//! id first) for everything else. A single constructor or function also has a bare form. Which form stands where is
//! the generator's decision; nothing here chooses.

use crate::{DecodeErrorKind, Reader, Root, Schema, Writer, sequence::VECTOR_ID};
use alloc::{string::String, vec::Vec};

pub(crate) const BOOL_FALSE: u32 = 0xbc79_9737;
pub(crate) const BOOL_TRUE: u32 = 0x9972_75b5;

/// A value with a default form: what [`to_bytes`](crate::to_bytes) and [`from_bytes`](crate::from_bytes) work on.
/// Implemented by the built-in types and by generated code.
///
/// `'a` is the lifetime of the bytes that the value is read from, which it may borrow. A type that owns all that it
/// holds implements the trait for every lifetime: `T: for<'a> Value<'a>`.
pub trait Value<'a>: Sized {
    /// The fewest bytes that the default form takes: an id at least, but for some built-ins.
    const MIN: usize = 4;
    /// The name of the type, where error paths start.
    const ROOT: Root;

    /// Reads the default form. The result means nothing when the reader has failed.
    #[doc(hidden)]
    fn read(r: &mut Reader<'a>) -> Self;

    /// Writes the default form.
    #[doc(hidden)]
    fn write(&self, w: &mut Writer);

    /// Reads that many values; their number was already held against the bytes left and the limits.
    #[doc(hidden)]
    fn read_many(r: &mut Reader<'a>, count: usize) -> Vec<Self> {
        r.fill(count, Self::read)
    }

    /// Writes the values one after another.
    #[doc(hidden)]
    fn write_many(items: &[Self], w: &mut Writer) {
        for item in items {
            item.write(w);
        }
    }
}

/// The schema of a constructor or function, its id, and the fewest bytes that its bare form takes.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Facts(pub &'static Schema, pub u32, pub usize);

/// A single constructor or function: a value that has a bare form, and whose default form is its id, then that. `'a` is
/// as in [`Value`].
pub trait Bare<'a>: Sized {
    /// What the schema says of it. One constant, because each that generated code writes has to be compiled.
    #[doc(hidden)]
    const FACTS: Facts;
    /// The schema it belongs to.
    const SCHEMA: &'static Schema = Self::FACTS.0;
    /// The id that stands before the default form.
    const ID: u32 = Self::FACTS.1;
    /// The fewest bytes that the bare form takes.
    const MIN: usize = Self::FACTS.2;
    /// The name in the schema.
    const NAME: &'static str = Self::SCHEMA.name_in(Self::ID);

    /// Reads the fields. The result means nothing when the reader has failed.
    #[doc(hidden)]
    fn read_bare(r: &mut Reader<'a>) -> Self;

    /// Writes the fields.
    #[doc(hidden)]
    fn write_bare(&self, w: &mut Writer);
}

/// A function of the schema: a request, which knows the type of its reply. `'a` is the lifetime of what the request
/// borrows, as in [`Value`]; the reply borrows from its own bytes.
///
/// ```
/// use tl_runtime::{DecodeError, Function, decode_reply};
///
/// // For every function, whatever its request and its reply borrow.
/// fn reply<'a, 'r, F: Function<'a>>(request: &F, bytes: &'r [u8]) -> Result<F::Return<'r>, DecodeError> {
///     decode_reply(request, bytes)
/// }
///
/// // For functions whose reply borrows nothing, so that it may outlive its bytes.
/// fn owned<'a, F, R>(request: &F, bytes: Vec<u8>) -> Result<R, DecodeError>
/// where
///     F: for<'r> Function<'a, Return<'r> = R>,
/// {
///     decode_reply(request, &bytes)
/// }
/// ```
pub trait Function<'a>: Bare<'a> {
    /// What the reply holds; `'r` is the lifetime of its bytes.
    type Return<'r>;
    /// The type of the reply as TL text.
    const RETURN: &'static str;
    /// What the schema says of the function with `@` words, such as `read` for `@read` (VK).
    const MODIFIERS: &'static [&'static str] = &[];

    /// Reads a reply in the form that the schema gives it, which may depend on the fields of the request.
    #[doc(hidden)]
    fn read_return<'r>(&self, r: &mut Reader<'r>) -> Self::Return<'r>;

    /// Writes a reply.
    #[doc(hidden)]
    fn write_return(&self, value: &Self::Return<'_>, w: &mut Writer);
}

/// A function whose reply has its default form, which most have: it needs no code of its own.
#[doc(hidden)]
pub trait PlainFunction<'a>: Bare<'a> {
    /// As in [`Function`].
    type Return<'r>: Value<'r>;
    /// As in [`Function`]; the table has it too, unless two functions have the same id.
    const RETURN: &'static str = Self::SCHEMA.result_in(Self::ID);
    /// As in [`Function`].
    const MODIFIERS: &'static [&'static str] = &[];
}

impl<'a, T: PlainFunction<'a>> Function<'a> for T {
    type Return<'r> = <T as PlainFunction<'a>>::Return<'r>;
    const RETURN: &'static str = <T as PlainFunction<'a>>::RETURN;
    const MODIFIERS: &'static [&'static str] = <T as PlainFunction<'a>>::MODIFIERS;

    #[inline]
    fn read_return<'r>(&self, r: &mut Reader<'r>) -> Self::Return<'r> {
        r.get()
    }

    #[inline]
    fn write_return(&self, value: &Self::Return<'_>, w: &mut Writer) {
        w.put(value);
    }
}

/// The default form of a constructor or function. Because of this implementation there can be none for boxes: a box
/// of a type counts as that type's crate's own, which could make it [`Bare`]. Generated code reads and writes what is
/// inside its boxes.
impl<'a, T: Bare<'a>> Value<'a> for T {
    const MIN: usize = 4 + <T as Bare<'a>>::MIN;
    const ROOT: Root = Root::Combinator(T::SCHEMA, T::ID);

    #[inline]
    fn read(r: &mut Reader<'a>) -> Self {
        r.expect_id(T::ID);
        T::read_bare(r)
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        w.id(T::ID);
        self.write_bare(w);
    }
}

/// How many numbers are gathered before they go to the output together: of many, and of the rest.
const BATCH: usize = 512;
const SMALL_BATCH: usize = 64;

macro_rules! number {
    ($type:ty, $name:literal) => {
        impl Value<'_> for $type {
            const MIN: usize = size_of::<Self>();
            const ROOT: Root = Root::Builtin($name);

            #[inline]
            fn read(r: &mut Reader<'_>) -> Self {
                Self::from_le_bytes(r.fixed())
            }

            #[inline]
            fn write(&self, w: &mut Writer) {
                w.fixed(self.to_le_bytes());
            }

            fn read_many(r: &mut Reader<'_>, count: usize) -> Vec<Self> {
                let bytes = r.take(count.saturating_mul(size_of::<Self>()));
                let (numbers, _) = bytes.as_chunks();
                numbers.iter().map(|number| Self::from_le_bytes(*number)).collect()
            }

            fn write_many(items: &[Self], w: &mut Writer) {
                w.room(items.len().saturating_mul(size_of::<Self>()));
                let (batches, others) = items.as_chunks::<BATCH>();
                for batch in batches {
                    w.raw(batch.map(Self::to_le_bytes).as_flattened());
                }
                let mut batch = [[0; size_of::<Self>()]; SMALL_BATCH];
                for numbers in others.chunks(SMALL_BATCH) {
                    for (place, number) in batch.iter_mut().zip(numbers) {
                        *place = number.to_le_bytes();
                    }
                    let bytes = batch.as_flattened();
                    w.raw(bytes.get(..numbers.len() * size_of::<Self>()).unwrap_or(bytes));
                }
            }
        }
    };
}

number!(i32, "int");
number!(u32, "#");
number!(i64, "long");
number!(f64, "double");
number!(f32, "float");

macro_rules! opaque {
    ($length:literal, $name:literal) => {
        impl Value<'_> for [u8; $length] {
            const MIN: usize = $length;
            const ROOT: Root = Root::Builtin($name);

            #[inline]
            fn read(r: &mut Reader<'_>) -> Self {
                r.fixed()
            }

            #[inline]
            fn write(&self, w: &mut Writer) {
                w.fixed(*self);
            }
        }
    };
}

opaque!(16, "int128");
opaque!(32, "int256");
opaque!(64, "int512");

impl Value<'_> for bool {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("Bool");

    #[inline]
    fn read(r: &mut Reader<'_>) -> Self {
        match r.id() {
            BOOL_TRUE => true,
            BOOL_FALSE => false,
            id => {
                r.refuse_word(DecodeErrorKind::Bool { id });
                false
            }
        }
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        w.id(if *self { BOOL_TRUE } else { BOOL_FALSE });
    }
}

impl Value<'_> for String {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("string");

    #[inline]
    fn read(r: &mut Reader<'_>) -> Self {
        r.string()
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        w.blob(self.as_bytes());
    }
}

/// `bytes`. A byte alone is no value, so this does not clash with vectors.
impl Value<'_> for Vec<u8> {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("bytes");

    #[inline]
    fn read(r: &mut Reader<'_>) -> Self {
        r.bytes()
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        w.blob(self);
    }
}

/// `string`, borrowed from the bytes that it is read from.
impl<'a> Value<'a> for &'a str {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("string");

    #[inline]
    fn read(r: &mut Reader<'a>) -> Self {
        r.text_in_place()
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        w.blob(self.as_bytes());
    }
}

/// `bytes`, borrowed from those that it is read from.
impl<'a> Value<'a> for &'a [u8] {
    const MIN: usize = 4;
    const ROOT: Root = Root::Builtin("bytes");

    #[inline]
    fn read(r: &mut Reader<'a>) -> Self {
        r.blob_in_place()
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        w.blob(self);
    }
}

/// `Vector t`, boxed, of items in their default form.
impl<'a, T: Value<'a>> Value<'a> for Vec<T> {
    const MIN: usize = 8;
    const ROOT: Root = Root::Vector(&T::ROOT);

    #[inline]
    fn read(r: &mut Reader<'a>) -> Self {
        r.expect_id(VECTOR_ID);
        r.bare_vector()
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        w.id(VECTOR_ID);
        w.bare_vector(self);
    }
}
