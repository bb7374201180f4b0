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
    undo: usize,
    nats: usize,
}

/// The variables of one declaration.
#[derive(Default)]
pub(super) struct Scope<'a> {
    vars: Vec<Var>,
    used: Vec<bool>,
    names: HashMap<&'a str, Entry>,
    nats: Vec<VarId>,
    undo: Vec<(&'a str, Option<Entry>)>,
    depth: usize,
}

impl<'a> Scope<'a> {
    /// Forgets everything and gives the variables back.
    pub(super) fn finish(&mut self) -> Vec<Var> {
        self.names.clear();
        self.used.clear();
        self.nats.clear();
        self.undo.clear();
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
            let older = self.names.insert(name, Entry { var, span, depth: self.depth });
            self.undo.push((name, older));
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
        self.names.get(name).copied()
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
        Mark { undo: self.undo.len(), nats: self.nats.len() }
    }

    /// `]`: what was declared since the mark is out of sight.
    pub(super) fn close(&mut self, mark: &Mark) {
        self.depth = self.depth.saturating_sub(1);
        self.nats.truncate(mark.nats);
        for (name, older) in self.undo.drain(mark.undo..).rev() {
            match older {
                Some(older) => self.names.insert(name, older),
                None => self.names.remove(name),
            };
        }
    }
}
