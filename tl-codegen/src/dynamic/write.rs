//! Writes values as bytes by following the schema.
//!
//! In: a value and what it should be written as. Out: the bytes, or the part of the value that does not fit. Nothing is
//! guessed and nothing is left out: masks are fields, and fields have to agree with them.

use tl_parser::schema::{self, Builtin, CombinatorId, Kind, Repeat, Schema, TypeId, TypeRef};

use super::Dynamic;
use super::error::{Error, ErrorKind};
use super::form::vector_item;
use super::form::{
    Actual, Env, Form, Named, bool_ids, builtin_name, constructor_env, form, is_true, single_item,
};
use super::read::{answer, field_name};
use super::value::{Field, Object, Value};

/// Levels of nesting that are written; it bounds the stack. No value that was read or drawn is so deep.
const DEPTH: u32 = 1000;

pub(super) struct Writer<'d, 's> {
    dynamic: &'d Dynamic<'s>,
    schema: &'s Schema,
    pub(super) out: Vec<u8>,
    depth: u32,
}

impl<'d, 's> Writer<'d, 's> {
    pub(super) fn new(dynamic: &'d Dynamic<'s>) -> Self {
        Self { dynamic, schema: dynamic.schema, out: Vec::new(), depth: DEPTH.min(dynamic.limits.depth) }
    }

