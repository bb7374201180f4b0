//! The names that a field may use: what stands to the left of it in the same declaration.
//!
//! In: template parameters and fields, from left to right. Out: the variables of the declaration, and look-ups among the
//! visible ones. Names inside `[ ]` are not visible behind it. Nothing here reports an error.

use std::collections::HashMap;

use super::model::{Var, VarId, VarKind};
use crate::source::Span;

/// What a visible name is.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// `None` for a field that is no variable.
    pub(super) var: Option<(VarId, VarKind)>,
    pub(super) span: Span,
    depth: usize,
}

/// How a new name clashes with an older one.
pub(super) enum Clash {
    /// Two fields, or two template parameters, with one name side by side.
    Duplicate(Span),
    /// It hides a variable of that name.
    Hides(Span),
}

/// Where a pair of brackets opened.
pub(super) struct Mark {
    names: usize,
    nats: usize,
}

/// A visible name, or one that a later name hides.
struct Named<'a> {
    name: &'a str,
    entry: Entry,
    /// The place of the older name that it hides.
    hidden: Option<usize>,
}

/// Above so many names a search from name to name is slower than a table, and with thousands far too slow.
const FEW: usize = 32;

/// The variables of one declaration.
#[derive(Default)]
pub(super) struct Scope<'a> {
    vars: Vec<Var>,
    used: Vec<bool>,
    names: Vec<Named<'a>>,
    /// The newest place of each name, once there are many.
    places: HashMap<&'a str, usize>,
    nats: Vec<VarId>,
    depth: usize,
}

impl<'a> Scope<'a> {
    /// Forgets everything and gives the variables back.
    pub(super) fn finish(&mut self) -> Vec<Var> {
        self.names.clear();
        self.places.clear();
        self.used.clear();
        self.nats.clear();
        self.depth = 0;
        std::mem::take(&mut self.vars)
    }

    /// A new variable, visible as the nearest nat when it is one.
    fn add(&mut self, name: &str, kind: VarKind) -> VarId {
        let var = VarId(self.vars.len() as u32);
        self.vars.push(Var { name: name.to_owned(), kind });
        self.used.push(false);
        if kind != VarKind::TypeParam {
            self.nats.push(var);
        }
        var
    }

    /// A name to the right of all others. `kind` is `None` for a field that is no variable.
    pub(super) fn declare(
        &mut self,
        name: Option<(&'a str, Span)>,
        kind: Option<VarKind>,
    ) -> (Option<VarId>, Option<Clash>) {
        let var = kind.map(|kind| (self.add(name.map_or("", |name| name.0), kind), kind));
        let clash = name.and_then(|(name, span)| {
            let hidden = self.place(name);
            let older = hidden.and_then(|place| self.names.get(place)).map(|older| older.entry);
            self.push(Named { name, entry: Entry { var, span, depth: self.depth }, hidden });
            let older = older?;
            let is_param = |var: Option<(VarId, VarKind)>| {
                matches!(var, Some((_, VarKind::TypeParam | VarKind::NatParam)))
            };
            if older.depth == self.depth && is_param(older.var) == is_param(var) {
                Some(Clash::Duplicate(older.span))
            } else {
                older.var.map(|_| Clash::Hides(older.span))
            }
        });
        (var.map(|var| var.0), clash)
    }

    /// The visible name.
    pub(super) fn get(&self, name: &str) -> Option<Entry> {
        self.names.get(self.place(name)?).map(|named| named.entry)
    }

    /// The newest place of a name.
    fn place(&self, name: &str) -> Option<usize> {
        if self.places.is_empty() {
            let mut rest = self.names.as_slice();
            while let [before @ .., last] = rest {
                if last.name == name {
                    return Some(before.len());
                }
                rest = before;
            }
            None
        } else {
            self.places.get(name).copied()
        }
    }

    fn push(&mut self, named: Named<'a>) {
        let place = self.names.len();
        if !self.places.is_empty() {
            self.places.insert(named.name, place);
        }
        self.names.push(named);
        if place == FEW {
            self.places.extend(self.names.iter().enumerate().map(|(place, named)| (named.name, place)));
        }
    }

    /// The visible variable of that name.
    pub(super) fn variable(&self, name: &str) -> Option<(VarId, VarKind)> {
        // Most declarations have none.
        if self.vars.is_empty() { None } else { self.get(name)?.var }
    }

    /// Notes that something uses the variable.
    pub(super) fn mark_used(&mut self, var: VarId) {
        if let Some(used) = self.used.get_mut(var.index()) {
            *used = true;
        }
    }

    pub(super) fn is_used(&self, var: usize) -> bool {
        self.used.get(var).copied().unwrap_or_default()
    }

    /// The nat that stands nearest to the left.
    pub(super) fn nearest_nat(&self) -> Option<VarId> {
        self.nats.last().copied()
    }

    /// The names of the visible nats, from left to right.
    pub(super) fn nat_names(&self) -> impl Iterator<Item = &str> {
        self.nats.iter().filter_map(|var| self.vars.get(var.index())).map(|var| var.name.as_str())
    }

    /// `[`
    pub(super) fn open(&mut self) -> Mark {
        self.depth += 1;
        Mark { names: self.names.len(), nats: self.nats.len() }
    }

    /// `]`: what was declared since the mark is out of sight.
    pub(super) fn close(&mut self, mark: &Mark) {
        self.depth = self.depth.saturating_sub(1);
        self.nats.truncate(mark.nats);
        for gone in self.names.drain(mark.names..).rev() {
            if !self.places.is_empty() {
                match gone.hidden {
                    Some(older) => self.places.insert(gone.name, older),
                    None => self.places.remove(gone.name),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is visible before, inside and behind brackets, with `extra` names around.
    fn visible(extra: usize) -> Vec<Option<u32>> {
        let others: Vec<String> = (0..extra).map(|i| format!("o{i}")).collect();
        let mut scope = Scope::default();
        let at = |scope: &Scope<'_>, name| scope.get(name).map(|entry| entry.span.start);
        scope.declare(Some(("a", Span::new(1, 2))), None);
        for other in &others {
            scope.declare(Some((other, Span::default())), None);
        }
        let mark = scope.open();
        scope.declare(Some(("a", Span::new(3, 4))), None);
        scope.declare(Some(("b", Span::new(5, 6))), None);
        scope.declare(Some(("b", Span::new(7, 8))), None);
        let mut seen = vec![at(&scope, "a"), at(&scope, "b")];
        scope.close(&mark);
        seen.extend([at(&scope, "a"), at(&scope, "b")]);
        scope.finish();
        seen.push(at(&scope, "a"));
        seen
    }

    #[test]
    fn few_names_and_many_are_found_alike() {
        for extra in [0, FEW - 3, FEW - 2, FEW - 1, FEW, FEW + 1, 1000] {
            assert_eq!(visible(extra), [Some(3), Some(7), Some(1), None, None], "{extra}");
        }
    }
}
