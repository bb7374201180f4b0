//! How much may come of generic types.
//!
//! In: the arguments of an instance. Out: how big it is, and whether there may be one more. Without an end to it a few
//! lines, in which each type uses the next one twice, make more instances than memory holds.

use tl_parser::schema::{CombinatorId, Schema};
use tl_parser::{Code, Diagnostic, Span};

use super::{Lowerer, Ty, peel};

/// The steps that a schema may take: this many, and so many for each byte of its declarations. A step is a type that is
/// looked at; an instance takes its fields times the types in its name. Real schemas take far fewer.
const STEPS: usize = 1 << 18;
const STEPS_PER_BYTE: usize = 16;
/// So many bytes of a name weigh as much as one more type.
const LONG_NAME: usize = 32;

/// The steps that a schema may take.
pub(super) fn allowed(schema: &Schema) -> usize {
    schema.combinators().fold(STEPS, |steps, (_, combinator)| {
        steps.saturating_add(combinator.line.len().saturating_mul(STEPS_PER_BYTE))
    })
}

/// How big the arguments of an instance are.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    /// How deeply generic types are nested in them.
    pub(super) levels: usize,
    /// How many types are in the name of the instance; long names count for more.
    pub(super) types: usize,
}

impl Lowerer<'_> {
    /// How big an instance with these arguments is.
    pub(super) fn extent(&self, name: &str, args: &[Ty]) -> Extent {
        let mut extent = Extent { levels: 0, types: 1 + name.len() / LONG_NAME };
        for ty in args {
            let (layers, inner) = peel(ty);
            let inner = match inner {
                Ty::Struct { id, .. } => self.struct_extents.get(id.0),
                Ty::Enum { id, .. } => self.enum_extents.get(id.0),
                _ => None,
            };
            let inner = inner.copied().unwrap_or(Extent { levels: 0, types: 1 });
            extent.levels = extent.levels.max(layers + inner.levels + 1);
            extent.types = extent.types.saturating_add(layers).saturating_add(inner.types);
        }
        extent
    }

    /// Whether there are so many steps left; takes them.
    pub(super) fn takes(&mut self, steps: usize, owner: CombinatorId) -> bool {
        let left = self.steps.checked_sub(steps);
        if left.is_none() {
            self.refused.get_or_insert_with(|| too_many(self.schema.combinator(owner).span));
        }
        self.steps = left.unwrap_or(0);
        left.is_some()
    }
}

fn too_many(span: Span) -> Diagnostic {
    let message = "the generic types of this schema come to more instances than can be generated";
    Diagnostic::new(Code::InfiniteSize, span, message)
        .help("use each generic type once within another one, or with fewer types")
}
