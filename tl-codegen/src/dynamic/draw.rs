//! Random values of a schema, for tests.
//!
//! In: what should be drawn, and random numbers. Out: a value that can be written and read. It knows nothing of any
//! other code that reads or writes, so bytes that both agree on are evidence.

use std::borrow::Cow;

use tl_parser::schema::{self, Builtin, CombinatorId, Kind, Repeat, Schema, TypeId, TypeRef};

use super::Dynamic;
use super::error::{Error, ErrorKind};
use super::form::{Actual, Env, Form, bool_ids, constructor_env, form, is_true, single_item, vector_item};
use super::random::Random;
use super::read::{answer, field_name};
use super::uses::{Use, Uses};
use super::value::{Field, Object, Value};
use super::ways::Depths;

/// From this depth on every choice takes the shortest way out.
const DEEP: usize = 6;
/// So does every choice once the value has about so many bytes.
const LONG: usize = 800;
/// A way out that takes longer than this is none.
const DEEPEST: usize = 60;
/// So often is a value begun anew that found no end.
const ATTEMPTS: usize = 100;
/// Items of a repetition whose number the schema gives: a value of more of them says nothing new.
const MANY: u32 = 100_000;

/// What drawing has to know of a schema, found out once.
pub(super) struct Known<'s> {
    uses: Uses,
    depths: Depths<'s>,
    objects: Vec<CombinatorId>,
    calls: Vec<CombinatorId>,
}

impl<'s> Known<'s> {
    pub(super) fn new(schema: &'s Schema, objects: Vec<CombinatorId>, calls: Vec<CombinatorId>) -> Self {
        Self { uses: Uses::new(schema), depths: Depths::new(schema), objects, calls }
    }
}

pub(super) struct Drawer<'d, 's, 'r> {
    schema: &'s Schema,
    known: &'d Known<'s>,
    only_call: Option<CombinatorId>,
    random: &'r mut Random,
    size: usize,
}

/// The value has no end on this way.
struct Lost;

type Drawn<T> = Result<T, Lost>;

/// Draws until a value has an end.
pub(super) fn attempt<'s, T>(
    dynamic: &Dynamic<'s>,
    random: &mut Random,
    draw: impl Fn(&mut Drawer<'_, 's, '_>) -> Option<T>,
) -> Result<T, Error> {
    for _ in 0..ATTEMPTS {
        let (schema, known) = (dynamic.schema, dynamic.known());
        let mut drawer = Drawer { schema, known, only_call: dynamic.only_call, random, size: 0 };
        if let Some(drawn) = draw(&mut drawer) {
            return Ok(drawn);
        }
    }
    Err(Error::new(ErrorKind::Endless))
}

