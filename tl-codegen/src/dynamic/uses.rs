//! What the numbers of a combinator are used for, by itself and by the types that it passes them to.
//!
//! In: a schema. Out: a [`Use`] for each variable. A number that counts has to be small, a mask may have any bits, and
//! a word that says nothing but which fields are there has no other bits. Nothing is drawn here.

use tl_parser::schema::{Arg, CombinatorId, Field, Nat, Schema, TypeRef, VarId};

use super::form::result_var;

/// What a number is used for.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Use {
    /// The bits that say whether a field is there.
    pub(super) bits: u32,
    /// It says how often something is repeated.
    pub(super) counts: bool,
    /// It has a use besides that of a mask for fields beside it: in a type, in the answer, or as a whole.
    pub(super) more: bool,
}

impl Use {
    fn or(self, other: Self) -> Self {
        Self {
            bits: self.bits | other.bits,
            counts: self.counts | other.counts,
            more: self.more | other.more,
        }
    }

    /// Whether the field is a word by convention: those who write it may compute it from the fields that it governs.
    pub(super) fn is_computed(self, field: &Field) -> bool {
        let name = field.name.as_deref().and_then(|name| name.strip_prefix("flags"));
        let named = name.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        named && self.bits != 0 && !self.more && field.condition.is_none()
    }
}

/// The uses of every variable of every combinator.
pub(super) struct Uses(Vec<Vec<Use>>);

impl Uses {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut uses = Self(schema.combinators().map(|(_, c)| vec![Use::default(); c.vars.len()]).collect());
        loop {
            let before = uses.0.clone();
            for (id, combinator) in schema.combinators() {
                let mut walk = Walk { schema, uses: &uses, found: uses.own(id) };
                walk.fields(&combinator.fields);
                if combinator.is_function() {
                    walk.ty(&combinator.result);
                }
                let found = walk.found;
                if let Some(known) = uses.0.get_mut(id.index()) {
                    *known = found;
                }
            }
            if uses.0 == before {
                return uses;
            }
        }
    }

    pub(super) fn of(&self, id: CombinatorId, var: VarId) -> Use {
        self.of_place(id, var.index())
    }

    fn of_place(&self, id: CombinatorId, place: usize) -> Use {
        self.0.get(id.index()).and_then(|uses| uses.get(place)).copied().unwrap_or_default()
    }

    fn own(&self, id: CombinatorId) -> Vec<Use> {
        self.0.get(id.index()).cloned().unwrap_or_default()
    }
}

struct Walk<'a> {
    schema: &'a Schema,
    uses: &'a Uses,
    found: Vec<Use>,
}

impl Walk<'_> {
    fn note(&mut self, var: VarId, found: Use) {
        if let Some(known) = self.found.get_mut(var.index()) {
            *known = known.or(found);
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        let beside = |var: VarId| fields.iter().any(|field| field.var == Some(var));
        for field in fields {
            if let Some(condition) = field.condition {
                let bits = condition.bit.map_or(0, |bit| 1_u32.wrapping_shl(bit.into()));
                let more = bits == 0 || !beside(condition.mask);
                self.note(condition.mask, Use { bits, counts: false, more });
            }
            self.ty(&field.ty);
        }
    }

    fn ty(&mut self, ty: &TypeRef) {
        match ty {
            TypeRef::Nat | TypeRef::Builtin(_) | TypeRef::Var { .. } => {}
            TypeRef::Bare(id, args) => {
                for (place, arg) in args.iter().enumerate() {
                    let found = self.uses.of_place(*id, place);
                    self.arg(arg, found);
                }
            }
            TypeRef::Boxed(id, args) => {
                for (place, arg) in args.iter().enumerate() {
                    let constructors = &self.schema.ty(*id).constructors;
                    let uses = constructors.iter().filter_map(|id| {
                        let var = result_var(self.schema.combinator(*id), place)?;
                        Some(self.uses.of(*id, var))
                    });
                    let found = uses.fold(Use::default(), Use::or);
                    self.arg(arg, found);
                }
            }
            TypeRef::Repeat(repeat) => {
                if let Nat { var: Some(var), .. } = repeat.count {
                    self.note(var, Use { bits: 0, counts: true, more: true });
                }
                self.fields(&repeat.fields);
            }
        }
    }

    fn arg(&mut self, arg: &Arg, found: Use) {
        match arg {
            Arg::Type(ty) => self.ty(ty),
            Arg::Nat(Nat { var: Some(var), plus }) => {
                // Bits of a sum are nobody's bits.
                let counts = found.counts || *plus != 0;
                self.note(*var, Use { counts, more: true, ..found });
            }
            Arg::Nat(_) => {}
        }
    }
}
