//! Values as JSON, there and back (feature `json`).
//!
//! In: a value, or JSON and what it should be. Out: JSON, or the value. An object is `{"@type": "geo.point", ...}` with its
//! fields; `@id` stands beside a name that the schema has twice. A `long` is a string of digits, since numbers of JSON lose
//! what is above 2^53; bytes are two hexadecimal digits each; a number without a value is its bits, as `"0x7ff8..."`.
//! Secrets are written as they are: JSON is there to be read back.

use std::collections::BTreeSet;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value as Json};
use tl_parser::schema::{self, Builtin, CombinatorId, Kind, Repeat, TypeId, TypeRef};

use super::error::{Error, ErrorKind};
use super::form::{Actual, Env, Form, Named, bool_ids, builtin_name, constructor_env, form, is_true};
use super::form::{single_item, vector_item};
use super::read::{answer, field_name};
use super::text::hex;
use super::value::{Field, Object, Value};
use super::{Dynamic, Target};

const TYPE: &str = "@type";
const ID: &str = "@id";

impl<'s> Dynamic<'s> {
    /// A value as JSON on one line. The fields stand in the order of the schema.
    ///
    /// ```
    /// # let mut sources = tl_codegen::tl_parser::SourceMap::new();
    /// # sources.add("a.tl", "user flags:# id:long name:flags.0?string = User;")?;
    /// # let (schema, _) = tl_codegen::tl_parser::schema::load(&sources, &Default::default());
    /// # let schema = schema.ok_or("the schema is right")?;
    /// # let dynamic = tl_codegen::dynamic::Dynamic::new(&schema);
    /// let user = dynamic.find("User")?;
    /// // A mask that is left out is computed from the fields that are there.
    /// let value = dynamic.from_json(user, r#"{"@type": "user", "id": "7", "name": "Ann"}"#)?;
    /// let json = r#"{"@type":"user","flags":1,"id":"7","name":"Ann"}"#;
    /// assert_eq!(dynamic.to_json(&value), json);
    /// assert_eq!(dynamic.from_json(user, json)?, value);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self, value: &Value<'_>) -> String {
        // Writing to memory fails only where a map has keys that are no text, and these are names.
        serde_json::to_string(&Shown { value, twice: &self.twice() }).unwrap_or_default()
    }

    /// A value as JSON over many lines.
    #[must_use]
    pub fn to_json_pretty(&self, value: &Value<'_>) -> String {
        serde_json::to_string_pretty(&Shown { value, twice: &self.twice() }).unwrap_or_default()
    }

    /// Reads a value from JSON.
    ///
    /// # Errors
    /// The text is no JSON, or the JSON is no value of that kind; the error says in which field.
    pub fn from_json(&self, target: Target, json: &str) -> Result<Value<'s>, Error> {
        let json: Json = serde_json::from_str(json).map_err(|error| message(error.to_string()))?;
        match target {
            Target::Type(id) => self.boxed(id, &[], &json),
            Target::Combinator(id) => {
                self.chosen(&json, |known| known == id).and_then(|id| Ok(self.combinator(id, &json)?.0))
            }
            Target::Object => self.any(&json, false),
            Target::Function => self.any(&json, true),
        }
        .map_err(|error| error.expecting(self.name(target)))
    }

    /// Names that two combinators have.
    fn twice(&self) -> BTreeSet<&'s str> {
        let mut seen = BTreeSet::new();
        let names = self.schema.combinators().map(|(_, combinator)| combinator.name.as_str());
        names.filter(|name| !seen.insert(*name)).collect()
    }

    fn ty(&self, ty: &'s TypeRef, env: &Env<'s>, json: &Json) -> Result<Value<'s>, Error> {
        match form(self.schema, ty, env) {
            Form::Nat => Ok(Value::Nat(whole(json)?)),
            Form::Builtin(builtin) => self.builtin(builtin, json),
            Form::Bare(id, env) => self.bare(id, env, json),
            Form::Boxed(id, actuals) => self.boxed(id, &actuals, json),
            Form::Repeat(repeat, _, env) => self.repeat(repeat, &env, json),
            Form::Open => Err(Error::new(ErrorKind::Open)),
        }
    }

    fn builtin(&self, builtin: Builtin, json: &Json) -> Result<Value<'s>, Error> {
        let value = match builtin {
            Builtin::Int => Value::Int(whole(json)?),
            Builtin::Long => Value::Long(whole(json)?),
            Builtin::Double => Value::Double(match bits(json) {
                Some(bits) => f64::from_bits(bits),
                None => json.as_f64().ok_or_else(|| unfit(json, "a number"))?,
            }),
            Builtin::Float => Value::Float(match bits(json) {
                Some(bits) => f32::from_bits(u32::try_from(bits).map_err(|_| unfit(json, "32 bits"))?),
                None => json.as_f64().ok_or_else(|| unfit(json, "a number"))? as f32,
            }),
            Builtin::String => Value::String(text(json)?.to_owned()),
            Builtin::Bytes => Value::Bytes(bytes(json, None)?),
            Builtin::Int128 => Value::Bytes(bytes(json, Some(16))?),
            Builtin::Int256 => Value::Bytes(bytes(json, Some(32))?),
            Builtin::Int512 => Value::Bytes(bytes(json, Some(64))?),
            Builtin::Object => return self.any(json, false),
            Builtin::Function => return self.any(json, true),
            _ => return Err(Error::new(ErrorKind::Open).expecting(builtin_name(builtin))),
        };
        Ok(value)
    }

    fn bare(&self, id: CombinatorId, mut env: Env<'s>, json: &Json) -> Result<Value<'s>, Error> {
        let combinator = self.schema.combinator(id);
        if is_true(combinator) {
            return if json == &Json::Bool(true) {
                Ok(Value::Bool(true))
            } else {
                Err(unfit(json, "`true`"))
            };
        }
        if let Some(item) = vector_item(combinator) {
            return items(json, |json| self.ty(item, &env, json));
        }
        self.chosen(json, |known| known == id)?;
        self.object(id, &mut env, json)
    }

    fn boxed(&self, id: TypeId, actuals: &[Actual<'s>], json: &Json) -> Result<Value<'s>, Error> {
        let ty = self.schema.ty(id);
        if bool_ids(self.schema, ty).is_some() {
            return json.as_bool().map(Value::Bool).ok_or_else(|| unfit(json, "`true` or `false`"));
        }
        let chosen = match ty.constructors.as_slice() {
            [only] if !is_object(json) => *only,
            _ => self.chosen(json, |id| ty.constructors.contains(&id))?,
        };
        match self.schema.combinator(chosen).kind {
            Kind::Builtin(_, builtin) => self.builtin(builtin, json),
            _ => self.bare(chosen, constructor_env(self.schema, chosen, actuals), json),
        }
    }

    fn any(&self, json: &Json, is_call: bool) -> Result<Value<'s>, Error> {
        let fits = |id| {
            let found = self.schema.combinator(id);
            if is_call { found.is_function() } else { super::stands_alone(found) }
        };
        let id = self.chosen(json, fits)?;
        Ok(self.combinator(id, json)?.0)
    }

    /// The combinator that `@type`, and `@id` if it is there, name among those that fit.
    fn chosen(&self, json: &Json, fits: impl Fn(CombinatorId) -> bool) -> Result<CombinatorId, Error> {
        let name =
            json.get(TYPE).and_then(Json::as_str).ok_or_else(|| unfit(json, "an object with `@type`"))?;
        let written = json.get(ID).map(|id| {
            let digits = id.as_str().and_then(|id| id.strip_prefix('#'));
            digits
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .ok_or_else(|| unfit(id, "`@id` as `#1a2b3c4d`"))
        });
        let written = written.transpose()?;
        let mut found = self.schema.combinators().filter(|(id, combinator)| {
            combinator.name == name && written.is_none_or(|written| written == combinator.id) && fits(*id)
        });
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Ok(id),
            (None, _) => Err(Error::new(ErrorKind::Mismatch { found: format!("`{name}`") })),
            (Some((_, a)), Some((_, b))) => {
                Err(message(format!("`{name}` is #{:08x} or #{:08x}; say which with `@id`", a.id, b.id)))
            }
        }
    }

    fn combinator(&self, id: CombinatorId, json: &Json) -> Result<(Value<'s>, Env<'s>), Error> {
        let mut env = Env::new(self.schema, id);
        let value = self.object(id, &mut env, json)?;
        Ok((value, env))
    }

    fn object(&self, id: CombinatorId, env: &mut Env<'s>, json: &Json) -> Result<Value<'s>, Error> {
        let combinator = self.schema.combinator(id);
        let map = json.as_object().ok_or_else(|| unfit(json, "an object"))?;
        let fields = self.fields(&combinator.fields, env, map)?;
        let name = combinator.name.as_str().into();
        let is_function = combinator.is_function();
        Ok(Value::Object(Box::new(Object { name, id: combinator.id, is_function, fields })))
    }

    fn fields(
        &self,
        fields: &'s [schema::Field],
        env: &mut Env<'s>,
        map: &Map<String, Json>,
    ) -> Result<Vec<Field<'s>>, Error> {
        let named: Vec<_> =
            fields.iter().enumerate().map(|(place, field)| (field_name(field, place), field)).collect();
        let known = |key: &str| key == TYPE || key == ID || named.iter().any(|(name, _)| name == key);
        if let Some(key) = map.keys().find(|key| !known(key)) {
            return Err(Error::new(ErrorKind::Surplus).inside(format_args!("{key}")));
        }
        let mut values = Vec::new();
        for (name, field) in &named {
            let value = match (map.get(name.as_ref()), field.var) {
                (Some(json), _) => self.field(field, env, json),
                (None, Some(var)) if field.condition.is_none() => {
                    let bits = named.iter().filter_map(|(name, field)| {
                        let condition = field.condition.filter(|condition| condition.mask == var)?;
                        map.contains_key(name.as_ref()).then_some(1_u32.checked_shl(condition.bit?.into())?)
                    });
                    let mask = bits.fold(0, |mask, bit| mask | bit);
                    env.set(var, Actual::Nat(mask));
                    Ok(Value::Nat(mask))
                }
                (None, var) => {
                    if let Some(var) = var {
                        env.set(var, Actual::Nat(0));
                    }
                    continue;
                }
            };
            let value = value.map_err(|error| {
                let ty = Named { schema: self.schema, ty: &field.ty, owner: env.owner };
                error.expecting(ty).inside(format_args!("{name}"))
            })?;
            values.push(Field { name: name.clone(), value, secret: field.secret });
        }
        Ok(values)
    }

    fn field(&self, field: &'s schema::Field, env: &mut Env<'s>, json: &Json) -> Result<Value<'s>, Error> {
        if field.bang {
            let call = self.chosen(json, |id| self.schema.combinator(id).is_function())?;
            let (value, of) = self.combinator(call, json)?;
            if let TypeRef::Var { var, .. } = field.ty {
                env.set(var, answer(self.schema, of));
            }
            return Ok(value);
        }
        let value = self.ty(&field.ty, env, json)?;
        if let (Some(var), Value::Nat(number)) = (field.var, &value) {
            env.set(var, Actual::Nat(*number));
        }
        Ok(value)
    }

    fn repeat(&self, repeat: &'s Repeat, env: &Env<'s>, json: &Json) -> Result<Value<'s>, Error> {
        items(json, |json| match (single_item(repeat), json) {
            (Some(only), json) => self.field(only, &mut env.clone(), json),
            (None, Json::Object(map)) => {
                Ok(Value::Item(self.fields(&repeat.fields, &mut env.clone(), map)?))
            }
            _ => Err(unfit(json, "an object")),
        })
    }
}

