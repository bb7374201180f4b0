//! What a type comes to once its variables are known: the one place that looks through parameters and arguments.
//!
//! In: a type of the schema and the variables of the combinator that wrote it. Out: a [`Form`], which reading, writing
//! and drawing follow alike. No bytes and no values here.

use std::fmt;
use std::rc::Rc;

use tl_parser::schema::{
    Arg, BoxedType, Builtin, Combinator, CombinatorId, Condition, Field, Kind, Nat, Repeat, Schema, TypeId,
    TypeRef, VarId,
};

/// What a variable stands for.
#[derive(Clone)]
pub(super) enum Actual<'s> {
    Nat(u32),
    Type(Closed<'s>),
}

/// A type with the variables of the combinator that wrote it.
#[derive(Clone)]
pub(super) struct Closed<'s> {
    pub(super) ty: &'s TypeRef,
    pub(super) env: Env<'s>,
}

/// The variables of a combinator. Copies share what they hold until one of them is changed.
#[derive(Clone)]
pub(super) struct Env<'s> {
    pub(super) owner: CombinatorId,
    vars: Rc<Vec<Option<Actual<'s>>>>,
}

impl<'s> Env<'s> {
    /// A combinator of which nothing is known yet.
    pub(super) fn new(schema: &Schema, owner: CombinatorId) -> Self {
        Self { owner, vars: Rc::new(vec![None; schema.combinator(owner).vars.len()]) }
    }

    pub(super) fn set(&mut self, var: VarId, actual: Actual<'s>) {
        if let Some(slot) = Rc::make_mut(&mut self.vars).get_mut(var.index()) {
            *slot = Some(actual);
        }
    }

    fn get(&self, var: VarId) -> Option<&Actual<'s>> {
        self.vars.get(var.index())?.as_ref()
    }

    /// What a number is. One that nothing gives counts as 0, like a mask that is absent.
    pub(super) fn nat(&self, nat: Nat) -> u32 {
        let base = match nat.var.and_then(|var| self.get(var)) {
            Some(Actual::Nat(value)) => *value,
            _ => 0,
        };
        base.wrapping_add(nat.plus)
    }

    /// Whether a field under this condition is there.
    pub(super) fn is_met(&self, condition: Option<Condition>) -> bool {
        condition.is_none_or(|condition| {
            let mask = self.nat(Nat::var(condition.mask));
            condition
                .bit
                .map_or(mask != 0, |bit| mask.checked_shr(bit.into()).is_some_and(|rest| rest & 1 == 1))
        })
    }
}

/// What stands where a type is.
pub(super) enum Form<'s> {
    Nat,
    Builtin(Builtin),
    /// The fields of that constructor.
    Bare(CombinatorId, Env<'s>),
    /// An id, and the fields of the constructor that has it.
    Boxed(TypeId, Vec<Actual<'s>>),
    /// So many times the fields.
    Repeat(&'s Repeat, u32, Env<'s>),
    /// A parameter that nothing stands for.
    Open,
}

/// The type that a parameter stands for, as far as that is known, and whether its bare form is meant.
pub(super) fn resolve<'s>(ty: &'s TypeRef, env: &Env<'s>) -> (Closed<'s>, bool) {
    let mut closed = Closed { ty, env: env.clone() };
    let mut is_bare = false;
    while let TypeRef::Var { var, bare } = closed.ty {
        is_bare |= *bare;
        closed = match closed.env.get(*var) {
            Some(Actual::Type(next)) => next.clone(),
            _ => break,
        };
    }
    (closed, is_bare)
}

/// What a type comes to.
pub(super) fn form<'s>(schema: &'s Schema, ty: &'s TypeRef, env: &Env<'s>) -> Form<'s> {
    let (Closed { ty, env }, is_bare) = resolve(ty, env);
    match ty {
        TypeRef::Nat => Form::Nat,
        TypeRef::Builtin(builtin) => Form::Builtin(*builtin),
        TypeRef::Bare(id, args) => bare(schema, *id, args, &env),
        TypeRef::Boxed(id, args) => match schema.ty(*id).constructors.as_slice() {
            [only] if is_bare => {
                let env = constructor_env(schema, *only, &actuals(args, &env));
                of_combinator(schema, *only, env)
            }
            _ if is_bare => Form::Open,
            _ => Form::Boxed(*id, actuals(args, &env)),
        },
        // Nothing stands for it.
        TypeRef::Var { .. } => Form::Open,
        TypeRef::Repeat(repeat) => Form::Repeat(repeat, env.nat(repeat.count), env),
    }
}

fn bare<'s>(schema: &'s Schema, id: CombinatorId, args: &'s [Arg], env: &Env<'s>) -> Form<'s> {
    let mut own = Env::new(schema, id);
    for ((param, _), actual) in schema.combinator(id).parameters().zip(actuals(args, env)) {
        own.set(param, actual);
    }
    of_combinator(schema, id, own)
}

fn of_combinator<'s>(schema: &'s Schema, id: CombinatorId, env: Env<'s>) -> Form<'s> {
    match schema.combinator(id).kind {
        Kind::Builtin(_, builtin) => Form::Builtin(builtin),
        _ => Form::Bare(id, env),
    }
}

fn actuals<'s>(args: &'s [Arg], env: &Env<'s>) -> Vec<Actual<'s>> {
    let one = |arg: &'s Arg| match arg {
        Arg::Type(ty) => Actual::Type(Closed { ty, env: env.clone() }),
        Arg::Nat(nat) => Actual::Nat(env.nat(*nat)),
    };
    args.iter().map(one).collect()
}

