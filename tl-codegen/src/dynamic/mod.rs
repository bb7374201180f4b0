//! Reads, writes and draws the values of any schema without generated code (feature `dynamic`).
//!
//! In: a checked [`Schema`], and bytes or values. Out: values or bytes, or an [`Error`] with the place. It interprets the
//! schema anew each time: it is slow next to generated code, and it is there to look into bytes and to test that code.
//! For that it must not use the plan, the emitters or the runtime.
//!
//! ```
//! use tl_codegen::dynamic::{Dynamic, Random};
//! use tl_codegen::tl_parser::{SourceMap, schema};
//!
//! let mut sources = SourceMap::new();
//! sources.add("geo.tl", "geo.point#0e3fa15a flags:# lat:double name:flags.0?string = geo.Place;")?;
//! let (schema, _) = schema::load(&sources, &schema::Options::default());
//! let schema = schema.ok_or("the schema is right")?;
//!
//! let dynamic = Dynamic::new(&schema);
//! let place = dynamic.find("geo.Place")?;
//! let bytes = b"\x5a\xa1\x3f\x0e\x01\0\0\0\0\0\0\0\0\0\xf8\x3f\x04Rome\0\0\0";
//! let value = dynamic.read(place, bytes)?;
//! assert_eq!(value.to_string(), r#"geo.point { flags: 1, lat: 1.5, name: "Rome" }"#);
//! assert_eq!(dynamic.write(place, &value)?, bytes);
//!
//! let error = dynamic.read(place, &bytes[..21]).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "8 bytes are needed and 5 are left at byte 16 (name), where string was expected"
//! );
//! let random = dynamic.draw(place, &mut Random::new(7))?;
//! assert_eq!(dynamic.read(place, &dynamic.write(place, &random)?)?, random);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What stands for nothing on the wire is not read and not drawn: a default constructor (`_`) has no id by which it
//! could be told from the others. Of two functions with one id a bare `Function` field means the first.

mod draw;
mod error;
mod form;
#[cfg(feature = "json")]
pub(crate) mod json;
mod limits;
mod random;
mod read;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod uses;
mod value;
mod watch;
mod ways;
mod write;

use std::collections::HashMap;
use std::sync::OnceLock;

use tl_parser::schema::{Builtin, Combinator, CombinatorId, Kind, Schema, TypeId, nearest};

pub use self::error::{Error, ErrorKind};
pub use self::limits::Limits;
pub use self::random::Random;
pub use self::value::{Field, Object, Value};
pub use self::watch::{Part, Piece, Watch};

use self::form::Env;
use self::read::Reader;
use self::write::Writer;

/// What is read, written or drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// A boxed value of that type.
    Type(TypeId),
    /// That constructor or function, its id first.
    Combinator(CombinatorId),
    /// Any boxed value that its id describes.
    Object,
    /// Any call that its id describes.
    Function,
}

/// A schema whose values can be read, written and drawn.
pub struct Dynamic<'s> {
    schema: &'s Schema,
    limits: Limits,
    only_call: Option<CombinatorId>,
    /// The first of each id: constructors that stand alone, and functions.
    objects: HashMap<u32, CombinatorId>,
    calls: HashMap<u32, CombinatorId>,
    known: OnceLock<draw::Known<'s>>,
}