    pub(super) fn ty(&mut self, ty: &'s TypeRef, env: &Env<'s>, value: &Value<'_>) -> Result<(), Error> {
        match form(self.schema, ty, env) {
            Form::Nat => match value {
                Value::Nat(number) => self.put(&number.to_le_bytes()),
                _ => Err(mismatch(value).expecting("#")),
            },
            Form::Builtin(builtin) => self.builtin(builtin, value),
            Form::Bare(id, env) => self.bare(id, env, value),
            Form::Boxed(id, actuals) => self.boxed(id, &actuals, value),
            Form::Repeat(repeat, count, env) => self.nested(|w| w.repeat(repeat, count, &env, value)),
            Form::Open => Err(Error::new(ErrorKind::Open)),
        }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    pub(super) fn builtin(&mut self, builtin: Builtin, value: &Value<'_>) -> Result<(), Error> {
        match (builtin, value) {
            (Builtin::Int, Value::Int(value)) => self.put(&value.to_le_bytes()),
            (Builtin::Long, Value::Long(value)) => self.put(&value.to_le_bytes()),
            (Builtin::Double, Value::Double(value)) => self.put(&value.to_le_bytes()),
            (Builtin::Float, Value::Float(value)) => self.put(&value.to_le_bytes()),
            (Builtin::Int128, Value::Bytes(bytes)) if bytes.len() == 16 => self.put(bytes),
            (Builtin::Int256, Value::Bytes(bytes)) if bytes.len() == 32 => self.put(bytes),
            (Builtin::Int512, Value::Bytes(bytes)) if bytes.len() == 64 => self.put(bytes),
            (Builtin::String, Value::String(text)) => self.blob(text.as_bytes()),
            (Builtin::Bytes, Value::Bytes(bytes)) => self.blob(bytes),
            (Builtin::Object, Value::Object(object)) => {
                let id = self.dynamic.object_by_id(object.id).filter(|id| self.is(*id, object));
                let id = id.ok_or_else(|| mismatch(value).expecting("any boxed value"))?;
                self.combinator(id, object).map(|_| ())
            }
            (Builtin::Function, Value::Object(object)) => self.call(object, false).map(|_| ()),
            _ => Err(mismatch(value).expecting(builtin_name(builtin))),
        }
    }

    fn bare(&mut self, id: CombinatorId, mut env: Env<'s>, value: &Value<'_>) -> Result<(), Error> {
        let combinator = self.schema.combinator(id);
        match value {
            Value::Vector(items) => {
                let item = vector_item(combinator);
                let item = item.ok_or_else(|| mismatch(value).expecting(&combinator.name))?;
                let count = u32::try_from(items.len()).map_err(|_| Error::new(ErrorKind::TooLong))?;
                self.put(&count.to_le_bytes())?;
                self.nested(|w| w.items(items, |w, value| w.ty(item, &env, value)))
            }
            Value::Bool(true) if is_true(combinator) => Ok(()),
            Value::Object(object) if self.is(id, object) && !is_true(combinator) => {
                self.nested(|w| w.fields(&combinator.fields, &mut env, &object.fields))
            }
            _ => Err(mismatch(value).expecting(&combinator.name)),
        }
    }

    pub(super) fn boxed(
        &mut self,
        id: TypeId,
        actuals: &[Actual<'s>],
        value: &Value<'_>,
    ) -> Result<(), Error> {
        let ty = self.schema.ty(id);
        if let (Value::Bool(value), Some((no, yes))) = (value, bool_ids(self.schema, ty)) {
            return self.put(&if *value { yes } else { no }.to_le_bytes());
        }
        let chosen = ty.constructors.iter().copied().find(|id| {
            let combinator = self.schema.combinator(*id);
            match value {
                Value::Object(object) => self.is(*id, object) && combinator.name != "_",
                Value::Vector(_) => vector_item(combinator).is_some(),
                Value::Bool(value) => *value && is_true(combinator),
                _ => matches!(combinator.kind, Kind::Builtin(..)),
            }
        });
        let chosen = chosen.ok_or_else(|| mismatch(value).expecting(&ty.name))?;
        let combinator = self.schema.combinator(chosen);
        self.put(&combinator.id.to_le_bytes())?;
        match combinator.kind {
            Kind::Builtin(_, builtin) => self.builtin(builtin, value),
            _ => self.bare(chosen, constructor_env(self.schema, chosen, actuals), value),
        }
    }

    /// An id and the fields; what the variables stand for at the end.
    pub(super) fn combinator(&mut self, id: CombinatorId, object: &Object<'_>) -> Result<Env<'s>, Error> {
        let combinator = self.schema.combinator(id);
        self.put(&combinator.id.to_le_bytes())?;
        let mut env = Env::new(self.schema, id);
        self.nested(|w| w.fields(&combinator.fields, &mut env, &object.fields))?;
        Ok(env)
    }

    /// That constructor or function, if the object is one.
    pub(super) fn combinator_or_mismatch(
        &mut self,
        id: CombinatorId,
        object: &Object<'_>,
    ) -> Result<Env<'s>, Error> {
        if self.is(id, object) {
            return self.combinator(id, object);
        }
        let found = object_name(object);
        Err(Error::new(ErrorKind::Mismatch { found }).expecting(&self.schema.combinator(id).name))
    }

    /// The function that the object is a call of: two functions may have one id.
    pub(super) fn function(&mut self, object: &Object<'_>) -> Result<Env<'s>, Error> {
        let first = self.dynamic.call_by_id(object.id, true).filter(|id| self.is(*id, object));
        let another = || self.schema.functions().map(|(id, _)| id).find(|id| self.is(*id, object));
        match first.or_else(another) {
            Some(id) => self.combinator(id, object),
            None => Err(not_a_function(object)),
        }
    }

    /// A whole call.
    pub(super) fn call(&mut self, object: &Object<'_>, generic: bool) -> Result<Env<'s>, Error> {
        let found = match self.dynamic.only_call.filter(|_| generic) {
            Some(only) => Some(only),
            None => self.dynamic.call_by_id(object.id, generic),
        };
        match found.filter(|id| self.is(*id, object)) {
            Some(id) => self.combinator(id, object),
            None => Err(not_a_function(object)),
        }
    }

    fn fields(
        &mut self,
        fields: &'s [schema::Field],
        env: &mut Env<'s>,
        values: &[Field<'_>],
    ) -> Result<(), Error> {
        let mut values = values.iter().peekable();
        for (place, field) in fields.iter().enumerate() {
            let name = field_name(field, place);
            let value = values.next_if(|value| value.name == name);
            let is_there = env.is_met(field.condition);
            let named = |error: Error| {
                let ty = Named { schema: self.schema, ty: &field.ty, owner: env.owner };
                error.expecting(ty).inside(format_args!("{name}"))
            };
            match value {
                None if is_there => return Err(named(Error::new(ErrorKind::Missing))),
                Some(_) if !is_there => return Err(named(Error::new(ErrorKind::Surplus))),
                None => {
                    if let Some(var) = field.var {
                        env.set(var, Actual::Nat(0));
                    }
                }
                Some(value) => {
                    let owner = env.owner;
                    self.field(field, env, &value.value).map_err(|error| {
                        let ty = Named { schema: self.schema, ty: &field.ty, owner };
                        error.expecting(ty).inside(format_args!("{name}"))
                    })?;
                }
            }
        }
        match values.next() {
            Some(more) => Err(Error::new(ErrorKind::Surplus).inside(format_args!("{}", more.name))),
            None => Ok(()),
        }
    }

    fn field(&mut self, field: &'s schema::Field, env: &mut Env<'s>, value: &Value<'_>) -> Result<(), Error> {
        if field.bang {
            let Value::Object(call) = value else { return Err(mismatch(value)) };
            let of = self.call(call, true)?;
            if let TypeRef::Var { var, .. } = field.ty {
                env.set(var, answer(self.schema, of));
            }
            return Ok(());
        }
        if let (Some(var), Value::Nat(number)) = (field.var, value) {
            env.set(var, Actual::Nat(*number));
        }
        self.ty(&field.ty, env, value)
    }

    fn repeat(
        &mut self,
        repeat: &'s Repeat,
        count: u32,
        env: &Env<'s>,
        value: &Value<'_>,
    ) -> Result<(), Error> {
        let Value::Vector(items) = value else { return Err(mismatch(value)) };
        if u32::try_from(items.len()) != Ok(count) {
            return Err(Error::new(ErrorKind::Count { expected: count, found: items.len() }));
        }
        let single = single_item(repeat);
        self.items(items, |w, item| match (single, item) {
            (Some(only), item) => w.field(only, &mut env.clone(), item),
            (None, Value::Item(fields)) => w.fields(&repeat.fields, &mut env.clone(), fields),
            _ => Err(mismatch(item)),
        })
    }

    fn items(
        &mut self,
        items: &[Value<'_>],
        mut write: impl FnMut(&mut Self, &Value<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for (place, item) in items.iter().enumerate() {
            write(self, item).map_err(|error| error.inside(format_args!("[{place}]")))?;
        }
        Ok(())
    }

    fn blob(&mut self, data: &[u8]) -> Result<(), Error> {
        let start = self.out.len();
        let [a, b, c, d, e, f, g, top] = (data.len() as u64).to_le_bytes();
        match data.len() {
            0..254 => self.put(&[a])?,
            254..0x100_0000 => self.put(&[254, a, b, c])?,
            _ if top == 0 => self.put(&[255, a, b, c, d, e, f, g])?,
            _ => return Err(Error::new(ErrorKind::TooLong)),
        }
        self.put(data)?;
        let length = self.out.len() - start;
        self.out.resize(start + length.next_multiple_of(4), 0);
        Ok(())
    }

    fn nested<T>(&mut self, write: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| Error::new(ErrorKind::Depth))?;
        let written = write(self)?;
        self.depth += 1;
        Ok(written)
    }

    /// Whether the object is one of that combinator.
    fn is(&self, id: CombinatorId, object: &Object<'_>) -> bool {
        let combinator = self.schema.combinator(id);
        combinator.id == object.id
            && combinator.name == object.name
            && combinator.is_function() == object.is_function
    }
}

fn not_a_function(object: &Object<'_>) -> Error {
    Error::new(ErrorKind::Mismatch { found: object_name(object) }).expecting("a function of the schema")
}

fn object_name(object: &Object<'_>) -> String {
    format!("`{}#{:08x}`", object.name, object.id)
}

fn mismatch(value: &Value<'_>) -> Error {
    let found = match value {
        Value::Object(object) => object_name(object),
        _ => value.kind().to_owned(),
    };
    Error::new(ErrorKind::Mismatch { found })
}
