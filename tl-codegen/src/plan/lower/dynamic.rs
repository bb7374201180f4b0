//! `Object` and `Function`: any boxed value of the schema, any call of it.
//!
//! In: the schema. Out: one enum with a variant for each constructor, or for each function, told apart by their ids.
//! Left out is what an id alone does not describe: generic combinators, built-ins, and what needs numbers from outside.

use tl_parser::schema::{Builtin, Combinator, CombinatorId, Kind};

use super::{Enum, EnumId, Lowerer, Shape, Ty};

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
        self.enum_levels.push(0);
        let schema = self.schema;
        let mut seen = std::collections::BTreeSet::new();
        let members: Vec<CombinatorId> = schema
            .combinators()
            .filter(|(id, combinator)| self.stands_alone(*id, combinator, calls))
            // Of two functions with one id only the first can be told from the id.
            .filter(|(_, combinator)| seen.insert(combinator.id))
            .map(|(id, _)| id)
            .collect();
        let variants = members.into_iter().map(|id| self.variant(id, &[])).collect();
        if let Some(item) = self.plan.enums.get_mut(id.0) {
            item.variants = variants;
        }
        Ty::Enum { id, nats: Vec::new() }
    }

    fn stands_alone(&self, id: CombinatorId, combinator: &Combinator, calls: bool) -> bool {
        let wanted = match combinator.kind {
            Kind::Function => calls,
            Kind::Constructor(_) => !calls,
            Kind::Builtin(..) => false,
        };
        wanted && combinator.params == 0 && combinator.name != "_" && self.shape(id) == Shape::Struct
    }
}
