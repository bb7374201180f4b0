//! How much of a schema was generated, and for what.
//!
//! In: counts and shares from the plan. Out: plain data, and the lines in which the command shows it. Nothing here decides
//! what is kept.

use std::fmt;

/// How much of the schema a run generated: what a selection saves, and what it is spent on.
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
/// let kept = tl_codegen::configure().select("shop.list").generate(&sources)?.kept;
/// assert_eq!((kept.constructors, kept.of_constructors), (1, 2));
/// assert_eq!((kept.functions, kept.of_functions), (1, 2));
/// assert_eq!(kept.to_string(), "1 of 2 constructors, 1 of 2 functions");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Kept {
    /// The constructors that take part; built-ins such as `int` are not counted.
    pub constructors: usize,
    /// The constructors that the schema declares.
    pub of_constructors: usize,
    /// The functions that take part.
    pub functions: usize,
    /// The functions that the schema declares.
    pub of_functions: usize,
    /// What the selection is spent on, biggest first; empty without a selection. The shares add up to all that is kept.
    pub shares: Vec<Share>,
}

/// A part of what is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Share {
    /// The TL name of what is selected, or of a type or constructor that several of those need.
    pub name: String,
    /// How many constructors and functions would fall away if nothing needed it.
    pub combinators: usize,
}

impl Kept {
    /// Counts a combinator of the schema.
    pub(crate) fn count(&mut self, is_function: bool, kept: bool) {
        let (of, have) = if is_function {
            (&mut self.of_functions, &mut self.functions)
        } else {
            (&mut self.of_constructors, &mut self.constructors)
        };
        *of += 1;
        *have += usize::from(kept);
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { constructors, of_constructors, functions, of_functions, shares: _ } = self;
        write!(f, "{constructors} of {of_constructors} constructors, {functions} of {of_functions} functions")
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "without {}: {} fewer", self.name, self.combinators)
    }
}
