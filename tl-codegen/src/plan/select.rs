//! What is generated: all of the schema, or what the selection needs; and why something is.
//!
//! In: the schema and the patterns. Out: a lowered [`Plan`] in the order of the schema. A pattern that matches nothing
//! is an error, so that a typo does not quietly generate less.

use tl_parser::schema::{BoxedType, Combinator, Kind, ParamKind, Schema, glob};

use super::lower::{Root, is_named, lower};
use super::reach::{Node, Reach};
use super::shares::shares;
use super::{Failure, Plan};
use crate::config::Config;
use crate::kept::Share;
use crate::why::{By, Why};

/// Lowers what the configuration selects.
pub(super) fn lower_selected(schema: &Schema, config: &Config) -> Result<Plan, Failure> {
    let all = roots(schema);
    if config.select.is_empty() {
        return lower(schema, &all, config.any_object);
    }
    let reach = reach(schema, &selected(schema, config, &all)?, config.any_object);
    // From all that is reached, so that the items come in the order of the schema.
    let mut in_order = all;
    in_order.retain(|root| reach.has((*root).into()));
    let mut plan = lower(schema, &in_order, config.any_object)?;
    let shares = shares(schema, &reach);
    plan.kept.shares = shares
        .into_iter()
        .map(|(node, combinators)| Share { name: name(schema, node).to_owned(), combinators })
        .filter(|share| share.combinators > 0)
        .collect();
    Ok(plan)
}

/// Why the thing with that name is generated, or what would make it so.
pub(crate) fn why(schema: &Schema, config: &Config, wanted: &str) -> Result<Why, Failure> {
    let all = roots(schema);
    let named = named(schema, wanted)?;
    let selected = if config.select.is_empty() { all.clone() } else { selected(schema, config, &all)? };
    let names = |path: Vec<Node>| path.into_iter().map(|node| name(schema, node).to_owned()).collect();
    let kept = reach(schema, &selected, config.any_object);
    if let Some(path) = shortest(&kept, &named) {
        let by = by(schema, config, &all, path.first().copied());
        return Ok(Why::Kept { path: names(path), by });
    }
    let of_its_own = all.iter().any(|root| matches(schema, *root, wanted));
    let mut functions = all;
    functions.retain(|root| matches!(root, Root::Function(_)));
    let nearest = shortest(&reach(schema, &functions, false), &named).filter(|path| path.len() > 1);
    Ok(Why::LeftOut {
        name: wanted.to_owned(),
        pattern: of_its_own.then(|| wanted.to_owned()),
        nearest: nearest.map_or_else(Vec::new, names),
    })
}

/// What asks for the first thing of a way.
fn by(schema: &Schema, config: &Config, all: &[Root], first: Option<Node>) -> By {
    if config.select.is_empty() {
        return By::Everything;
    }
    let root = all.iter().find(|root| Some(Node::from(**root)) == first);
    let pattern = root.and_then(|root| config.select.iter().find(|pattern| matches(schema, *root, pattern)));
    pattern.map_or(By::AnyObject, |pattern| By::Pattern(pattern.clone()))
}

fn reach<'s>(schema: &'s Schema, roots: &[Root], any_object: bool) -> Reach<'s> {
    let asked = roots.iter().map(|root| Node::from(*root));
    Reach::new(schema, asked.chain(any_object.then_some(Node::Object)))
}

/// The shortest of the ways to things of one name.
fn shortest(reach: &Reach<'_>, named: &[Node]) -> Option<Vec<Node>> {
    named.iter().filter_map(|node| reach.path(*node)).min_by_key(Vec::len)
}

/// The roots that one of the patterns matches.
fn selected(schema: &Schema, config: &Config, all: &[Root]) -> Result<Vec<Root>, Failure> {
    let mut chosen = vec![false; all.len()];
    for text in &config.select {
        let mut found = false;
        for (root, chosen) in all.iter().zip(&mut chosen) {
            if matches(schema, *root, text) {
                (*chosen, found) = (true, true);
            }
        }
        if !found {
            let help = "patterns match whole TL names: `auth.*`, `help.getConfig`, `*Empty`";
            return Err(unknown(schema, "select", text, help));
        }
    }
    let mut selected = all.to_vec();
    let mut chosen = chosen.into_iter();
    selected.retain(|_| chosen.next() == Some(true));
    Ok(selected)
}

/// Everything that has that name: a boxed type, a constructor, a function.
fn named(schema: &Schema, wanted: &str) -> Result<Vec<Node>, Failure> {
    let mut found = Vec::new();
    for (id, _) in schema.types().filter(|(_, ty)| ty.name == wanted) {
        found.push(Node::Type(id));
    }
    for (id, _) in schema.combinators().filter(|(_, combinator)| combinator.name == wanted) {
        found.push(Node::Combinator(id));
    }
    if found.is_empty() {
        let help = "give a whole TL name, as the schema writes it: `auth.sendCode`, `User`, `userEmpty`";
        return Err(unknown(schema, "why", wanted, help));
    }
    Ok(found)
}

fn unknown(schema: &Schema, option: &str, wanted: &str, help: &str) -> Failure {
    let help = match schema.nearest_name(wanted) {
        Some(name) => format!("did you mean `{name}`?"),
        None => help.to_owned(),
    };
    Failure::Option {
        option: format!("{option} {wanted:?}"),
        problem: "no function, constructor or type of the schema has such a name".to_owned(),
        help,
    }
}

fn name(schema: &Schema, node: Node) -> &str {
    match node {
        Node::Combinator(id) => &schema.combinator(id).name,
        Node::Type(id) => &schema.ty(id).name,
        Node::Object => "Object",
        Node::Call => "Function",
    }
}

/// Every item that has no type parameter to be filled in: types first, then functions.
fn roots(schema: &Schema) -> Vec<Root> {
    let mut roots = Vec::new();
    for (id, _) in schema.types().filter(|(_, ty)| is_root(schema, ty)) {
        roots.push(Root::Type(id));
    }
    for (id, _) in schema.functions().filter(|(_, function)| is_named(function)) {
        roots.push(Root::Function(id));
    }
    roots
}

fn is_root(schema: &Schema, ty: &BoxedType) -> bool {
    let generated =
        |combinator: &Combinator| !matches!(combinator.kind, Kind::Builtin(..)) && is_named(combinator);
    // What no file declares is generated only where it is used.
    let declared = !ty.span.is_empty();
    declared
        && !ty.params.contains(&ParamKind::Type)
        && ty.constructors.iter().any(|id| generated(schema.combinator(*id)))
}

fn matches(schema: &Schema, root: Root, pattern: &str) -> bool {
    match root {
        Root::Function(id) => glob::matches(pattern, &schema.combinator(id).name),
        Root::Type(id) => {
            let ty = schema.ty(id);
            glob::matches(pattern, &ty.name)
                || ty.constructors.iter().any(|id| glob::matches(pattern, &schema.combinator(*id).name))
        }
    }
}
