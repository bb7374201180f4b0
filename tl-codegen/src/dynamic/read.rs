//! Reads values from bytes by following the schema.
//!
//! In: bytes, what they should be, limits, and a watcher. Out: the value, or the first byte that does not fit. It is as
//! strict as generated code, and must not use it: the two are each other's test.

use std::borrow::Cow;

use tl_parser::schema::{self, Builtin, CombinatorId, Kind, Repeat, Schema, TypeId, TypeRef};

use super::Dynamic;
use super::error::{Error, ErrorKind};
use super::form::{
    Actual, Closed, Env, Form, Named, bool_ids, constructor_env, form, is_true, resolve, single_item,
    vector_item,
};
use super::limits::Limits;
use super::value::{Field, Object, Value};
use super::watch::{Part, Piece, Watch};

/// Names that an error about an id lists.
const KNOWN: usize = 8;

pub(super) struct Reader<'d, 's, 'b, 'w> {
    dynamic: &'d Dynamic<'s>,
    schema: &'s Schema,
    bytes: &'b [u8],
    at: usize,
    limits: Limits,
    depth: u32,
    memory: usize,
    empty_items: usize,
    watch: &'w mut dyn Watch,
}

impl<'d, 's, 'b, 'w> Reader<'d, 's, 'b, 'w> {
    pub(super) fn new(dynamic: &'d Dynamic<'s>, bytes: &'b [u8], watch: &'w mut dyn Watch) -> Self {
        let limits = dynamic.limits;
        let memory = bytes.len().saturating_mul(limits.memory_per_byte).saturating_add(limits.memory_base);
        let schema = dynamic.schema;
        let (depth, empty_items) = (limits.depth, limits.empty_items);
        Self { dynamic, schema, bytes, at: 0, limits, depth, memory, empty_items, watch }
    }

    /// Nothing may follow the value.
    pub(super) fn end(&self) -> Result<(), Error> {
        match self.rest().len() {
            0 => Ok(()),
            left => Err(self.error(self.at, ErrorKind::Trailing { left })),
        }
    }

    /// A part of the value, seen by the watcher.
    pub(super) fn part<T>(
        &mut self,
        part: &Part<'_>,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.watch.enter(part);
        let value =
            read(self).map_err(|error| error.expecting(part.ty).inside(format_args!("{}", part.name)))?;
        self.watch.leave();
        Ok(value)
    }

