//! Sizes: the fewest bytes that a value takes on the wire, and which fields and variants are so big that they are boxed.
//!
//! In: structs and enums whose cycles are broken, in an order in which each comes after those that it holds. Out:
//! [`Struct::min`], [`Field::boxed`] and [`Variant::boxed`](super::Variant::boxed). Sizes in memory are those of a 64-bit target; they
//! only choose between boxed and not, so a target where they differ still works.

use super::graph::Node;
use super::{Enum, Field, Plan, Prim, Storage, Struct, Ty};

/// What a run decides about sizes.
#[derive(Clone, Copy)]
struct Sizes {
    /// Above this something is boxed.
    big: usize,
    /// Of strings and bytes.
    text: Layout,
}

/// Size and alignment in memory, and whether `Option` costs nothing on top.
#[derive(Clone, Copy, Default)]
struct Layout {
    size: usize,
    align: usize,
    niche: bool,
}

impl Layout {
    const fn new(size: usize, align: usize, niche: bool) -> Self {
        Self { size, align, niche }
    }

    const POINTER: Self = Self::new(8, 8, true);
    const SLICE: Self = Self::new(16, 8, true);
    const VEC: Self = Self::new(24, 8, true);

    fn optional(self) -> Self {
        let size =
            if self.niche { self.size } else { (self.size + self.align).next_multiple_of(self.align.max(1)) };
        Self { size, ..self }
    }
}

/// Assigns sizes.
///
/// A field of more than `big` bytes is boxed: without that, types that hold one another add up to structs of many kilobytes,
/// which are moved about and fill stacks. A variant above that is boxed when few of its enum are, because an enum is as big
/// as its biggest variant; where most are, a box for each value costs more than it saves.
pub(super) fn assign(plan: &mut Plan, order: &[Node], big: usize) {
    let sizes = Sizes { big, text: if plan.borrowed { Layout::SLICE } else { Layout::VEC } };
    let mut structs = vec![Layout::default(); plan.structs.len()];
    let mut enums = vec![Layout::default(); plan.enums.len()];
    for node in order {
        match *node {
            Node::Struct(place) => {
                let fields = plan.structs.get(place).map(|item| item.fields.iter());
                let min = fields.map(|fields| fields.map(|field| field_min(field, &plan.structs)).sum());
                let Some(item) = plan.structs.get_mut(place) else { continue };
                item.min = min.unwrap_or(0);
                let layout = struct_layout(item, sizes, &structs, &enums);
                if let Some(slot) = structs.get_mut(place) {
                    *slot = layout;
                }
            }
            Node::Enum(place) => {
                if let (Some(slot), Some(item)) = (enums.get_mut(place), plan.enums.get_mut(place)) {
                    *slot = enum_layout(item, big, &structs);
                }
            }
        }
    }
}

fn struct_layout(item: &mut Struct, sizes: Sizes, structs: &[Layout], enums: &[Layout]) -> Layout {
    let mut total = Layout::new(0, 1, false);
    for field in item.fields.iter_mut().filter(|field| field.is_stored()) {
        let layout = ty_layout(&field.ty, sizes.text, structs, enums);
        field.boxed |= layout.size > sizes.big && matches!(field.ty, Ty::Struct { .. } | Ty::Enum { .. });
        let layout = if field.boxed { Layout::POINTER } else { layout };
        let layout = match field.storage {
            Storage::Plain => layout,
            Storage::Option => layout.optional(),
            Storage::Flag | Storage::Computed => Layout::new(1, 1, true),
        };
        total.size += layout.size;
        total.align = total.align.max(layout.align);
        total.niche |= layout.niche;
    }
    total.size = total.size.next_multiple_of(total.align);
    total
}

fn enum_layout(item: &mut Enum, big: usize, structs: &[Layout]) -> Layout {
    let sizes: Vec<Layout> = item
        .variants
        .iter()
        .map(|variant| {
            variant.payload.as_ref().and_then(|(id, _)| structs.get(id.0)).copied().unwrap_or_default()
        })
        .collect();
    let count = sizes.iter().filter(|layout| layout.size > big).count();
    let few = count * 4 <= sizes.len();
    let mut total = Layout::new(0, 1, true);
    for (variant, layout) in item.variants.iter_mut().zip(sizes) {
        variant.boxed = few && layout.size > big;
        let layout = if variant.boxed { Layout::POINTER } else { layout };
        total.size = total.size.max(layout.size);
        total.align = total.align.max(layout.align);
    }
    // The tag.
    total.size = (total.size + 1).next_multiple_of(total.align);
    total
}

fn ty_layout(ty: &Ty, text: Layout, structs: &[Layout], enums: &[Layout]) -> Layout {
    match ty {
        Ty::Prim(prim) => match prim {
            Prim::Nat | Prim::Int | Prim::Float => Layout::new(4, 4, false),
            Prim::Long | Prim::Double => Layout::new(8, 8, false),
            Prim::String | Prim::Bytes => text,
            Prim::Raw(size) => Layout::new(usize::from(*size), 1, false),
        },
        Ty::Bool => Layout::new(1, 1, true),
        Ty::Struct { id, .. } => structs.get(id.0).copied().unwrap_or_default(),
        Ty::Enum { id, .. } => enums.get(id.0).copied().unwrap_or_default(),
        Ty::Vector(_) | Ty::Repeat(..) => Layout::VEC,
        Ty::Array(count, item) => {
            let item = ty_layout(item, text, structs, enums);
            Layout { size: item.size.saturating_mul(*count as usize), ..item }
        }
        Ty::Tagged(_, inner) => ty_layout(inner, text, structs, enums),
        // What the caller will put there is not known.
        Ty::Call(_) | Ty::Answer(_) => Layout::default(),
    }
}

fn field_min(field: &Field, structs: &[Struct]) -> usize {
    if field.presence.is_some() { 0 } else { min(&field.ty, structs) }
}

/// The fewest bytes of a type's form.
pub(crate) fn min(ty: &Ty, structs: &[Struct]) -> usize {
    match ty {
        Ty::Prim(prim) => match prim {
            Prim::Nat | Prim::Int | Prim::Float | Prim::String | Prim::Bytes => 4,
            Prim::Long | Prim::Double => 8,
            Prim::Raw(size) => usize::from(*size),
        },
        Ty::Bool | Ty::Enum { .. } | Ty::Vector(_) | Ty::Call(_) => 4,
        Ty::Struct { id, boxed, .. } => {
            structs.get(id.0).map_or(0, |item| item.min) + if *boxed { 4 } else { 0 }
        }
        Ty::Repeat(..) | Ty::Answer(_) => 0,
        Ty::Array(count, item) => min(item, structs).saturating_mul(*count as usize),
        Ty::Tagged(_, inner) => 4 + min(inner, structs),
    }
}
