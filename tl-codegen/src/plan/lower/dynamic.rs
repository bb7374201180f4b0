//! `Object` and `Function`: any boxed value of the schema, any call of it.
//!
//! In: the schema. Out: one enum with a variant for each constructor, or for each function, told apart by their ids.
//! Left out is what an id alone does not describe: generic combinators, built-ins, and what needs numbers from outside.

use std::collections::HashSet;

use tl_parser::schema::{Builtin, Combinator, CombinatorId, Kind, Schema};

use super::{Enum, EnumId, Extent, Lowerer, Shape, Ty};

impl Lowerer<'_> {
    /// The type of any boxed value, or of any call.
    pub(super) fn dynamic(&mut self, builtin: Builtin) -> Ty {
        let calls = builtin == Builtin::Function;
        let known = if calls { &mut self.calls } else { &mut self.objects };
        if let Some(id) = *known {
            return Ty::Enum { id, nats: Vec::new() };
        }
        let id = EnumId(self.plan.enums.len());
        *known = Some(id);
        let (name, docs) = if calls {
            ("Function", "Any function of the schema, told apart by its id.")
        } else {
            ("Object", "Any boxed value of the schema, told apart by its id.")
        };
        self.plan.enums.push(Enum {
            tl_name: name.to_owned(),
            docs: docs.to_owned(),
            dynamic: true,
            ..Enum::default()
        });
        self.enum_extents.push(Extent { levels: 0, types: 1 });
        let members = members(self.schema, &self.shapes, calls);
        let variants = members.into_iter().map(|id| self.variant(id, &[])).collect();
        if let Some(item) = self.plan.enums.get_mut(id.0) {
            item.variants = variants;
        }
        Ty::Enum { id, nats: Vec::new() }
    }
}

/// The constructors, or the calls, that are told apart by their ids alone.
pub(in crate::plan) fn members(schema: &Schema, shapes: &[Shape], calls: bool) -> Vec<CombinatorId> {
    let mut seen = HashSet::new();
    schema
        .combinators()
        .filter(|(id, combinator)| {
            let shape = shapes.get(id.index()).copied().unwrap_or(Shape::Struct);
            shape == Shape::Struct && stands_alone(combinator, calls)
        })
        // Of two functions with one id only the first can be told from the id.
        .filter(|(_, combinator)| seen.insert(combinator.id))
        .map(|(id, _)| id)
        .collect()
}

fn stands_alone(combinator: &Combinator, calls: bool) -> bool {
    let wanted = match combinator.kind {
        Kind::Function => calls,
        Kind::Constructor(_) => !calls,
        Kind::Builtin(..) => false,
    };
    wanted && combinator.params == 0 && combinator.name != "_"
}
