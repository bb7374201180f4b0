//! `Final`, `New` and `Empty`: what they forbid.
//!
//! In: the declarations. Out: reports. Nothing is changed.

use std::collections::HashSet;

use super::collect::Decl;
use super::tables::Tables;
use crate::ast::{Final, FinalKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Reports constructors that stand where one of the three words forbids them, and types that have none.
pub(super) fn check(tables: &Tables<'_>, out: &mut Diagnostics) {
    let mut seen = HashSet::new();
    for (order, word) in &tables.finals {
        let name = &word.name.text;
        if !seen.insert((word.kind as u8, name)) {
            let found =
                Diagnostic::new(Code::NoEffect, word.name.span, format!("this is said of `{name}` twice"));
            out.push(found.help("remove the line"));
            continue;
        }
        let Some(entry) = tables.lookup_type(name).and_then(|ty| tables.types.get(ty.index())) else {
            let found = Diagnostic::new(
                Code::EmptyType,
                word.name.span,
                format!("the type `{name}` has no constructors"),
            );
            out.push(found.help(format!("declare one, or write `Empty {name};` for a type that has none")));
            continue;
        };
        let mut constructors = entry.constructors.iter().filter_map(|id| tables.decls.get(id.index()));
        let offender = match word.kind {
            FinalKind::Final => constructors.find(|decl| decl.order > *order),
            FinalKind::New => constructors.find(|decl| decl.order < *order),
            FinalKind::Empty => constructors.next(),
        };
        if let Some(decl) = offender {
            out.push(violation(word, decl));
        }
    }
}

fn violation(word: &Final<'_>, decl: &Decl<'_>) -> Diagnostic {
    let (name, constructor) = (&word.name.text, decl.name());
    let (spelling, why, help) = match word.kind {
        FinalKind::Final => ("Final", "stands after", "move the constructor up, or remove"),
        FinalKind::New => ("New", "stands before", "move the constructor down, or remove"),
        FinalKind::Empty => ("Empty", "contradicts", "remove the constructor, or"),
    };
    let message = format!("the constructor `{}` {why} `{spelling} {name}`", constructor.text);
    Diagnostic::new(Code::FinalViolation, constructor.span, message)
        .label(word.name.span, format!("`{spelling} {name}` is here"))
        .help(format!("{help} `{spelling} {name};`"))
}
