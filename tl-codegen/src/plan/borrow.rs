//! Which items borrow strings and bytes from what they are read from, and so have a lifetime.
//!
//! In: lowered structs and enums, of a run that asked for borrowed types. Out: [`Struct::borrows`](super::Struct::borrows)
//! and [`Enum::borrows`](super::Enum::borrows): set where a string is held, through whatever lies between, and nowhere else.

use super::{Field, Plan, Prim, Storage, Ty};

/// Marks what borrows. Each round carries the mark one step further, until nothing changes; types that contain
/// themselves need no care, because a mark is never taken away.
pub(super) fn assign(plan: &mut Plan) {
    loop {
        let structs =
            plan.structs.iter().map(|item| item.fields.iter().any(|field| plan.field_borrows(field)));
        let structs: Vec<bool> = structs.collect();
        let of = |place: usize| structs.get(place) == Some(&true);
        let enums = plan.enums.iter().map(|item| {
            let mut payloads = item.variants.iter().filter_map(|variant| variant.payload.as_ref());
            payloads.any(|(id, _)| of(id.0))
        });
        let enums: Vec<bool> = enums.collect();
        let mut changed = false;
        for (item, borrows) in plan.structs.iter_mut().zip(structs) {
            changed |= item.borrows != borrows;
            item.borrows = borrows;
        }
        for (item, borrows) in plan.enums.iter_mut().zip(enums) {
            changed |= item.borrows != borrows;
            item.borrows = borrows;
        }
        if !changed {
            return;
        }
    }
}

impl Plan {
    fn field_borrows(&self, field: &Field) -> bool {
        // The type of a flag takes no part.
        field.storage != Storage::Flag && self.borrows(&field.ty)
    }

    /// Whether a type has a lifetime.
    pub(crate) fn borrows(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Prim(prim) => self.borrowed && matches!(prim, Prim::String | Prim::Bytes),
            Ty::Struct { id, .. } => self.structs.get(id.0).is_some_and(|item| item.borrows),
            Ty::Enum { id, .. } => self.enums.get(id.0).is_some_and(|item| item.borrows),
            Ty::Vector(item) | Ty::Repeat(_, item) | Ty::Array(_, item) | Ty::Tagged(_, item) => {
                self.borrows(item)
            }
            // What is called brings its own lifetimes.
            Ty::Bool | Ty::Call(_) | Ty::Answer(_) => false,
        }
    }
}
