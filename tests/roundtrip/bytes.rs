//! Random valid bytes of a schema: the wire form a second time, by interpreting the model.
//!
//! In: a schema and a seed. Out: the bytes of boxed values and of answers. It shares no code and no decision with the
//! generator, so bytes that both agree on are evidence. It must not know how a type looks in Rust.

use std::collections::BTreeSet;
use std::rc::Rc;

use tl_parser::Schema;
use tl_parser::schema::{Arg, Builtin, CombinatorId, Field, Kind, Nat, TypeId, TypeRef};

use super::depth::Depths;
use super::random::Random;
use super::uses::{Use, Uses, result_var};

/// From this depth on every choice takes the shortest way out.
const DEEP: usize = 6;
/// So does every choice once there are so many bytes.
const LONG: usize = 800;
/// A way out that takes longer than this is none.
const DEEPEST: usize = 60;

/// What a schema says besides its combinators, found out once.
pub(crate) struct Known<'s> {
    pub(crate) schema: &'s Schema,
    uses: Uses,
    depths: Depths<'s>,
    /// The function that stands for every `!X`.
    call: Option<CombinatorId>,
}

impl<'s> Known<'s> {
    pub(crate) fn new(schema: &'s Schema, call: Option<CombinatorId>) -> Self {
        Self { schema, uses: Uses::new(schema), depths: Depths::new(schema), call }
    }
}

/// What a variable stands for.
#[derive(Clone)]
enum Actual<'s> {
    Nat(u32),
    /// A type, with the variables of the combinator that wrote it.
    Type(&'s TypeRef, Rc<Env<'s>>),
}

/// The variables of a combinator.
#[derive(Clone)]
struct Env<'s> {
    owner: CombinatorId,
    vars: Vec<Option<Actual<'s>>>,
}

impl Env<'_> {
    fn nat(&self, nat: Nat) -> u32 {
        let base = match nat.var.map(|var| &self.vars[var.index()]) {
            None => 0,
            Some(Some(Actual::Nat(value))) => *value,
            Some(_) => panic!("a number that has no value"),
        };
        base + nat.plus
    }
}

/// A request, with what its answer depends on.
pub(crate) struct Request<'s> {
    env: Env<'s>,
}

/// Writes one value.
pub(crate) struct Bytes<'k, 's> {
    known: &'k Known<'s>,
    random: Random,
    pub(crate) out: Vec<u8>,
    /// A number that is not equal to itself was written.
    pub(crate) has_nan: bool,
    /// The combinators that took part.
    pub(crate) seen: BTreeSet<CombinatorId>,
    /// The built-in types that took part.
    pub(crate) builtins: BTreeSet<Builtin>,
    lost: bool,
}

impl<'k, 's> Bytes<'k, 's> {
    /// Writes a value that starts with the id of this combinator.
    pub(crate) fn of(known: &'k Known<'s>, id: CombinatorId, seed: u64) -> (Self, Request<'s>) {
        Self::attempt(known, seed, |bytes| {
            let env = bytes.boxed_combinator(id, Vec::new(), 0);
            Request { env }
        })
    }

    /// Writes an answer to the request.
    pub(crate) fn answer(known: &'k Known<'s>, request: &Request<'s>, seed: u64) -> Self {
        let result = &known.schema.combinator(request.env.owner).result;
        Self::attempt(known, seed, |bytes| bytes.ty(result, &request.env, 0)).0
    }

    fn attempt<T>(known: &'k Known<'s>, seed: u64, write: impl Fn(&mut Self) -> T) -> (Self, T) {
        let mut random = Random::new(seed);
        for _ in 0..100 {
            let mut bytes = Self {
                known,
                random: Random::new(random.long()),
                out: Vec::new(),
                has_nan: false,
                seen: BTreeSet::new(),
                builtins: BTreeSet::new(),
                lost: false,
            };
            let value = write(&mut bytes);
            if !bytes.lost {
                return (bytes, value);
            }
        }
        panic!("no value that ends was found");
    }

    fn is_tired(&self, depth: usize) -> bool {
        depth >= DEEP || self.out.len() >= LONG
    }

    fn word(&mut self, word: u32) {
        self.out.extend(word.to_le_bytes());
    }

    fn boxed_combinator(
        &mut self,
        id: CombinatorId,
        vars: Vec<(usize, Actual<'s>)>,
        depth: usize,
    ) -> Env<'s> {
        let schema = self.known.schema;
        let combinator = schema.combinator(id);
        if combinator.name != "_" {
            self.word(combinator.id);
        }
        self.combinator(id, vars, depth)
    }

