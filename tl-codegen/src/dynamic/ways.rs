//! How many combinators a value needs inside each other at the least: the way out of a type that contains itself.
//!
//! In: a schema. Out: a number for each combinator, counting only what is always there. Nothing is drawn here.

use tl_parser::schema::{Arg, Builtin, CombinatorId, Field, Schema, TypeId, TypeRef, VarKind};

use super::form::result_var;

/// More than any value with an end needs.
const ENDLESS: usize = usize::MAX / 2;

pub(super) struct Depths<'s> {
    schema: &'s Schema,
    combinators: Vec<usize>,
    /// For each combinator, which of its parameters are types of something that is always there.
    needs: Vec<Vec<bool>>,
}

impl<'s> Depths<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        let mut depths = Self {
            schema,
            combinators: vec![ENDLESS; schema.combinators().len()],
            needs: schema.combinators().map(|(_, c)| vec![false; c.params]).collect(),
        };
        loop {
            let mut changed = false;
            for (id, combinator) in schema.combinators() {
                let mut needed = depths.needs.get(id.index()).cloned().unwrap_or_default();
                depths.note_fields(id, &combinator.fields, &mut needed);
                if let Some(known) = depths.needs.get_mut(id.index()) {
                    changed |= *known != needed;
                    *known = needed;
                }
            }
            if !changed {
                break;
            }
        }
        loop {
            let mut changed = false;
            for (id, combinator) in schema.combinators() {
                let depth = depths.fields(id, &combinator.fields).saturating_add(1);
                if let Some(known) = depths.combinators.get_mut(id.index()) {
                    changed |= depth < *known;
                    *known = depth.min(*known);
                }
            }
            if !changed {
                return depths;
            }
        }
    }

    pub(super) fn of(&self, id: CombinatorId) -> usize {
        self.combinators.get(id.index()).copied().unwrap_or(ENDLESS)
    }

    /// Whether the repetition can be empty: its count is written in the value itself.
    fn can_be_empty(&self, owner: CombinatorId, ty: &TypeRef) -> bool {
        let TypeRef::Repeat(repeat) = ty else { return false };
        let var = repeat.count.var.and_then(|var| self.schema.combinator(owner).var(var));
        repeat.count.plus == 0 && var.is_none_or(|var| var.kind == VarKind::Field)
    }

    fn always<'f>(&self, owner: CombinatorId, fields: &'f [Field]) -> impl Iterator<Item = &'f TypeRef> {
        let there = move |field: &&Field| field.condition.is_none() && !self.can_be_empty(owner, &field.ty);
        fields.iter().filter(there).map(|field| &field.ty)
    }

    fn note_fields(&self, owner: CombinatorId, fields: &[Field], needed: &mut [bool]) {
        for ty in self.always(owner, fields) {
            self.note(owner, ty, needed);
        }
    }

    fn note(&self, owner: CombinatorId, ty: &TypeRef, needed: &mut [bool]) {
        match ty {
            TypeRef::Var { var, .. } => {
                if let Some(needed) = needed.get_mut(var.index()) {
                    *needed = true;
                }
            }
            TypeRef::Repeat(repeat) => self.note_fields(owner, &repeat.fields, needed),
            _ => self.needed_args(ty).into_iter().for_each(|arg| self.note(owner, arg, needed)),
        }
    }

    fn needed_args<'t>(&self, ty: &'t TypeRef) -> Vec<&'t TypeRef> {
        let (ids, args) = match ty {
            TypeRef::Bare(id, args) => (std::slice::from_ref(id), args),
            TypeRef::Boxed(ty, args) => (&*self.schema.ty(*ty).constructors, args),
            _ => return Vec::new(),
        };
        let bare = matches!(ty, TypeRef::Bare(..));
        let needs = |id: &CombinatorId, place: usize| {
            let combinator = self.schema.combinator(*id);
            let param = if bare { Some(place) } else { result_var(combinator, place).map(|var| var.index()) };
            param.and_then(|param| self.needs.get(id.index())?.get(param)).is_some_and(|needed| *needed)
        };
        let args = args.iter().enumerate();
        args.filter_map(|(place, arg)| match arg {
            Arg::Type(ty) if ids.iter().any(|id| needs(id, place)) => Some(ty),
            _ => None,
        })
        .collect()
    }

    fn fields(&self, owner: CombinatorId, fields: &[Field]) -> usize {
        self.always(owner, fields).map(|ty| self.ty(owner, ty)).max().unwrap_or(0)
    }

    fn ty(&self, owner: CombinatorId, ty: &TypeRef) -> usize {
        let own = match ty {
            TypeRef::Builtin(Builtin::Object | Builtin::Function) => 1,
            TypeRef::Nat | TypeRef::Builtin(_) | TypeRef::Var { .. } => 0,
            TypeRef::Bare(id, _) => self.of(*id),
            TypeRef::Boxed(ty, _) => self.boxed(*ty),
            TypeRef::Repeat(repeat) => self.fields(owner, &repeat.fields),
        };
        let args = self.needed_args(ty).into_iter().map(|arg| self.ty(owner, arg)).max().unwrap_or(0);
        own.saturating_add(args).min(ENDLESS)
    }

    fn boxed(&self, ty: TypeId) -> usize {
        self.schema.ty(ty).constructors.iter().map(|id| self.of(*id)).min().unwrap_or(ENDLESS)
    }
}
