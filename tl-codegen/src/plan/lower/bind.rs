//! What the variables of a combinator stand for, and what that makes of its types.
//!
//! In: arguments of generic types. Out: types and numbers as the combinator around them sees them. A type that goes
//! into an instance is closed: the numbers in it become parameters of the instance, so that one serves all numbers.

use tl_parser::schema::{self, Arg, CombinatorId, Schema, TypeRef, VarId};

use crate::plan::{Base, Nat, Ty};

/// What stands for a template parameter.
#[derive(Clone)]
pub(super) enum Actual {
    Type(Ty),
    Nat(Nat),
}

/// What the variables of a combinator stand for.
pub(super) type Env = Vec<Option<Actual>>;

/// The variables of a combinator from what its template parameters stand for.
pub(super) fn env(actuals: Vec<Actual>) -> Env {
    actuals.into_iter().map(Some).collect()
}

/// What a number of the schema is, seen from the combinator that uses it.
pub(super) fn number(nat: schema::Nat, env: &Env) -> Nat {
    let base = match nat.var.map(|var| env.get(var.index())) {
        Some(Some(Some(Actual::Nat(actual)))) => *actual,
        _ => Nat { base: Base::Zero, plus: 0 },
    };
    Nat { base: base.base, plus: base.plus.wrapping_add(nat.plus) }
}

/// What the parameters of a constructor stand for when its boxed type is applied to `actuals`.
pub(super) fn constructor_actuals(schema: &Schema, id: CombinatorId, actuals: &[Actual]) -> Vec<Actual> {
    let combinator = schema.combinator(id);
    let TypeRef::Boxed(_, args) = &combinator.result else { return actuals.to_vec() };
    combinator
        .parameters()
        .filter_map(|(parameter, _)| {
            let place = args.iter().position(|arg| match arg {
                Arg::Type(TypeRef::Var { var, .. }) => *var == parameter,
                Arg::Nat(nat) => nat.var == Some(parameter),
                Arg::Type(_) => false,
            });
            place.and_then(|place| actuals.get(place).cloned())
        })
        .collect()
}

/// Splits what parameters stand for into types, the numbers inside those types, and numbers. In the types each number
/// is replaced by a parameter, so that one instance serves all numbers.
pub(super) fn close(actuals: Vec<Actual>) -> (Vec<Ty>, Vec<Nat>, Vec<Nat>) {
    let (mut types, mut captured, mut declared) = (Vec::new(), Vec::new(), Vec::new());
    for actual in actuals {
        match actual {
            Actual::Type(mut ty) => {
                ty.for_each_nat(&mut |nat| capture(nat, &mut captured, &[]));
                types.push(ty);
            }
            Actual::Nat(nat) => declared.push(nat),
        }
    }
    (types, captured, declared)
}

/// Replaces a number from outside by a parameter, and remembers what to pass for it.
pub(super) fn capture(nat: &mut Nat, captured: &mut Vec<Nat>, own: &[VarId]) {
    if matches!(nat.base, Base::Zero) || matches!(nat.base, Base::Field(var) if own.contains(&var)) {
        return;
    }
    let outside = Nat { base: nat.base, plus: 0 };
    let place = captured.iter().position(|known| *known == outside).unwrap_or_else(|| {
        captured.push(outside);
        captured.len() - 1
    });
    nat.base = Base::Param(place);
}

/// In a result, a type parameter stands for what the call answers.
pub(super) fn answer(ty: Ty) -> Ty {
    match ty {
        Ty::Call(parameter) => Ty::Answer(parameter),
        Ty::Vector(item) => Ty::Vector(Box::new(answer(*item))),
        Ty::Repeat(count, item) => Ty::Repeat(count, Box::new(answer(*item))),
        Ty::Array(count, item) => Ty::Array(count, Box::new(answer(*item))),
        Ty::Tagged(id, inner) => Ty::Tagged(id, Box::new(answer(*inner))),
        other => other,
    }
}

/// The bare form of a boxed type.
pub(super) fn strip(ty: Ty) -> Ty {
    match ty {
        Ty::Struct { id, nats, .. } => Ty::Struct { id, nats, boxed: false },
        Ty::Tagged(_, inner) => *inner,
        other => other,
    }
}

/// The type inside vectors, repetitions and tags, and how many of those there are around it.
pub(super) fn peel(mut ty: &Ty) -> (usize, &Ty) {
    let mut layers = 0;
    while let Ty::Vector(inner) | Ty::Repeat(_, inner) | Ty::Array(_, inner) | Ty::Tagged(_, inner) = ty {
        (ty, layers) = (inner, layers + 1);
    }
    (layers, ty)
}