    /// The fields; gives back what its variables stand for in the end.
    fn combinator(&mut self, id: CombinatorId, vars: Vec<(usize, Actual<'s>)>, depth: usize) -> Env<'s> {
        let schema = self.known.schema;
        let combinator = schema.combinator(id);
        let mut env = Env { owner: id, vars: vec![None; combinator.vars.len()] };
        for (place, actual) in vars {
            env.vars[place] = Some(actual);
        }
        self.seen.insert(id);
        self.lost |= depth > DEEPEST;
        if self.lost {
            return env;
        }
        match combinator.kind {
            Kind::Builtin(_, builtin) => self.builtin(builtin, depth + 1),
            _ => self.fields(&combinator.fields, &mut env, depth + 1),
        }
        env
    }

    fn fields(&mut self, fields: &'s [Field], env: &mut Env<'s>, depth: usize) {
        for field in fields {
            let is_there = field.condition.is_none_or(|condition| {
                let mask = env.nat(Nat::var(condition.mask));
                condition.bit.map_or(mask != 0, |bit| mask >> bit & 1 == 1)
            });
            if let Some(var) = field.var {
                let value = if is_there {
                    let value = self.nat(field, self.known.uses.of(env.owner, var), depth);
                    self.word(value);
                    value
                } else {
                    0
                };
                env.vars[var.index()] = Some(Actual::Nat(value));
            } else if is_there && field.bang {
                self.call(depth);
            } else if is_there {
                self.ty(&field.ty, env, depth);
            }
        }
    }

    /// The value of a `#` field.
    fn nat(&mut self, field: &Field, used: Use, depth: usize) -> u32 {
        if self.is_tired(depth) {
            return 0;
        }
        let any = self.random.word();
        if used.counts {
            return any % 4;
        }
        let of_bits = self.random.pick(&[0, used.bits, any & used.bits, any & used.bits, any & used.bits]);
        if used.is_computed(field) {
            return of_bits;
        }
        self.random.pick(&[of_bits, of_bits, any, any | 1 << 31])
    }

    fn call(&mut self, depth: usize) {
        let call = self.known.call.expect("a schema with `!X` has a function to put there");
        self.boxed_combinator(call, Vec::new(), depth);
    }

    fn ty(&mut self, ty: &'s TypeRef, env: &Env<'s>, depth: usize) {
        let schema = self.known.schema;
        match ty {
            TypeRef::Nat => {
                let any = self.random.word();
                self.word(any);
            }
            TypeRef::Builtin(builtin) => self.builtin(*builtin, depth),
            TypeRef::Bare(id, args) => {
                let vars = actuals(args, env).enumerate().collect();
                self.combinator(*id, vars, depth);
            }
            TypeRef::Boxed(id, args) => {
                let constructors = &schema.ty(*id).constructors;
                if let Some(chosen) = self.choose(constructors, depth) {
                    self.boxed_combinator(chosen, self.constructor_vars(chosen, args, env), depth);
                }
            }
            TypeRef::Var { var, bare } => match &env.vars[var.index()] {
                Some(Actual::Type(ty, of)) if *bare => self.bare(ty, &Rc::clone(of), depth),
                Some(Actual::Type(ty, of)) => self.ty(ty, &Rc::clone(of), depth),
                Some(Actual::Nat(_)) => panic!("a number in the place of a type"),
                // What the call answers.
                None => {
                    let call = self.known.call.expect("a schema with `!X` has a function to put there");
                    let env = Env { owner: call, vars: Vec::new() };
                    self.ty(&schema.combinator(call).result, &env, depth);
                }
            },
            TypeRef::Repeat(repeat) => {
                for _ in 0..env.nat(repeat.count) {
                    self.fields(&repeat.fields, &mut env.clone(), depth);
                }
            }
        }
    }

    /// `%X`
    fn bare(&mut self, ty: &'s TypeRef, env: &Env<'s>, depth: usize) {
        match ty {
            TypeRef::Boxed(id, args) => {
                let only = self.known.schema.ty(*id).constructors[0];
                self.combinator(only, self.constructor_vars(only, args, env), depth);
            }
            _ => self.ty(ty, env, depth),
        }
    }

    /// What the parameters of a constructor stand for when its type has these arguments.
    fn constructor_vars(&self, id: CombinatorId, args: &'s [Arg], env: &Env<'s>) -> Vec<(usize, Actual<'s>)> {
        let combinator = self.known.schema.combinator(id);
        let vars = actuals(args, env).enumerate();
        vars.filter_map(|(place, actual)| Some((result_var(combinator, place)?.index(), actual))).collect()
    }

    /// One of them, but the shortest way out when it is time to end.
    fn choose(&mut self, ids: &[CombinatorId], depth: usize) -> Option<CombinatorId> {
        let depths = &self.known.depths;
        let shortest = ids.iter().map(|id| depths.of(*id)).min();
        let tired = self.is_tired(depth);
        let good: Vec<CombinatorId> =
            ids.iter().copied().filter(|id| !tired || Some(depths.of(*id)) == shortest).collect();
        if good.is_empty() {
            self.lost = true;
            return None;
        }
        Some(self.random.pick(&good))
    }

    fn builtin(&mut self, builtin: Builtin, depth: usize) {
        self.builtins.insert(builtin);
        match builtin {
            Builtin::Int => {
                let word = self.random.word();
                self.word(word);
            }
            Builtin::Long => self.raw(8),
            Builtin::Double => {
                let special = [f64::NAN, -0.0, f64::INFINITY, f64::MIN_POSITIVE].map(f64::to_bits);
                // The last one is a NaN with a payload.
                let any = f64::from_bits(self.random.long());
                let any = if any.is_nan() { 1.5_f64.to_bits() } else { any.to_bits() };
                let bits = self.random.pick(&[any, any, any, any, special[1], special[2], special[3]]);
                let bits =
                    if self.random.below(20) == 0 { special[0] | self.random.long() >> 12 } else { bits };
                self.has_nan |= f64::from_bits(bits).is_nan();
                self.out.extend(bits.to_le_bytes());
            }
            Builtin::Float => {
                let bits = self.random.word();
                self.has_nan |= f32::from_bits(bits).is_nan();
                self.word(bits);
            }
            Builtin::String => {
                let text = self.text(depth);
                self.blob(text.as_bytes());
            }
            Builtin::Bytes => {
                let length = self.length(depth);
                let data: Vec<u8> = (0..length).map(|_| self.random.word() as u8).collect();
                self.blob(&data);
            }
            Builtin::Int128 => self.raw(16),
            Builtin::Int256 => self.raw(32),
            Builtin::Int512 => self.raw(64),
            Builtin::Object => self.any(false, depth),
            Builtin::Function => self.any(true, depth),
            other => panic!("the bytes of {other:?} are not known"),
        }
    }

    fn raw(&mut self, length: usize) {
        for _ in 0..length {
            let byte = self.random.word() as u8;
            self.out.push(byte);
        }
    }

    /// Any boxed value, or any call.
    fn any(&mut self, function: bool, depth: usize) {
        let all = self.known.schema.combinators();
        let declared = |kind: Kind| !matches!(kind, Kind::Builtin(..));
        let fits = all.filter(|(_, c)| {
            c.is_function() == function && declared(c.kind) && c.params == 0 && c.name != "_"
        });
        let ids: Vec<CombinatorId> = fits.map(|(id, _)| id).collect();
        if let Some(chosen) = self.choose(&ids, depth) {
            self.boxed_combinator(chosen, Vec::new(), depth);
        }
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
        let mut text = String::new();
        while text.len() < length {
            let limit = self.random.pick(&[0x80, 0x80, 0x800, 0x1_0000, 0x11_0000]);
            let any =
                char::from_u32(self.random.word() % limit).filter(|c| text.len() + c.len_utf8() <= length);
            text.push(any.unwrap_or('.'));
        }
        text
    }

    fn blob(&mut self, data: &[u8]) {
        let start = self.out.len();
        match u8::try_from(data.len()).ok().filter(|length| *length < 254) {
            Some(length) => self.out.push(length),
            None => {
                let length = u32::try_from(data.len()).expect("texts are short");
                self.word(length << 8 | 254);
            }
        }
        self.out.extend(data);
        while !(self.out.len() - start).is_multiple_of(4) {
            self.out.push(0);
        }
    }
}

fn actuals<'a, 's>(args: &'s [Arg], env: &'a Env<'s>) -> impl Iterator<Item = Actual<'s>> + use<'a, 's> {
    let shared = Rc::new(env.clone());
    args.iter().map(move |arg| match arg {
        Arg::Type(ty) => Actual::Type(ty, Rc::clone(&shared)),
        Arg::Nat(nat) => Actual::Nat(env.nat(*nat)),
    })
}

/// The type that a constructor belongs to, when a value can stand alone: it needs nothing from outside.
pub(crate) fn stands_alone(schema: &Schema, id: CombinatorId) -> Option<TypeId> {
    let combinator = schema.combinator(id);
    combinator.constructs().filter(|_| combinator.params == 0)
}