/// The variables of a constructor when its type has these arguments.
pub(super) fn constructor_env<'s>(schema: &'s Schema, id: CombinatorId, actuals: &[Actual<'s>]) -> Env<'s> {
    let mut env = Env::new(schema, id);
    for (place, actual) in actuals.iter().enumerate() {
        if let Some(var) = result_var(schema.combinator(id), place) {
            env.set(var, actual.clone());
        }
    }
    env
}

/// The parameter that the result of a constructor has at that place.
pub(super) fn result_var(combinator: &Combinator, place: usize) -> Option<VarId> {
    let TypeRef::Boxed(_, args) = &combinator.result else { return None };
    match args.get(place)? {
        Arg::Type(TypeRef::Var { var, .. }) => Some(*var),
        Arg::Nat(nat) => nat.var,
        Arg::Type(_) => None,
    }
}

/// The item of `vector {t:Type} # [ t ]`, which has a value of its own.
pub(super) fn vector_item(combinator: &Combinator) -> Option<&TypeRef> {
    let [count, items] = combinator.fields.as_slice() else { return None };
    let TypeRef::Repeat(repeat) = &items.ty else { return None };
    let [item] = repeat.fields.as_slice() else { return None };
    let is_counted = count.var.is_some() && repeat.count.var == count.var && repeat.count.plus == 0;
    let is_plain = |field: &Field| field.name.is_none() && field.condition.is_none() && !field.bang;
    let fits = combinator.params > 0 && is_counted && is_plain(count) && is_plain(items) && is_plain(item);
    (fits && item.var.is_none()).then_some(&item.ty)
}

/// Whether the constructor is `true`, which says all by being there.
pub(super) fn is_true(combinator: &Combinator) -> bool {
    combinator.name == "true" && combinator.fields.is_empty() && combinator.params == 0
}

/// What the constructors of `Bool` say: the id of `boolFalse` and that of `boolTrue`.
pub(super) fn bool_ids(schema: &Schema, ty: &BoxedType) -> Option<(u32, u32)> {
    let [a, b] = ty.constructors.as_slice() else { return None };
    let (a, b) = (schema.combinator(*a), schema.combinator(*b));
    if ty.name != "Bool" || !a.fields.is_empty() || !b.fields.is_empty() {
        return None;
    }
    match (a.name.as_str(), b.name.as_str()) {
        ("boolFalse", "boolTrue") => Some((a.id, b.id)),
        ("boolTrue", "boolFalse") => Some((b.id, a.id)),
        _ => None,
    }
}

/// Whether the items of a repetition are one value each, rather than fields.
pub(super) fn single_item(repeat: &Repeat) -> Option<&Field> {
    match repeat.fields.as_slice() {
        [only] if only.name.is_none() && only.condition.is_none() => Some(only),
        _ => None,
    }
}

/// A type as TL, with the names that its combinator has for variables.
pub(super) struct Named<'a, 's> {
    pub(super) schema: &'s Schema,
    pub(super) ty: &'a TypeRef,
    pub(super) owner: CombinatorId,
}

impl fmt::Display for Named<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |ty| Self { schema: self.schema, ty, owner: self.owner };
        let (name, args) = match self.ty {
            TypeRef::Nat => return f.write_str("#"),
            TypeRef::Builtin(builtin) => return f.write_str(builtin_name(*builtin)),
            TypeRef::Bare(id, args) => (&self.schema.combinator(*id).name, args),
            TypeRef::Boxed(id, args) => (&self.schema.ty(*id).name, args),
            TypeRef::Var { var, bare } => {
                let mark = if *bare { "%" } else { "" };
                return write!(f, "{mark}{}", self.var(*var));
            }
            TypeRef::Repeat(repeat) => {
                write!(f, "{}*[ ", self.nat(repeat.count))?;
                for field in &repeat.fields {
                    if let Some(name) = &field.name {
                        write!(f, "{name}:")?;
                    }
                    write!(f, "{} ", of(&field.ty))?;
                }
                return f.write_str("]");
            }
        };
        f.write_str(name)?;
        for (place, arg) in args.iter().enumerate() {
            f.write_str(if place == 0 { "<" } else { "," })?;
            match arg {
                Arg::Type(ty) => write!(f, "{}", of(ty))?,
                Arg::Nat(nat) => f.write_str(&self.nat(*nat))?,
            }
        }
        f.write_str(if args.is_empty() { "" } else { ">" })
    }
}

impl Named<'_, '_> {
    fn var(&self, var: VarId) -> &str {
        let var = self.schema.combinator(self.owner).var(var);
        var.map(|var| var.name.as_str()).filter(|name| !name.is_empty()).unwrap_or("#")
    }

    fn nat(&self, nat: Nat) -> String {
        match nat.var.map(|var| self.var(var)) {
            None => nat.plus.to_string(),
            Some(name) if nat.plus == 0 => name.to_owned(),
            Some(name) => format!("({name}+{})", nat.plus),
        }
    }
}

/// The name under which every schema knows the built-in.
pub(super) fn builtin_name(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::Int => "int",
        Builtin::Long => "long",
        Builtin::Double => "double",
        Builtin::Float => "float",
        Builtin::String => "string",
        Builtin::Bytes => "bytes",
        Builtin::Int128 => "int128",
        Builtin::Int256 => "int256",
        Builtin::Int512 => "int512",
        Builtin::Object => "Object",
        Builtin::Function => "Function",
        _ => "a built-in type",
    }
}