impl<'s> Dynamic<'s> {
    /// Gets ready for a schema, within the default [`Limits`].
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        let (mut objects, mut calls) = (HashMap::new(), HashMap::new());
        for (id, combinator) in schema.combinators() {
            let map = if combinator.is_function() { &mut calls } else { &mut objects };
            if combinator.is_function() || stands_alone(combinator) {
                map.entry(combinator.id).or_insert(id);
            }
        }
        Self { schema, limits: Limits::new(), only_call: None, objects, calls, known: OnceLock::new() }
    }

    /// Reads within other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Takes this function, which must not be generic, for every `!X`: generated code that was compiled for one inner
    /// call reads no other.
    #[must_use]
    pub fn only_call(mut self, function: CombinatorId) -> Self {
        self.only_call = Some(function);
        self
    }

    /// The schema.
    #[must_use]
    pub fn schema(&self) -> &'s Schema {
        self.schema
    }

    /// What has that name: a boxed type, a constructor, or else a function.
    ///
    /// # Errors
    /// There is nothing of that name; the error holds the most similar one.
    pub fn find(&self, name: &str) -> Result<Target, Error> {
        let ty = self.schema.types().find(|(_, ty)| ty.name == name);
        let constructor = || self.schema.constructors().find(|(_, found)| found.name == name);
        match ty.map(|(id, _)| Target::Type(id)).or_else(|| Some(Target::Combinator(constructor()?.0))) {
            Some(found) => Ok(found),
            None => self.find_function(name),
        }
    }

    /// The function of that name.
    ///
    /// # Errors
    /// There is no such function; the error holds the most similar name.
    pub fn find_function(&self, name: &str) -> Result<Target, Error> {
        match self.schema.functions().find(|(_, function)| function.name == name) {
            Some((id, _)) => Ok(Target::Combinator(id)),
            None => {
                let names = self.schema.combinators().map(|(_, found)| found.name.as_str());
                let near = nearest(name, names.chain(self.schema.types().map(|(_, ty)| ty.name.as_str())));
                let near = near.map(str::to_owned);
                Err(Error::new(ErrorKind::UnknownName { name: name.to_owned(), near }))
            }
        }
    }

    /// Reads a value from exactly these bytes.
    ///
    /// # Errors
    /// The bytes are no value of that kind, or the limits do not allow it; the error says at which byte.
    pub fn read(&self, target: Target, bytes: &[u8]) -> Result<Value<'s>, Error> {
        self.watch(target, bytes, &mut ())
    }

    /// Reads as [`read`](Self::read) does, and shows every step to `watch`.
    ///
    /// # Errors
    /// As [`read`](Self::read). What was read before the error has been shown.
    pub fn watch(&self, target: Target, bytes: &[u8], watch: &mut dyn Watch) -> Result<Value<'s>, Error> {
        let name = self.name(target);
        let part = Part { name: "", ty: &name, secret: false, governs: &[] };
        let mut reader = Reader::new(self, bytes, watch);
        let value = reader.part(&part, |r| match target {
            Target::Type(id) => r.boxed(id, &[]),
            Target::Combinator(id) => Ok(r.combinator(id)?.0),
            Target::Object => r.any_object(),
            Target::Function => Ok(r.call(true)?.0),
        })?;
        reader.end()?;
        Ok(value)
    }

    /// Reads the answer to a call from exactly these bytes. The call takes part: its fields may say how the answer is
    /// written, and a call that holds another has the other's answer.
    ///
    /// # Errors
    /// The call cannot be written, or the bytes are no answer to it.
    pub fn read_answer(&self, call: &Object<'_>, bytes: &[u8]) -> Result<Value<'s>, Error> {
        self.watch_answer(call, bytes, &mut ())
    }

    /// Reads as [`read_answer`](Self::read_answer) does, and shows every step to `watch`.
    ///
    /// # Errors
    /// As [`read_answer`](Self::read_answer).
    pub fn watch_answer(
        &self,
        call: &Object<'_>,
        bytes: &[u8],
        watch: &mut dyn Watch,
    ) -> Result<Value<'s>, Error> {
        let env = self.env(call)?;
        self.watch_type(&env, bytes, watch)
    }

    /// Reads what a call of that function answers when nothing is known of the call, and shows every step to `watch`.
    /// Numbers of the call count as 0.
    ///
    /// # Errors
    /// As [`read`](Self::read). The answer of a function that answers what a call inside of it does is not known.
    pub fn watch_result(
        &self,
        function: CombinatorId,
        bytes: &[u8],
        watch: &mut dyn Watch,
    ) -> Result<Value<'s>, Error> {
        self.watch_type(&Env::new(self.schema, function), bytes, watch)
    }

    fn watch_type(&self, env: &Env<'s>, bytes: &[u8], watch: &mut dyn Watch) -> Result<Value<'s>, Error> {
        let result = &self.schema.combinator(env.owner).result;
        let ty = form::Named { schema: self.schema, ty: result, owner: env.owner };
        let part = Part { name: "", ty: &ty, secret: false, governs: &[] };
        let mut reader = Reader::new(self, bytes, watch);
        let value = reader.part(&part, |r| r.ty(result, env))?;
        reader.end()?;
        Ok(value)
    }

    /// Writes a value.
    ///
    /// # Errors
    /// The value is not of that kind, or contradicts itself: a field that its mask says is absent, a number of items
    /// that is not the number beside them.
    pub fn write(&self, target: Target, value: &Value<'_>) -> Result<Vec<u8>, Error> {
        let mut writer = Writer::new(self);
        match (target, value) {
            (Target::Type(id), _) => writer.boxed(id, &[], value)?,
            (Target::Combinator(id), Value::Object(object)) => {
                writer.combinator_or_mismatch(id, object)?;
            }
            (Target::Object, Value::Object(_)) => writer.builtin(Builtin::Object, value)?,
            (Target::Function, Value::Object(object)) => {
                writer.call(object, true)?;
            }
            _ => {
                let found = value.kind().to_owned();
                return Err(Error::new(ErrorKind::Mismatch { found }).expecting(self.name(target)));
            }
        }
        Ok(writer.out)
    }

    /// Writes the answer to a call, as a server does.
    ///
    /// # Errors
    /// The call cannot be written, or the value is no answer to it.
    pub fn write_answer(&self, call: &Object<'_>, value: &Value<'_>) -> Result<Vec<u8>, Error> {
        let env = self.env(call)?;
        let mut writer = Writer::new(self);
        writer.ty(&self.schema.combinator(env.owner).result, &env, value)?;
        Ok(writer.out)
    }

    /// Draws a random value. The same seed draws the same value.
    ///
    /// # Errors
    /// No value with an end was found.
    pub fn draw(&self, target: Target, random: &mut Random) -> Result<Value<'s>, Error> {
        let drawn = draw::attempt(self, random, |drawer| match target {
            Target::Type(id) => drawer.one_of(id),
            Target::Combinator(id) => drawer.one(id),
            Target::Object => drawer.object_or_call(false),
            Target::Function => drawer.object_or_call(true),
        });
        drawn.map_err(|error| error.expecting(self.name(target)))
    }

    /// Draws a random answer to a call.
    ///
    /// # Errors
    /// The call cannot be written, or no answer with an end was found.
    pub fn draw_answer(&self, call: &Object<'_>, random: &mut Random) -> Result<Value<'s>, Error> {
        let env = self.env(call)?;
        let result = &self.schema.combinator(env.owner).result;
        draw::attempt(self, random, |drawer| drawer.value(result, &env))
    }

    /// What the variables of a call stand for.
    fn env(&self, call: &Object<'_>) -> Result<Env<'s>, Error> {
        Writer::new(self).function(call)
    }

    fn name(&self, target: Target) -> &'s str {
        match target {
            Target::Type(id) => &self.schema.ty(id).name,
            Target::Combinator(id) => &self.schema.combinator(id).name,
            Target::Object => "any boxed value",
            Target::Function => "any function",
        }
    }

    fn known(&self) -> &draw::Known<'s> {
        self.known.get_or_init(|| {
            let in_order = |map: &HashMap<u32, CombinatorId>| {
                let mut ids: Vec<_> =
                    map.values().copied().filter(|id| self.schema.combinator(*id).params == 0).collect();
                ids.sort_unstable();
                ids
            };
            draw::Known::new(self.schema, in_order(&self.objects), in_order(&self.calls))
        })
    }

    fn object_by_id(&self, id: u32) -> Option<CombinatorId> {
        self.objects.get(&id).copied()
    }

    fn call_by_id(&self, id: u32, generic: bool) -> Option<CombinatorId> {
        self.calls.get(&id).copied().filter(|id| generic || self.schema.combinator(*id).params == 0)
    }

    /// Anything that has the id, to say what stands where something else should.
    fn any_by_id(&self, id: u32) -> Option<CombinatorId> {
        self.schema.combinators().find(|(_, found)| found.id == id && found.name != "_").map(|(id, _)| id)
    }
}

/// Whether the id of a constructor says all about a value of it.
fn stands_alone(combinator: &Combinator) -> bool {
    matches!(combinator.kind, Kind::Constructor(_)) && combinator.params == 0 && combinator.name != "_"
}
