//! Schemas in JSON, the second form in which Telegram publishes its own.
//!
//! In: the text of a JSON schema. Out: the same schema as TL text, a declaration on each line, or everything that is
//! wrong with the JSON, by entry and key. Types are read by the grammar of TL; whether they are declared is looked at
//! where the TL text is linked, not here.
//!
//! The form is that of the pages "TL-schema in JSON" of core.telegram.org:
//!
//! | key | in | value |
//! |---|---|---|
//! | `constructors` | the schema | a list of constructors |
//! | `methods` | the schema | a list of functions |
//! | `layer` | the schema, an entry | a number; of an entry: it stands behind a mark `===n===` |
//! | `id` | an entry | the id as a decimal number with sign, or as a string that holds one |
//! | `predicate` | a constructor | its name |
//! | `method` | a function | its name |
//! | `params` | an entry | a list of `{"name": .., "type": ..}`, types as TL text |
//! | `type` | an entry | the result as TL text |
//!
//! JSON has no word for template parameters. Each `!X` stands for one, and the constructor `vector` of the type
//! `Vector t` without parameters is the well-known one.

mod entry;
mod node;

use std::collections::BTreeMap;
use std::fmt;

use entry::{Entry, Reader};

/// What is wrong with a JSON schema: every mistake of it, entry by entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonError {
    mistakes: Vec<JsonMistake>,
}

/// One mistake in a JSON schema.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct JsonMistake {
    /// Where: `line:column` when the text is no JSON, else the way to the value, such as `constructors[3].params[0].type`,
    /// counted from 0.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl JsonError {
    /// All mistakes; there is at least one.
    #[must_use]
    pub fn mistakes(&self) -> &[JsonMistake] {
        &self.mistakes
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, JsonMistake { place, message, help }) in self.mistakes.iter().enumerate() {
            let line_end = if index > 0 { "\n" } else { "" };
            write!(f, "{line_end}{place}: {message}\n  help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for JsonError {}

/// Turns a JSON schema into TL text, ready for a [`SourceMap`](crate::SourceMap).
///
/// ```
/// let json = r#"{
///     "constructors": [
///         { "id": "-1132882121", "predicate": "boolFalse", "params": [], "type": "Bool" }
///     ],
///     "methods": [
///         { "id": "-878758099", "method": "invokeAfterMsg", "type": "X", "params": [
///             { "name": "msg_id", "type": "long" }, { "name": "query", "type": "!X" }
///         ] }
///     ]
/// }"#;
/// assert_eq!(
///     tl_parser::json::to_tl(json)?,
///     "boolFalse#bc799737 = Bool;\n\
///      ---functions---\n\
///      invokeAfterMsg#cb9f372d {X:Type} msg_id:long query:!X = X;\n"
/// );
///
/// let error = tl_parser::json::to_tl(r#"{ "constructors": [{ "id": 1, "predicate": "a", "type": "A" }] }"#).unwrap_err();
/// assert_eq!(error.mistakes()[0].place, "constructors[0]");
/// assert_eq!(error.mistakes()[0].message, "`params` of `a` is missing");
/// # Ok::<(), tl_parser::json::JsonError>(())
/// ```
///
/// # Errors
/// [`JsonError`] with every mistake: in JSON itself the first one, by line and column; else each key that is missing,
/// unknown or given twice, and each value that is not what belongs there.
pub fn to_tl(json: &str) -> Result<String, JsonError> {
    let root = node::parse(json).map_err(|mistake| JsonError { mistakes: vec![mistake] })?;
    let mut reader = Reader::default();
    let schema = reader.schema(&root);
    if reader.mistakes.is_empty() { Ok(text(schema)) } else { Err(JsonError { mistakes: reader.mistakes }) }
}

/// What a JSON schema holds.
#[derive(Default)]
struct Whole {
    layer: Option<u32>,
    constructors: Vec<Entry>,
    methods: Vec<Entry>,
}

/// The declarations of one layer.
#[derive(Default)]
struct Layer {
    constructors: Vec<String>,
    methods: Vec<String>,
}

/// Entries of a layer come behind its mark, and the marks in their order; the others come first.
fn text(schema: Whole) -> String {
    let mut layers: BTreeMap<Option<u32>, Layer> = BTreeMap::new();
    for entry in schema.constructors {
        layers.entry(entry.layer).or_default().constructors.push(entry.line);
    }
    for entry in schema.methods {
        layers.entry(entry.layer).or_default().methods.push(entry.line);
    }
    let mut lines = Vec::new();
    let mut in_functions = false;
    for (layer, Layer { constructors, methods }) in layers {
        lines.extend(layer.map(|layer| format!("==={layer}===")));
        if in_functions && !constructors.is_empty() {
            lines.push("---types---".to_owned());
            in_functions = false;
        }
        lines.extend(constructors);
        if !in_functions && !methods.is_empty() {
            lines.push("---functions---".to_owned());
            in_functions = true;
        }
        lines.extend(methods);
    }
    // A blank line, so that the comment is none about the declaration above it.
    lines.extend(schema.layer.map(|layer| format!("\n// LAYER {layer}")));
    lines.into_iter().map(|line| line + "\n").collect()
}
