//! What linking says when a name or its arguments are wrong.

use super::super::builtins;
use super::super::model::ParamKind;
use super::super::suggest::{is_worth_it, nearest};
use super::super::tables::Bare;
use super::Linker;
use crate::ast::{self, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

pub(super) fn stray_bang(span: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidBang, span, "`!` can stand only before a type parameter of the declaration")
        .note("not a `{X:Type}`")
        .help("write `{X:Type} query:!X` for a field that holds a whole call, and no `!` for a value")
}

pub(super) fn arity(name: &ast::Name<'_>, whole: Span, kinds: &[ParamKind], have: usize) -> Diagnostic {
    let count = |n: usize| if n == 1 { "1 argument".to_owned() } else { format!("{n} arguments") };
    let takes = if kinds.is_empty() { "no arguments".to_owned() } else { count(kinds.len()) };
    let message = format!(
        "`{}` takes {takes} and has {}",
        name.text,
        if have == 0 { "none".to_owned() } else { have.to_string() }
    );
    let found = Diagnostic::new(Code::Arity, whole, message);
    if kinds.is_empty() {
        return found.help(format!("write `{}`", name.text));
    }
    let words: Vec<&str> =
        kinds.iter().map(|kind| if *kind == ParamKind::Nat { "number" } else { "type" }).collect();
    found.help(format!("write `{}<{}>`", name.text, words.join(", ")))
}

impl<'a> Linker<'_, 'a> {
    pub(super) fn unknown_type(&mut self, name: &ast::Name<'_>) {
        let what = if name.is_upper() { "type" } else { "constructor" };
        let found =
            Diagnostic::new(Code::UnknownType, name.span, format!("no {what} is named `{}`", name.text));
        if let Some(function) =
            self.tables.lookup(true, name.text).and_then(|id| self.tables.decls.get(id.index()))
        {
            let found = found.label(function.name().span, "this is a function, not a type");
            self.out.push(found.help("functions have no values; write the type that is meant"));
            return;
        }
        let near = if is_worth_it(self.out) {
            let types = self.tables.types.iter().map(|entry| entry.name);
            let constructors =
                self.tables.decls.iter().filter(|decl| !decl.function).map(|decl| decl.name().text);
            // A bare use of one constructor of several would be the next error.
            let of_that_kind = |known: &&str| starts_upper(known) == name.is_upper();
            let names = types.chain(constructors).chain(builtins::names());
            let same = nearest(name.text, names.clone().filter(of_that_kind));
            same.or_else(|| nearest(name.text, names)).map(str::to_owned)
        } else {
            None
        };
        self.out.push(match near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None if name.is_upper() => found.help(format!(
                "declare a constructor `... = {0};`, or `Empty {0};` for a type without any",
                name.text
            )),
            None => found.help(format!("declare it: `{} ... = Type;`", name.text)),
        });
    }

    pub(super) fn unknown_nat(&mut self, name: &str, span: Span, role: &str) {
        let message = format!("the {role} `{name}` is not declared to the left");
        let found = Diagnostic::new(Code::UnknownMask, span, message);
        if !is_worth_it(self.out) {
            self.out.push(found);
            return;
        }
        let later = self.fields.iter().flat_map(|field| field.names.iter().map(move |ident| (field, ident)));
        let later = later.into_iter().find(|(_, ident)| ident.text == name);
        if let Some((field, ident)) = later {
            let found = found.label(ident.span, "declared here, too far to the right");
            let is_nat = matches!(field.ty.kind, TypeKind::Hash);
            self.out.push(found.help(if is_nat {
                format!("move `{name}:#` before its first use")
            } else {
                format!("declare `{name}:#` before its first use")
            }));
            return;
        }
        let near = nearest(name, self.scope.nat_names().filter(|known| !known.is_empty()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare `{name}:#` before its first use"),
        };
        self.out.push(found.help(help));
    }

    /// `x:vector int` is two fields, of which the first lacks an argument. Reports it and counts the fields behind that
    /// were meant as arguments.
    pub(super) fn loose_arguments(
        &mut self,
        field: &'a ast::Field<'a>,
        behind: &'a [ast::Field<'a>],
    ) -> Option<usize> {
        let is_loose =
            |field: &&ast::Field<'_>| field.names.is_empty() && field.condition.is_none() && !field.bang;
        behind.first().filter(is_loose)?;
        let TypeKind::Name { name, args, .. } = &field.ty.kind else { return None };
        if !args.is_empty() || field.bang || self.scope.variable(name.text).is_some() {
            return None;
        }
        let wanted = if name.is_upper() {
            let id = self.tables.boxed(name.text)?;
            self.tables.types.get(id.index())?.params.len()
        } else {
            match self.tables.bare(name.text)? {
                Bare::Builtin(_) => 0,
                Bare::Constructor(id) => self.tables.template(id)?.kinds.len(),
            }
        };
        let loose = behind.iter().take(wanted).take_while(is_loose).count();
        let last = behind.get(loose.checked_sub(1)?)?;
        let written = format!(
            "({})",
            self.map.text(field.ty.span.to(last.span)).split_whitespace().collect::<Vec<_>>().join(" ")
        );
        let span = field.ty.span.to(last.span);
        let message = format!("the arguments of `{}` need parentheses", name.text);
        let found = Diagnostic::new(Code::NeedsParentheses, span, message)
            .note("this reads as several fields")
            .help(format!("write `{written}`"));
        self.out.push(found);
        Some(loose)
    }
}

fn starts_upper(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|base| base.starts_with(|c: char| c.is_ascii_uppercase()))
}