impl<'s> Drawer<'_, 's, '_> {
    pub(super) fn value(&mut self, ty: &'s TypeRef, env: &Env<'s>) -> Option<Value<'s>> {
        self.ty(ty, env, 0).ok()
    }

    pub(super) fn one_of(&mut self, id: TypeId) -> Option<Value<'s>> {
        self.boxed(id, &[], 0).ok()
    }

    pub(super) fn one(&mut self, id: CombinatorId) -> Option<Value<'s>> {
        self.object(id, &mut Env::new(self.schema, id), 0).ok()
    }

    pub(super) fn object_or_call(&mut self, is_call: bool) -> Option<Value<'s>> {
        self.any(is_call, 0).ok()
    }

    fn is_tired(&self, depth: usize) -> bool {
        depth >= DEEP || self.size >= LONG
    }

    fn object(&mut self, id: CombinatorId, env: &mut Env<'s>, depth: usize) -> Drawn<Value<'s>> {
        let combinator = self.schema.combinator(id);
        self.size += 4;
        if depth > DEEPEST {
            return Err(Lost);
        }
        let fields = self.fields(&combinator.fields, env, depth + 1)?;
        let name = Cow::Borrowed(combinator.name.as_str());
        let is_function = combinator.is_function();
        Ok(Value::Object(Box::new(Object { name, id: combinator.id, is_function, fields })))
    }

    fn fields(
        &mut self,
        fields: &'s [schema::Field],
        env: &mut Env<'s>,
        depth: usize,
    ) -> Drawn<Vec<Field<'s>>> {
        let mut values = Vec::new();
        for (place, field) in fields.iter().enumerate() {
            if env.is_met(field.condition) {
                let value = self.field(field, env, depth)?;
                values.push(Field { name: field_name(field, place), value, secret: field.secret });
            } else if let Some(var) = field.var {
                env.set(var, Actual::Nat(0));
            }
        }
        Ok(values)
    }

    fn field(&mut self, field: &'s schema::Field, env: &mut Env<'s>, depth: usize) -> Drawn<Value<'s>> {
        if let Some(var) = field.var {
            let value = self.number(field, self.known.uses.of(env.owner, var), depth);
            env.set(var, Actual::Nat(value));
            self.size += 4;
            return Ok(Value::Nat(value));
        }
        if !field.bang {
            return self.ty(&field.ty, env, depth);
        }
        let call = match self.only_call {
            Some(call) => call,
            None => self.choose(&self.known.calls, depth)?,
        };
        let mut of = Env::new(self.schema, call);
        let value = self.object(call, &mut of, depth)?;
        if let TypeRef::Var { var, .. } = field.ty {
            env.set(var, answer(self.schema, of));
        }
        Ok(value)
    }

    /// The value of a `#` field.
    fn number(&mut self, field: &schema::Field, used: Use, depth: usize) -> u32 {
        if self.is_tired(depth) {
            return 0;
        }
        let any = self.random.word();
        if used.counts {
            return any % 4;
        }
        let some = any & used.bits;
        let of_bits = self.random.pick(&[0, used.bits, some, some, some]).unwrap_or(0);
        if used.is_computed(field) {
            return of_bits;
        }
        self.random.pick(&[of_bits, of_bits, any, any | 1 << 31]).unwrap_or(0)
    }

    fn ty(&mut self, ty: &'s TypeRef, env: &Env<'s>, depth: usize) -> Drawn<Value<'s>> {
        match form(self.schema, ty, env) {
            Form::Nat => {
                self.size += 4;
                Ok(Value::Nat(self.random.word()))
            }
            Form::Builtin(builtin) => self.builtin(builtin, depth),
            Form::Bare(id, env) => self.bare(id, env, depth),
            Form::Boxed(id, actuals) => self.boxed(id, &actuals, depth),
            Form::Repeat(repeat, count, env) => self.repeat(repeat, count, &env, depth),
            Form::Open => Err(Lost),
        }
    }

    fn bare(&mut self, id: CombinatorId, mut env: Env<'s>, depth: usize) -> Drawn<Value<'s>> {
        let combinator = self.schema.combinator(id);
        if is_true(combinator) {
            return Ok(Value::Bool(true));
        }
        let Some(item) = vector_item(combinator) else { return self.object(id, &mut env, depth) };
        if depth > DEEPEST {
            return Err(Lost);
        }
        let count = if self.is_tired(depth) { 0 } else { self.random.below(4) };
        self.size += 4;
        let items: Drawn<Vec<_>> = (0..count).map(|_| self.ty(item, &env, depth + 1)).collect();
        Ok(Value::Vector(items?))
    }

    fn boxed(&mut self, id: TypeId, actuals: &[Actual<'s>], depth: usize) -> Drawn<Value<'s>> {
        let ty = self.schema.ty(id);
        self.size += 4;
        if bool_ids(self.schema, ty).is_some() {
            return Ok(Value::Bool(self.random.below(2) == 1));
        }
        let named: Vec<CombinatorId> =
            ty.constructors.iter().copied().filter(|id| self.schema.combinator(*id).name != "_").collect();
        let chosen = self.choose(&named, depth)?;
        match self.schema.combinator(chosen).kind {
            Kind::Builtin(_, builtin) => self.builtin(builtin, depth),
            _ => self.bare(chosen, constructor_env(self.schema, chosen, actuals), depth),
        }
    }

    fn repeat(&mut self, repeat: &'s Repeat, count: u32, env: &Env<'s>, depth: usize) -> Drawn<Value<'s>> {
        if depth > DEEPEST || count > MANY {
            return Err(Lost);
        }
        let mut items = Vec::new();
        for _ in 0..count {
            let mut env = env.clone();
            items.push(match single_item(repeat) {
                Some(only) => self.field(only, &mut env, depth + 1)?,
                None => Value::Item(self.fields(&repeat.fields, &mut env, depth + 1)?),
            });
        }
        Ok(Value::Vector(items))
    }

    /// One of them, but the shortest way out when it is time to end.
    fn choose(&mut self, ids: &[CombinatorId], depth: usize) -> Drawn<CombinatorId> {
        let depths = &self.known.depths;
        if !self.is_tired(depth) {
            return self.random.pick(ids).ok_or(Lost);
        }
        let shortest = ids.iter().map(|id| depths.of(*id)).min();
        let good: Vec<_> = ids.iter().copied().filter(|id| Some(depths.of(*id)) == shortest).collect();
        self.random.pick(&good).ok_or(Lost)
    }

    /// Any boxed value, or any call.
    fn any(&mut self, is_call: bool, depth: usize) -> Drawn<Value<'s>> {
        let known = self.known;
        let chosen = self.choose(if is_call { &known.calls } else { &known.objects }, depth)?;
        self.object(chosen, &mut Env::new(self.schema, chosen), depth)
    }

    fn builtin(&mut self, builtin: Builtin, depth: usize) -> Drawn<Value<'s>> {
        self.size += 8;
        Ok(match builtin {
            Builtin::Int => Value::Int(self.random.word().cast_signed()),
            Builtin::Long => Value::Long(self.random.long().cast_signed()),
            Builtin::Double => Value::Double(self.double()),
            Builtin::Float => Value::Float(f32::from_bits(self.random.word())),
            Builtin::String => Value::String(self.text(depth)),
            Builtin::Bytes => {
                let length = self.length(depth);
                Value::Bytes(self.bytes(length))
            }
            Builtin::Int128 => Value::Bytes(self.bytes(16)),
            Builtin::Int256 => Value::Bytes(self.bytes(32)),
            Builtin::Int512 => Value::Bytes(self.bytes(64)),
            Builtin::Object => self.any(false, depth)?,
            Builtin::Function => self.any(true, depth)?,
            _ => return Err(Lost),
        })
    }

    /// Mostly ordinary numbers, at times one that is special: without a sign, without an end, not a number.
    fn double(&mut self) -> f64 {
        let any = self.random.long();
        match self.random.below(20) {
            0 => f64::from_bits(f64::NAN.to_bits() | any >> 12),
            1 => -0.0,
            2 => f64::INFINITY,
            3 => f64::MIN_POSITIVE,
            _ => Some(f64::from_bits(any)).filter(|any| !any.is_nan()).unwrap_or(1.5),
        }
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        self.size += length;
        (0..length).map(|_| self.random.word() as u8).collect()
    }

    /// The length of a text: mostly short, at times around the length from which it is written in another form.
    fn length(&mut self, depth: usize) -> usize {
        match self.random.below(16) {
            _ if self.is_tired(depth) => self.random.below(4),
            0 => 252 + self.random.below(5),
            1 => self.random.below(300),
            _ => self.random.below(20),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        let length = self.length(depth);
        self.size += length;
        let mut text = String::new();
        while text.len() < length {
            let limit = self.random.pick(&[0x80, 0x80, 0x800, 0x1_0000, 0x11_0000]).unwrap_or(0x80);
            let any = char::from_u32(self.random.word() % limit);
            text.push(any.filter(|any| text.len() + any.len_utf8() <= length).unwrap_or('.'));
        }
        text
    }
}