fn items<'s>(json: &Json, read: impl Fn(&Json) -> Result<Value<'s>, Error>) -> Result<Value<'s>, Error> {
    let items = json.as_array().ok_or_else(|| unfit(json, "an array"))?;
    let items = items
        .iter()
        .enumerate()
        .map(|(place, json)| read(json).map_err(|error| error.inside(format_args!("[{place}]"))));
    Ok(Value::Vector(items.collect::<Result<_, _>>()?))
}

fn is_object(json: &Json) -> bool {
    json.get(TYPE).is_some()
}

/// A whole number, as a number or as its digits.
fn whole<T: std::str::FromStr>(json: &Json) -> Result<T, Error> {
    let digits = match json {
        Json::Number(number) => number.to_string(),
        Json::String(digits) => digits.clone(),
        _ => String::new(),
    };
    digits.parse().map_err(|_| unfit(json, "a whole number that fits"))
}

/// The bits of a number that has no value.
fn bits(json: &Json) -> Option<u64> {
    u64::from_str_radix(json.as_str()?.strip_prefix("0x")?, 16).ok()
}

fn text(json: &Json) -> Result<&str, Error> {
    json.as_str().ok_or_else(|| unfit(json, "a string"))
}

fn bytes(json: &Json, length: Option<usize>) -> Result<Vec<u8>, Error> {
    let found = unhex(text(json)?).filter(|bytes| length.is_none_or(|length| bytes.len() == length));
    found.ok_or_else(|| match length {
        Some(length) => unfit(json, &format!("{} hexadecimal digits", 2 * length)),
        None => unfit(json, "an even number of hexadecimal digits"),
    })
}