    /// A value of that type.
    pub(super) fn ty(&mut self, ty: &'s TypeRef, env: &Env<'s>) -> Result<Value<'s>, Error> {
        match form(self.schema, ty, env) {
            Form::Nat => Ok(self.number(|word| Value::Nat(u32::from_le_bytes(word)))?),
            Form::Builtin(builtin) => self.builtin(builtin),
            Form::Bare(id, env) => self.bare(id, env),
            Form::Boxed(id, actuals) => self.boxed(id, &actuals),
            Form::Repeat(repeat, count, env) => self.nested(|r| r.repeat(repeat, count, &env)),
            Form::Open => Err(self.error(self.at, ErrorKind::Open)),
        }
    }

    fn number<const N: usize>(
        &mut self,
        value: impl FnOnce([u8; N]) -> Value<'s>,
    ) -> Result<Value<'s>, Error> {
        let start = self.at;
        let value = value(self.array()?);
        self.watch.piece(start..self.at, &Piece::Data(&value));
        Ok(value)
    }

    fn builtin(&mut self, builtin: Builtin) -> Result<Value<'s>, Error> {
        self.watch.builtin(builtin);
        match builtin {
            Builtin::Int => self.number(|bytes| Value::Int(i32::from_le_bytes(bytes))),
            Builtin::Long => self.number(|bytes| Value::Long(i64::from_le_bytes(bytes))),
            Builtin::Double => self.number(|bytes| Value::Double(f64::from_le_bytes(bytes))),
            Builtin::Float => self.number(|bytes| Value::Float(f32::from_le_bytes(bytes))),
            Builtin::Int128 => self.number(|bytes: [u8; 16]| Value::Bytes(bytes.into())),
            Builtin::Int256 => self.number(|bytes: [u8; 32]| Value::Bytes(bytes.into())),
            Builtin::Int512 => self.number(|bytes: [u8; 64]| Value::Bytes(bytes.into())),
            Builtin::String => self.blob(true),
            Builtin::Bytes => self.blob(false),
            Builtin::Object => self.any_object(),
            Builtin::Function => Ok(self.call(false)?.0),
            _ => Err(self.error(self.at, ErrorKind::Open)),
        }
    }

    /// The fields of a constructor, or what they come to.
    fn bare(&mut self, id: CombinatorId, mut env: Env<'s>) -> Result<Value<'s>, Error> {
        let combinator = self.schema.combinator(id);
        self.watch.combinator(id);
        if let Some(item) = vector_item(combinator) {
            return self.nested(|r| r.vector(item, &env));
        }
        if is_true(combinator) {
            self.watch.piece(self.at..self.at, &Piece::Nothing);
            return Ok(Value::Bool(true));
        }
        self.plain(id, &mut env)
    }

    /// An id, and what it says.
    pub(super) fn boxed(&mut self, id: TypeId, actuals: &[Actual<'s>]) -> Result<Value<'s>, Error> {
        let (start, ty) = (self.at, self.schema.ty(id));
        let found = u32::from_le_bytes(self.array()?);
        // A default constructor has no id: nothing tells that it is there.
        let named = |id: &&CombinatorId| self.schema.combinator(**id).name != "_";
        let fits = |id: &&CombinatorId| named(id) && self.schema.combinator(**id).id == found;
        let Some(constructor) = ty.constructors.iter().find(fits) else {
            let known = ty.constructors.iter().filter(named).copied();
            return Err(self.unknown_id(start, found, known));
        };
        self.tag(start, *constructor);
        if let Some((_, yes)) = bool_ids(self.schema, ty) {
            self.watch.combinator(*constructor);
            return Ok(Value::Bool(found == yes));
        }
        match self.schema.combinator(*constructor).kind {
            Kind::Builtin(_, builtin) => self.builtin(builtin),
            _ => self.bare(*constructor, constructor_env(self.schema, *constructor, actuals)),
        }
    }

    /// Any value that its id alone describes.
    pub(super) fn any_object(&mut self) -> Result<Value<'s>, Error> {
        let start = self.at;
        let found = u32::from_le_bytes(self.array()?);
        let Some(id) = self.dynamic.object_by_id(found) else {
            return Err(self.unknown_id(start, found, std::iter::empty()).expecting("any boxed value"));
        };
        self.tag(start, id);
        self.object(id, &mut Env::new(self.schema, id))
    }

    /// The id of that constructor or function, and its fields; what its variables stand for at the end, too.
    pub(super) fn combinator(&mut self, id: CombinatorId) -> Result<(Value<'s>, Env<'s>), Error> {
        let start = self.at;
        let found = u32::from_le_bytes(self.array()?);
        let combinator = self.schema.combinator(id);
        if found != combinator.id {
            return Err(self.unknown_id(start, found, std::iter::once(id)).expecting(&combinator.name));
        }
        self.tag(start, id);
        let mut env = Env::new(self.schema, id);
        let value = self.object(id, &mut env)?;
        Ok((value, env))
    }

    /// A whole call. `generic` calls may be such that hold a call themselves.
    pub(super) fn call(&mut self, generic: bool) -> Result<(Value<'s>, Env<'s>), Error> {
        if let Some(only) = self.dynamic.only_call.filter(|_| generic) {
            return self.combinator(only);
        }
        let start = self.at;
        let found = u32::from_le_bytes(self.array()?);
        let Some(id) = self.dynamic.call_by_id(found, generic) else {
            return Err(self.unknown_id(start, found, std::iter::empty()).expecting("a function"));
        };
        self.tag(start, id);
        let mut env = Env::new(self.schema, id);
        let value = self.object(id, &mut env)?;
        Ok((value, env))
    }

    fn object(&mut self, id: CombinatorId, env: &mut Env<'s>) -> Result<Value<'s>, Error> {
        self.watch.combinator(id);
        self.plain(id, env)
    }

    fn plain(&mut self, id: CombinatorId, env: &mut Env<'s>) -> Result<Value<'s>, Error> {
        let combinator = self.schema.combinator(id);
        self.charge(size_of::<Object<'_>>())?;
        let fields = self.nested(|r| r.fields(&combinator.fields, env))?;
        let name = Cow::Borrowed(combinator.name.as_str());
        let is_function = combinator.is_function();
        Ok(Value::Object(Box::new(Object { name, id: combinator.id, is_function, fields })))
    }

    fn fields(&mut self, fields: &'s [schema::Field], env: &mut Env<'s>) -> Result<Vec<Field<'s>>, Error> {
        let mut values = Vec::new();
        for (place, field) in fields.iter().enumerate() {
            if !env.is_met(field.condition) {
                if let Some(var) = field.var {
                    env.set(var, Actual::Nat(0));
                }
                continue;
            }
            let name = field_name(field, place);
            let governs = governed(fields, field);
            let (shown, _) = resolve(&field.ty, env);
            let ty = Named { schema: self.schema, ty: shown.ty, owner: shown.env.owner };
            let part = Part { name: &name, ty: &ty, secret: field.secret, governs: &governs };
            let value = self.part(&part, |r| r.field(field, env))?;
            self.charge(size_of::<Field<'_>>())?;
            values.push(Field { name, value, secret: field.secret });
        }
        Ok(values)
    }

    fn field(&mut self, field: &'s schema::Field, env: &mut Env<'s>) -> Result<Value<'s>, Error> {
        if !field.bang {
            let value = self.ty(&field.ty, env)?;
            if let (Some(var), Value::Nat(number)) = (field.var, &value) {
                env.set(var, Actual::Nat(*number));
            }
            return Ok(value);
        }
        let (value, of) = self.call(true)?;
        if let TypeRef::Var { var, .. } = field.ty {
            env.set(var, answer(self.schema, of));
        }
        Ok(value)
    }

    fn vector(&mut self, item: &'s TypeRef, env: &Env<'s>) -> Result<Value<'s>, Error> {
        let start = self.at;
        let count = u32::from_le_bytes(self.array()?);
        self.watch.piece(start..self.at, &Piece::Count(count));
        let (shown, _) = resolve(item, env);
        let ty = Named { schema: self.schema, ty: shown.ty, owner: shown.env.owner };
        self.items(count, &ty, |r| r.ty(item, env))
    }

    fn repeat(&mut self, repeat: &'s Repeat, count: u32, env: &Env<'s>) -> Result<Value<'s>, Error> {
        if let Some(only) = single_item(repeat) {
            let (shown, _) = resolve(&only.ty, env);
            let ty = Named { schema: self.schema, ty: shown.ty, owner: shown.env.owner };
            return self.items(count, &ty, |r| r.field(only, &mut env.clone()));
        }
        self.items(count, &"fields", |r| Ok(Value::Item(r.fields(&repeat.fields, &mut env.clone())?)))
    }

    fn items(
        &mut self,
        count: u32,
        ty: &dyn std::fmt::Display,
        mut read: impl FnMut(&mut Self) -> Result<Value<'s>, Error>,
    ) -> Result<Value<'s>, Error> {
        let mut items = Vec::new();
        for place in 0..count {
            let start = self.at;
            let name = format!("[{place}]");
            let part = Part { name: &name, ty, secret: false, governs: &[] };
            let item = self.part(&part, |r| {
                let item = read(r)?;
                r.charge(size_of::<Value<'_>>())?;
                if r.at == start {
                    let left = r.empty_items.checked_sub(1);
                    r.empty_items = left.ok_or_else(|| r.error(start, ErrorKind::EmptyItems))?;
                }
                Ok(item)
            })?;
            items.push(item);
        }
        Ok(Value::Vector(items))
    }

    fn blob(&mut self, is_text: bool) -> Result<Value<'s>, Error> {
        let (start, rest) = (self.at, self.rest());
        let (header, length, shortest) = match rest {
            [] => return Err(self.end_of(4)),
            [255, a, b, c, d, e, f, g, ..] => {
                (8, u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, 0]), 1 << 24)
            }
            [255, ..] => return Err(self.end_of(8)),
            [254, a, b, c, ..] => (4, u64::from_le_bytes([*a, *b, *c, 0, 0, 0, 0, 0]), 254),
            [254, ..] => return Err(self.end_of(4)),
            [length, ..] => (1, u64::from(*length), 0),
        };
        if length < shortest {
            return Err(self.error(start, ErrorKind::LengthForm { length }));
        }
        let size = usize::try_from(length).unwrap_or(usize::MAX);
        let whole = size.saturating_add(header).checked_next_multiple_of(4);
        let whole = whole
            .and_then(|whole| rest.get(..whole))
            .ok_or_else(|| self.end_of((length + header as u64).next_multiple_of(4)))?;
        let (before, padding) = whole.split_at_checked(header + size).unwrap_or((whole, &[]));
        let data = before.get(header..).unwrap_or_default();
        self.watch.piece(start..start + header, &Piece::Length(length));
        self.charge(size)?;
        let value = if is_text {
            match std::str::from_utf8(data) {
                Ok(text) => Value::String(text.to_owned()),
                Err(error) => {
                    return Err(self.error(start + header + error.valid_up_to(), ErrorKind::Utf8));
                }
            }
        } else {
            Value::Bytes(data.to_vec())
        };
        let end = start + header + size;
        self.watch.piece(start + header..end, &Piece::Data(&value));
        if let Some((place, byte)) = padding.iter().enumerate().find(|(_, byte)| **byte != 0) {
            return Err(self.error(end + place, ErrorKind::Padding { byte: *byte }));
        }
        self.at = start + whole.len();
        if end < self.at {
            self.watch.piece(end..self.at, &Piece::Padding);
        }
        Ok(value)
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| self.error(self.at, ErrorKind::Depth))?;
        let value = read(self)?;
        self.depth = self.depth.saturating_add(1).min(self.limits.depth);
        Ok(value)
    }

    fn charge(&mut self, bytes: usize) -> Result<(), Error> {
        let left = self.memory.checked_sub(bytes);
        self.memory = left.ok_or_else(|| self.error(self.at, ErrorKind::Memory))?;
        Ok(())
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.rest().first_chunk().ok_or_else(|| self.end_of(N as u64))?;
        self.at += N;
        Ok(*bytes)
    }

    fn tag(&mut self, start: usize, id: CombinatorId) {
        let combinator = self.schema.combinator(id);
        self.watch.piece(start..self.at, &Piece::Id(combinator.id, &combinator.name));
    }

    fn end_of(&self, needed: u64) -> Error {
        self.error(self.at, ErrorKind::End { needed, left: self.rest().len() })
    }

    #[expect(clippy::unused_self, reason = "an error is of a reading")]
    fn error(&self, offset: usize, kind: ErrorKind) -> Error {
        Error { offset: Some(offset), ..Error::new(kind) }
    }

    fn unknown_id(&self, offset: usize, id: u32, known: impl Iterator<Item = CombinatorId>) -> Error {
        let mut known: Vec<String> = known
            .take(KNOWN + 1)
            .map(|id| self.schema.combinator(id))
            .map(|known| format!("{}#{:08x}", known.name, known.id))
            .collect();
        if let Some(last) = known.get_mut(KNOWN) {
            "...".clone_into(last);
        }
        let found = self.dynamic.any_by_id(id).map(|id| self.schema.combinator(id).line.clone());
        self.error(offset, ErrorKind::UnknownId { id, found, known })
    }
}

/// What a call answers.
pub(super) fn answer<'s>(schema: &'s Schema, call: Env<'s>) -> Actual<'s> {
    Actual::Type(Closed { ty: &schema.combinator(call.owner).result, env: call })
}

/// The name of a field, or its place.
pub(super) fn field_name(field: &schema::Field, place: usize) -> Cow<'_, str> {
    field.name.as_deref().map_or_else(|| Cow::Owned(place.to_string()), Cow::Borrowed)
}

/// The fields beside it that a mask governs.
fn governed(fields: &[schema::Field], mask: &schema::Field) -> Vec<(Option<u8>, String)> {
    let Some(var) = mask.var else { return Vec::new() };
    let governed = fields.iter().enumerate().filter_map(|(place, field)| {
        let condition = field.condition.filter(|condition| condition.mask == var)?;
        Some((condition.bit, field_name(field, place).into_owned()))
    });
    governed.collect()
}
