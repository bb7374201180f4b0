//! The last step: every combinator gets its id and its line of TL.
//!
//! In: linked combinators. Out: the same with ids, reports of written ids that differ from the computed ones, and of ids
//! that two combinators share.

use std::collections::HashMap;

use super::collect::{Body, Decl};
use super::model::Combinator;
use super::options::{IdRule, Options};
use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::id::{self, Rule};
use crate::print_combinator;

/// Both sums of a declaration.
#[derive(Clone, Copy)]
struct Sums {
    telegram: u32,
    classic: u32,
}

impl Sums {
    fn by(self, rule: Rule) -> u32 {
        match rule {
            Rule::Telegram => self.telegram,
            Rule::Classic => self.classic,
        }
    }
}

/// Sets ids and lines.
pub(super) fn assign(
    tables: &Tables<'_>,
    combinators: &mut [Combinator],
    options: &Options,
    out: &mut Diagnostics,
) {
    let mut buffer = String::new();
    let sums: Vec<Sums> = tables.decls.iter().map(|decl| sums_of(decl, &mut buffer)).collect();
    let rules = Rules::choose(tables, &sums, options.ids);
    for ((combinator, decl), sums) in combinators.iter_mut().zip(&tables.decls).zip(&sums) {
        let rule = rules.of(decl);
        let computed = sums.by(rule);
        combinator.computed_id = computed;
        combinator.id = decl.written_id().map_or(computed, |id| id.value);
        combinator.line = match decl.body {
            Body::Combinator(body) => print_combinator(body, combinator.id),
            Body::Builtin(body) => {
                format!("{}#{:08x} ? = {}", body.name.text, combinator.id, body.result.text)
            }
        };
        if combinator.id != computed && !decl.is_default() && !options.allows_id_of(&combinator.name) {
            out.push(mismatch(decl, *sums, rule));
        }
    }
    check_unique(tables, combinators, out);
}

fn sums_of(decl: &Decl<'_>, buffer: &mut String) -> Sums {
    match decl.body {
        Body::Builtin(builtin) => {
            let sum = id::compute_builtin(builtin);
            Sums { telegram: sum, classic: sum }
        }
        Body::Combinator(combinator) => {
            let mut sum = |rule| {
                buffer.clear();
                id::write_canonical(buffer, combinator, rule);
                crc32fast::hash(buffer.as_bytes())
            };
            let classic = sum(Rule::Classic);
            let telegram = if id::rules_agree(combinator) { classic } else { sum(Rule::Telegram) };
            Sums { telegram, classic }
        }
    }
}

/// The rule of each file.
struct Rules {
    by_file: Vec<Rule>,
}

impl Rules {
    /// A file whose written ids speak for one rule follows it; one that says nothing follows the others.
    fn choose(tables: &Tables<'_>, sums: &[Sums], wanted: IdRule) -> Self {
        let files = tables.decls.iter().filter_map(|decl| decl.file).max().map_or(0, |last| last + 1);
        let fixed = match wanted {
            IdRule::Telegram => Some(Rule::Telegram),
            IdRule::Classic => Some(Rule::Classic),
            IdRule::Auto => None,
        };
        if let Some(rule) = fixed {
            return Self { by_file: vec![rule; files] };
        }
        // For each file how many more ids the Telegram rule explains than the classic one.
        let mut leads = vec![0_i64; files];
        for (decl, sums) in tables.decls.iter().zip(sums) {
            if let (Some(lead), Some(id)) =
                (decl.file.and_then(|file| leads.get_mut(file)), decl.written_id())
            {
                *lead += i64::from(sums.telegram == id.value) - i64::from(sums.classic == id.value);
            }
        }
        let of = |lead: i64| if lead > 0 { Rule::Telegram } else { Rule::Classic };
        let all = of(leads.iter().sum());
        Self { by_file: leads.into_iter().map(|lead| if lead == 0 { all } else { of(lead) }).collect() }
    }

    fn of(&self, decl: &Decl<'_>) -> Rule {
        decl.file.and_then(|file| self.by_file.get(file)).copied().unwrap_or(Rule::Classic)
    }
}

fn mismatch(decl: &Decl<'_>, sums: Sums, rule: Rule) -> Diagnostic {
    let name = &decl.name().text;
    let written = decl.written_id().map_or(0, |id| id.value);
    let span = decl.written_id().map_or(decl.name().span, |id| id.span);
    let computed = sums.by(rule);
    let message = format!("the id of `{name}` is written as {written:08x} and computed as {computed:08x}");
    let found =
        Diagnostic::new(Code::IdMismatch, span, message).note(format!("the text gives `#{computed:08x}`"));
    let (other, other_name) = match rule {
        Rule::Telegram => (sums.classic, "classic"),
        Rule::Classic => (sums.telegram, "Telegram"),
    };
    let found = if other == written {
        found.help(format!("the {other_name} rule gives the written id"))
    } else {
        found
    };
    found.help(format!("the written id is used; if it was set by hand, list `{name}` among the allowed ids"))
}

/// Two constructors with one id cannot be told apart on the wire. Two functions can: one is sent, the other is a helper.
fn check_unique(tables: &Tables<'_>, combinators: &[Combinator], out: &mut Diagnostics) {
    let mut owners: HashMap<(bool, u32), usize> = HashMap::with_capacity(combinators.len());
    for (number, (combinator, decl)) in combinators.iter().zip(&tables.decls).enumerate() {
        if decl.is_default() {
            continue;
        }
        let Some(owner) = owners.insert((decl.function, combinator.id), number) else { continue };
        let Some((first, first_decl)) = combinators.get(owner).zip(tables.decls.get(owner)) else { continue };
        // What the schema uses without declaring it has no place of its own.
        let (at, at_decl, other, other_decl) = if decl.file.is_some() {
            (combinator, decl, first, first_decl)
        } else {
            (first, first_decl, combinator, decl)
        };
        let (code, what) = if decl.function {
            (Code::DuplicateFunctionId, "functions")
        } else {
            (Code::DuplicateId, "constructors")
        };
        let message = format!("the {what} `{}` and `{}` share the id {:08x}", other.name, at.name, at.id);
        let span = at_decl.written_id().map_or(at.name_span, |id| id.span);
        let mut found = Diagnostic::new(code, span, message).note("used again here");
        if other_decl.file.is_some() {
            let span = other_decl.written_id().map_or(other.name_span, |id| id.span);
            found = found.label(span, "first used here");
        }
        out.push(found.help("give one of them another id"));
    }
}
