//! Why something is generated.
//!
//! In: sources, a [`Config`] and a TL name. Out: the shortest way by which the selection needs it, or what would bring it.
//! Nothing is generated, and the answer is that of the code that selects.

use std::fmt;

use tl_parser::SourceMap;

use crate::config::Config;
use crate::error::Error;
use crate::plan;

/// What [`Config::why`] answers; its text is what `tl-codegen why` prints.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Why {
    /// It is generated.
    Kept {
        /// TL names, from what is selected to what was asked about. Each needs the next: a function its arguments and
        /// its answer, a type its constructors, a constructor the types of its fields.
        path: Vec<String>,
        /// What asks for the first of them.
        by: By,
    },
    /// It is not generated.
    LeftOut {
        /// The name that was asked about.
        name: String,
        /// The pattern that would select it; `None` for a generic type, which is generated only where it is used.
        pattern: Option<String>,
        /// From the function that is nearest to it; selecting that function would bring it too. Empty when no function
        /// needs it.
        nearest: Vec<String>,
    },
}

/// What asks for the first thing of a way.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum By {
    /// A pattern of [`Config::select`].
    Pattern(String),
    /// There is no selection, so everything is generated.
    Everything,
    /// [`Config::any_object`], or marks of layers in the schema: every value is generated.
    AnyObject,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern(pattern) => write!(f, "selected by `{pattern}`"),
            Self::Everything => f.write_str("there is no selection: everything is generated"),
            Self::AnyObject => f.write_str("`Object` is asked for: it holds every value of the schema"),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept { path, by } => write!(f, "{}\n{by}", path.join(" -> ")),
            Self::LeftOut { name, pattern, nearest } => {
                write!(f, "`{name}` is not generated: nothing that is selected needs it")?;
                if let Some(pattern) = pattern {
                    write!(f, "\nto have it, select `{pattern}`")?;
                }
                match nearest.first() {
                    Some(function) => {
                        write!(f, "\n`{function}` would bring it: {}", nearest.join(" -> "))
                    }
                    None if pattern.is_none() => f.write_str("\nno function of the schema needs it"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl Config {
    /// Why the constructor, function or type with that TL name is generated with these options, or how to have it.
    ///
    /// ```
    /// let mut sources = tl_parser::SourceMap::new();
    /// sources.add(
    ///     "shop.tl",
    ///     "item id:long = Item;
    ///      order items:Vector<Item> = Order;
    ///      ---functions---
    ///      shop.list = Vector<Item>;
    ///      shop.buy item:Item = Order;",
    /// )?;
    /// let config = tl_codegen::configure().select("shop.list");
    /// assert_eq!(
    ///     config.why(&sources, "item")?.to_string(),
    ///     "shop.list -> Item -> item\nselected by `shop.list`",
    /// );
    /// assert!(config.why(&sources, "order")?.to_string().contains("`shop.buy` would bring it"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The schema's errors; a name that the schema does not have, with the one that may be meant; a pattern of
    /// [`select`](Self::select) that matches nothing.
    pub fn why(&self, sources: &SourceMap, name: &str) -> Result<Why, Error> {
        let (schema, _) = self.load(sources)?;
        // Of a schema in layers every value is generated.
        let in_layers = self.at_layer.is_none() && !schema.layers.is_empty();
        let why = if in_layers {
            plan::why(&schema, &self.clone().any_object(true), name)
        } else {
            plan::why(&schema, self, name)
        };
        why.map_err(|failure| failure.error(sources))
    }
}
