//! Values in the words of the schema, and their bytes.
//!
//! In: names and values, as `object("peerUser", [("user_id", 1.into())])`. Out: TL, from which every peer reads its own value.
//! It stops at whatever the schema does not know, and at a required field without a value.

use std::collections::HashMap;

use tl_parser::schema::{Arg, Builtin, Combinator, Options, TypeRef, load};
use tl_parser::{Schema, SourceMap};

/// A value of any type of the schema.
#[derive(Clone)]
pub(crate) enum Value {
    Number(i64),
    Bool(bool),
    Text(Vec<u8>),
    List(Vec<Value>),
    Object(&'static str, Vec<(&'static str, Value)>),
}

/// A value of the constructor with that name; optional fields may be left out.
pub(crate) fn object<const N: usize>(name: &'static str, fields: [(&'static str, Value); N]) -> Value {
    Value::Object(name, fields.into())
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into_bytes())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

impl From<Vec<Value>> for Value {
    fn from(value: Vec<Value>) -> Self {
        Self::List(value)
    }
}

/// The id of `vector`.
const VECTOR: u32 = 0x1cb5_c415;

/// The schema, by names.
pub(crate) struct Encoder {
    schema: Schema,
    by_name: HashMap<String, tl_parser::schema::CombinatorId>,
}

impl Encoder {
    pub(crate) fn new(text: &str) -> Self {
        let mut sources = SourceMap::new();
        sources.add("api.tl", text).unwrap();
        let schema = load(&sources, &Options::default()).0.unwrap();
        let by_name = schema.combinators().map(|(id, one)| (one.name.clone(), id)).collect();
        Self { schema, by_name }
    }

    /// The bytes of an object, with its id.
    pub(crate) fn bytes(&self, value: &Value) -> Vec<u8> {
        let mut out = Vec::new();
        self.object(value, &mut out);
        out
    }

    fn object(&self, value: &Value, out: &mut Vec<u8>) {
        let Value::Object(name, fields) = value else { panic!("a boxed type needs an object") };
        let id = self.by_name.get(*name).unwrap_or_else(|| panic!("no {name} in the schema"));
        let combinator = self.schema.combinator(*id);
        out.extend(combinator.id.to_le_bytes());
        for (field, _) in fields {
            let known = combinator.fields.iter().any(|one| one.name.as_deref() == Some(field));
            assert!(known, "{name} has no field {field}");
        }
        for field in &combinator.fields {
            let field_name = field.name.as_deref().unwrap();
            let given = fields.iter().find(|(name, _)| *name == field_name).map(|(_, value)| value);
            match (&field.ty, given) {
                (TypeRef::Nat, _) => out.extend(mask(combinator, field_name, fields).to_le_bytes()),
                (_, None) => assert!(field.condition.is_some(), "{name} needs a {field_name}"),
                // `true` has no bytes of its own.
                (_, Some(Value::Bool(_))) if field.condition.is_some() && self.is_true(&field.ty) => {}
                (ty, Some(value)) => self.value(ty, value, out),
            }
        }
    }

    fn is_true(&self, ty: &TypeRef) -> bool {
        matches!(ty, TypeRef::Bare(id, _) if self.schema.combinator(*id).name == "true")
    }

    fn value(&self, ty: &TypeRef, value: &Value, out: &mut Vec<u8>) {
        match (ty, value) {
            (TypeRef::Builtin(Builtin::Int), Value::Number(value)) => {
                out.extend(i32::try_from(*value).unwrap().to_le_bytes());
            }
            (TypeRef::Builtin(Builtin::Long), Value::Number(value)) => out.extend(value.to_le_bytes()),
            (TypeRef::Builtin(Builtin::Double), Value::Number(value)) => {
                out.extend((*value as f64).to_le_bytes());
            }
            (TypeRef::Builtin(Builtin::String | Builtin::Bytes), Value::Text(text)) => {
                match text.len() {
                    short @ ..254 => out.push(short as u8),
                    long => out.extend((((long as u32) << 8) | 254).to_le_bytes()),
                }
                out.extend(text);
                out.resize(out.len().next_multiple_of(4), 0);
            }
            (TypeRef::Boxed(id, arguments), Value::List(items)) if self.schema.ty(*id).name == "Vector" => {
                let [Arg::Type(item)] = &**arguments else { panic!("a vector has one argument") };
                out.extend(VECTOR.to_le_bytes());
                out.extend((items.len() as u32).to_le_bytes());
                items.iter().for_each(|value| self.value(item, value, out));
            }
            (TypeRef::Boxed(..), Value::Bool(value)) => {
                let name = if *value { "boolTrue" } else { "boolFalse" };
                self.object(&object(name, []), out);
            }
            (TypeRef::Boxed(..), Value::Object(..)) => self.object(value, out),
            (ty, _) => panic!("the value does not fit into {ty:?}"),
        }
    }
}

/// The bits of the fields that have a value.
fn mask(combinator: &Combinator, name: &str, fields: &[(&'static str, Value)]) -> u32 {
    let bit = |(given, _): &(&str, Value)| {
        let field = combinator.fields.iter().find(|field| field.name.as_deref() == Some(given))?;
        let condition = field.condition?;
        (combinator.var(condition.mask)?.name == name).then_some(1 << condition.bit?)
    };
    fields.iter().filter_map(bit).fold(0, |mask, bit: u32| mask | bit)
}

/// `Vector<long>`, which is no object.
pub(crate) fn longs(count: usize) -> Vec<u8> {
    let mut out = Vec::from(VECTOR.to_le_bytes());
    out.extend((count as u32).to_le_bytes());
    // Spread over all 64 bits, as ids are.
    let items = (1..=count as u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    out.extend(items.flat_map(u64::to_le_bytes));
    out
}
