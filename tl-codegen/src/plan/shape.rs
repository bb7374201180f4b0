//! Which generic constructors have a struct of their own, and which are known by their shape.
//!
//! In: the schema. Out: a [`Shape`] for each combinator. No name of the schema is looked at: a `vector` is what is
//! declared like one.

use tl_parser::schema::{Arg, BoxedType, CombinatorId, Field, Kind, Schema, TypeRef, VarKind};

/// What becomes of a constructor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// A struct.
    Struct,
    /// `{t:Type} # [ t ]`: a `Vec`.
    Vector,
    /// A generic constructor with one anonymous field: the type of that field.
    Alias,
}

/// The shape of every combinator.
pub(super) fn shapes(schema: &Schema) -> Vec<Shape> {
    let mut shapes: Vec<Shape> = schema.combinators().map(|(id, _)| shape(schema, id)).collect();
    // An alias that leads back to itself has to be a struct somewhere; all on the way are.
    for (id, _) in schema.constructors() {
        if shapes.get(id.index()) == Some(&Shape::Alias)
            && leads_to(schema, &shapes, id)
            && let Some(shape) = shapes.get_mut(id.index())
        {
            *shape = Shape::Struct;
        }
    }
    shapes
}

fn shape(schema: &Schema, id: CombinatorId) -> Shape {
    let combinator = schema.combinator(id);
    let Kind::Constructor(ty) = combinator.kind else { return Shape::Struct };
    let generic = combinator.parameters().any(|(_, var)| var.kind == VarKind::TypeParam);
    if !generic || schema.ty(ty).constructors.len() != 1 {
        return Shape::Struct;
    }
    match &*combinator.fields {
        [count, items] if combinator.params == 1 && is_vector(count, items) => Shape::Vector,
        [only] if only.name.is_none() && only.condition.is_none() && !only.bang && only.var.is_none() => {
            Shape::Alias
        }
        _ => Shape::Struct,
    }
}

/// `# [ t ]`
fn is_vector(count: &Field, items: &Field) -> bool {
    let TypeRef::Repeat(repeat) = &items.ty else { return false };
    let counted = count.var.is_some() && repeat.count.var == count.var && repeat.count.plus == 0;
    let plain = count.condition.is_none()
        && items.condition.is_none()
        && count.name.is_none()
        && items.name.is_none();
    let of_parameter =
        matches!(&*repeat.fields, [Field { condition: None, ty: TypeRef::Var { bare: false, .. }, .. }]);
    counted && plain && of_parameter
}

/// Whether the alias is reached again from its own field, through other aliases.
fn leads_to(schema: &Schema, shapes: &[Shape], start: CombinatorId) -> bool {
    let mut seen = vec![false; shapes.len()];
    let mut todo = vec![start];
    while let Some(id) = todo.pop() {
        let mut found = Vec::new();
        schema.combinator(id).fields.iter().for_each(|field| mentioned(schema, &field.ty, &mut found));
        for next in found {
            if next == start {
                return true;
            }
            let alias = matches!(shapes.get(next.index()), Some(Shape::Alias | Shape::Vector));
            if let Some(seen) = seen.get_mut(next.index()).filter(|seen| alias && !**seen) {
                *seen = true;
                todo.push(next);
            }
        }
    }
    false
}

/// The constructors that a type mentions.
fn mentioned(schema: &Schema, ty: &TypeRef, found: &mut Vec<CombinatorId>) {
    let args = match ty {
        TypeRef::Nat | TypeRef::Builtin(_) | TypeRef::Var { .. } => return,
        TypeRef::Bare(id, args) => {
            found.push(*id);
            args
        }
        TypeRef::Boxed(id, args) => {
            found.extend(&schema.ty(*id).constructors);
            args
        }
        TypeRef::Repeat(repeat) => {
            repeat.fields.iter().for_each(|field| mentioned(schema, &field.ty, found));
            return;
        }
    };
    for arg in args {
        if let Arg::Type(ty) = arg {
            mentioned(schema, ty, found);
        }
    }
}

/// Whether the type is `Bool` with the two constructors that every schema gives it.
pub(super) fn is_bool(schema: &Schema, ty: &BoxedType) -> bool {
    let ids: Vec<u32> = ty.constructors.iter().map(|id| schema.combinator(*id).id).collect();
    ty.name == "Bool" && (ids == [0xbc79_9737, 0x9972_75b5] || ids == [0x9972_75b5, 0xbc79_9737])
}
