//! Values of a schema as plain data.
//!
//! In: what was read, drawn or put together by hand. Out: the same, to be looked at, compared, printed and written. A
//! value does not know its type: the type that it is written as says which bytes it becomes, and whether it fits.

use std::borrow::Cow;

/// Any value. Names borrow from the schema where they can.
#[derive(Clone)]
pub enum Value<'s> {
    /// `#`
    Nat(u32),
    /// `int`
    Int(i32),
    /// `long`
    Long(i64),
    /// `double`
    Double(f64),
    /// `float`
    Float(f32),
    /// `string`
    String(String),
    /// `bytes`, and the opaque bytes of `int128`, `int256` and `int512`
    Bytes(Vec<u8>),
    /// `Bool`, and `true`, which is there or is not
    Bool(bool),
    /// A vector, or a repetition whose items are one type alone
    Vector(Vec<Self>),
    /// One item of a repetition of several fields, or of fields that have names
    Item(Vec<Field<'s>>),
    /// A constructor or a call
    Object(Box<Object<'s>>),
}

/// A constructor or a call with its fields.
#[derive(Clone)]
pub struct Object<'s> {
    /// Its name in the schema.
    pub name: Cow<'s, str>,
    /// Its id: two combinators may have one name.
    pub id: u32,
    /// Whether it is called; a constructor may have the id of a function.
    pub is_function: bool,
    /// The fields that are there, in the order of the schema; `#` fields too.
    pub fields: Vec<Field<'s>>,
}

/// A field that is there.
#[derive(Clone)]
pub struct Field<'s> {
    /// Its name; that of a field without one is its place among all fields, from 0, in digits.
    pub name: Cow<'s, str>,
    /// What it holds.
    pub value: Value<'s>,
    /// Annotated as secret: text shows `[REDACTED]` in its place.
    pub secret: bool,
}

impl<'s> Object<'s> {
    /// The field with that name, if it is there.
    ///
    /// ```
    /// # let mut sources = tl_codegen::tl_parser::SourceMap::new();
    /// # sources.add("a.tl", "point x:int y:int = Point;")?;
    /// # let (schema, _) = tl_codegen::tl_parser::schema::load(&sources, &Default::default());
    /// # let schema = schema.ok_or("the schema is right")?;
    /// use tl_codegen::dynamic::{Dynamic, Random, Value};
    ///
    /// let dynamic = Dynamic::new(&schema);
    /// let value = dynamic.draw(dynamic.find("point")?, &mut Random::new(1))?;
    /// let Value::Object(point) = &value else { return Err("a constructor is an object".into()) };
    /// assert!(matches!(point.field("y"), Some(Value::Int(_))));
    /// assert!(point.field("z").is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value<'s>> {
        self.fields.iter().find(|field| field.name == name).map(|field| &field.value)
    }
}

impl<'s> Value<'s> {
    /// What kind of value it is, for messages.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Nat(_) => "a `#`",
            Self::Int(_) => "an int",
            Self::Long(_) => "a long",
            Self::Double(_) => "a double",
            Self::Float(_) => "a float",
            Self::String(_) => "a string",
            Self::Bytes(_) => "bytes",
            Self::Bool(_) => "a Bool",
            Self::Vector(_) => "a vector",
            Self::Item(_) => "the fields of a repetition",
            Self::Object(_) => "an object",
        }
    }
}

/// Numbers are equal when their bits are: a value that is not a number is equal to itself, and -0 is not 0.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nat(a), Self::Nat(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Long(a), Self::Long(b)) => a == b,
            (Self::Double(a), Self::Double(b)) => a.to_bits() == b.to_bits(),
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Vector(a), Self::Vector(b)) => a == b,
            (Self::Item(a), Self::Item(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl PartialEq for Object<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.is_function, &self.name) == (other.id, other.is_function, &other.name)
            && self.fields == other.fields
    }
}

impl PartialEq for Field<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}
