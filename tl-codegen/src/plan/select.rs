//! What is generated: all of the schema, or what the selection needs.
//!
//! In: the schema and the patterns. Out: a lowered [`Plan`] in the order of the schema. A pattern that matches nothing
//! is an error, so that a typo does not quietly generate less.

use tl_parser::schema::{BoxedType, Combinator, Kind, ParamKind, Schema};

use super::lower::{Root, is_named, lower};
use super::{Failure, Plan};
use crate::config::Config;
use tl_parser::schema::glob;

/// Lowers what the configuration selects.
pub(super) fn lower_selected(schema: &Schema, config: &Config) -> Result<Plan, Failure> {
    let all = roots(schema);
    if config.select.is_empty() {
        return Ok(lower(schema, &all, config.any_object)?.0);
    }
    let mut chosen = vec![false; all.len()];
    for text in &config.select {
        let mut found = false;
        for (root, chosen) in all.iter().zip(&mut chosen) {
            if matches(schema, *root, text) {
                (*chosen, found) = (true, true);
            }
        }
        if !found {
            return Err(Failure::Option {
                option: format!("select {text:?}"),
                problem: "no function, constructor or type of the schema has such a name".to_owned(),
                help: "patterns match whole TL names: `auth.*`, `help.getConfig`, `*Empty`".to_owned(),
            });
        }
    }
    let selected: Vec<Root> =
        all.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(root, _)| *root).collect();
    let (_, reached) = lower(schema, &selected, config.any_object)?;
    // Lowered once more from all that was reached, so that the items come in the order of the schema.
    let in_order: Vec<Root> = all.into_iter().filter(|root| reached.binary_search(root).is_ok()).collect();
    Ok(lower(schema, &in_order, config.any_object)?.0)
}

/// Every item that has no type parameter to be filled in: types first, then functions.
fn roots(schema: &Schema) -> Vec<Root> {
    let types = schema.types().filter(|(_, ty)| is_root(schema, ty)).map(|(id, _)| Root::Type(id));
    let functions =
        schema.functions().filter(|(_, function)| is_named(function)).map(|(id, _)| Root::Function(id));
    types.chain(functions).collect()
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