/// Bytes from two digits each.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?));
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty())
}

fn message(message: String) -> Error {
    Error::new(ErrorKind::Json { message })
}

/// A JSON value that does not fit; long ones are not repeated.
fn unfit(json: &Json, wanted: &str) -> Error {
    let mut found = json.to_string();
    if found.chars().count() > 40 {
        found = found.chars().take(40).chain("...".chars()).collect();
    }
    message(format!("{found} is not {wanted}"))
}

struct Shown<'a, 's> {
    value: &'a Value<'s>,
    twice: &'a BTreeSet<&'a str>,
}

impl Shown<'_, '_> {
    fn fields<M: SerializeMap>(&self, fields: &[Field<'_>], map: &mut M) -> Result<(), M::Error> {
        let twice = self.twice;
        fields
            .iter()
            .try_for_each(|field| map.serialize_entry(&field.name, &Shown { value: &field.value, twice }))
    }
}

impl Serialize for Shown<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Nat(value) => serializer.serialize_u32(*value),
            Value::Int(value) => serializer.serialize_i32(*value),
            Value::Long(value) => serializer.collect_str(value),
            Value::Double(value) if value.is_finite() => serializer.serialize_f64(*value),
            Value::Double(value) => serializer.collect_str(&format_args!("0x{:016x}", value.to_bits())),
            Value::Float(value) if value.is_finite() => serializer.serialize_f64((*value).into()),
            Value::Float(value) => serializer.collect_str(&format_args!("0x{:08x}", value.to_bits())),
            Value::String(text) => serializer.serialize_str(text),
            Value::Bytes(bytes) => serializer.serialize_str(&hex(bytes)),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Vector(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for value in items {
                    list.serialize_element(&Shown { value, twice: self.twice })?;
                }
                list.end()
            }
            Value::Item(fields) => {
                let mut map = serializer.serialize_map(None)?;
                self.fields(fields, &mut map)?;
                map.end()
            }
            Value::Object(object) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry(TYPE, &object.name)?;
                if self.twice.contains(object.name.as_ref()) {
                    map.serialize_entry(ID, &format!("#{:08x}", object.id))?;
                }
                self.fields(&object.fields, &mut map)?;
                map.end()
            }
        }
    }
}
