//! From syntax trees to the frozen [`Schema`]: collect, link, check.
//!
//! In: the files of a [`SourceMap`], or their syntax trees. Out: a [`Schema`] without an open question, or the list of
//! what is wrong. No step reaches back into the text, and nothing here knows what a generator makes of the schema.
//!
//! ```
//! use tl_parser::{SourceMap, schema::{self, Options}};
//!
//! let mut map = SourceMap::new();
//! map.add("api.tl", "user id:int name:string = User;\n---functions---\ngetUsers ids:Vector<int> = Vector<User>;").unwrap();
//! let (schema, diagnostics) = schema::load(&map, &Options::default());
//! assert!(diagnostics.is_empty());
//! let schema = schema.unwrap();
//! let (_, function) = schema.functions().next().unwrap();
//! assert_eq!(function.name, "getUsers");
//! assert_eq!(function.fields[0].name.as_deref(), Some("ids"));
//! ```

mod annotations;
mod builtins;
mod collect;
mod docs;
mod finals;
mod finite;
pub mod glob;
mod ids;
mod link;
pub mod model;
mod options;
mod scope;
mod suggest;
mod tables;

pub use model::*;
pub use options::{IdRule, Options};
pub use suggest::nearest;

use crate::ast;
use crate::diagnostic::Diagnostics;
use crate::source::{SourceMap, Span};

/// Parses all files of the map and makes one schema of them.
///
/// The schema is `None` when one of the findings is an error. Names are not looked at before every file parses: what a
/// broken declaration would have declared would be reported as unknown.
///
/// ```
/// use tl_parser::{Code, SourceMap, schema::{self, Options}};
///
/// let mut map = SourceMap::new();
/// map.add("api.tl", "a x:Usr y:nope = A;\nuser = User;").unwrap();
/// let (schema, diagnostics) = schema::load(&map, &Options::default());
/// assert!(schema.is_none());
/// assert_eq!(diagnostics.len(), 2);
/// let first = diagnostics.iter().next().unwrap();
/// assert_eq!(first.code, Code::UnknownType);
/// assert_eq!(map.position(first.span).unwrap().to_string(), "1:5");
/// assert_eq!(first.help, ["did you mean `User`?"]);
/// ```
#[must_use]
pub fn load(map: &SourceMap, options: &Options) -> (Option<Schema>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut files = Vec::with_capacity(map.sources().len());
    for id in map.ids() {
        let (file, found) = crate::parse(map, id);
        files.push(file);
        diagnostics.append(found);
    }
    if diagnostics.has_errors() {
        options.deny_in(&mut diagnostics);
        diagnostics.sort();
        return (None, diagnostics);
    }
    let (schema, found) = build(map, &files, options);
    diagnostics.append(found);
    options.deny_in(&mut diagnostics);
    diagnostics.sort();
    (schema.filter(|_| !diagnostics.has_errors()), diagnostics)
}

/// Makes one schema of parsed files; each file begins anew in its types section.
///
/// The schema is `None` when one of the findings is an error.
#[must_use]
pub fn build(map: &SourceMap, files: &[ast::File<'_>], options: &Options) -> (Option<Schema>, Diagnostics) {
    let mut out = Diagnostics::new();
    let annotations = annotations::read(files, &mut out);
    let mut tables = collect::collect(files, options, &mut out);
    let mut combinators = link::link(map, &mut tables, &mut out);
    finals::check(&tables, &mut out);
    let constructors: Vec<&[CombinatorId]> =
        tables.types.iter().map(|entry| entry.constructors.as_slice()).collect();
    finite::check(&combinators, &constructors, &mut out);
    ids::assign(&tables, &mut combinators, options, &mut out);
    annotations::apply(annotations, &tables, &mut combinators);
    let type_docs = docs::apply(files, &tables, &mut combinators, &mut out);
    let is_read = |layer: &u32| options.at_layer.is_none_or(|newest| *layer <= newest);
    let newest = tables.layers.iter().copied().filter(is_read).max();
    let layer = newest.or(docs::layer(files, &mut out));
    options.deny_in(&mut out);
    out.sort();
    // The names of what no file declares stand in no file.
    let implicit = |entry: &tables::TypeEntry<'_>| {
        let first = entry.constructors.first().and_then(|id| combinators.get(id.index()));
        first.is_some_and(|first| first.span.is_empty())
    };
    let types = tables.types.into_iter().zip(type_docs).map(|(entry, docs)| BoxedType {
        span: if implicit(&entry) { Span::default() } else { entry.span },
        name: entry.name.to_owned(),
        params: entry.params.to_vec(),
        constructors: entry.constructors,
        docs,
    });
    let types = types.collect();
    let schema = Schema { layer, layers: tables.layers, combinators, types };
    ((!out.has_errors()).then_some(schema), out)
}
