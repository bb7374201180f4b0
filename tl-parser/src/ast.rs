//! The syntax tree: what stands in a file, with a span on every node and the original spelling kept.
//!
//! In: nothing, these are plain data; names and comments are borrowed from the text that was read. Out: what
//! [`parse`](crate::parse()) builds, [`print`](crate::print()) writes and [`crate::schema`] links. The tree knows no
//! types, no ids and no annotation words.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::source::Span;

/// One schema file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct File<'a> {
    /// Sections, layer marks and declarations in the order of the file.
    pub items: Vec<Item<'a>>,
    /// Comments behind the last item.
    pub comments: Vec<Comment<'a>>,
    /// The whole file.
    pub span: Span,
}

/// A top-level item with the comments around it.
#[derive(Clone, PartialEq, Debug)]
pub struct Item<'a> {
    /// Comments above the item, in order.
    pub above: Vec<Comment<'a>>,
    /// Whether a blank line stands before it and the comments above it.
    pub blank_above: bool,
    /// The item itself.
    pub kind: ItemKind<'a>,
    /// Comments behind the item on its last line.
    pub behind: Vec<Comment<'a>>,
    /// From the first token to the last, without comments.
    pub span: Span,
}

/// What a top-level item is.
#[derive(Clone, PartialEq, Debug)]
pub enum ItemKind<'a> {
    /// `---types---` or `---functions---`.
    Section(Section),
    /// `===46===`: the declarations behind it belong to that layer.
    Layer(u32),
    /// `int ? = Int;`
    Builtin(Builtin<'a>),
    /// A constructor or a function.
    Combinator(Combinator<'a>),
    /// `Final T;`, `New T;`, `Empty T;`
    Final(Final<'a>),
    /// `Vector int;`: a type applied to arguments, without a result.
    Partial(Type<'a>),
}

/// The two kinds of section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// Constructors follow.
    Types,
    /// Functions follow.
    Functions,
}

/// A comment, kept as written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Comment<'a> {
    /// The text with its `//` or `/* */`, without the line end.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
    /// Whether nothing but white space stands before it on its line.
    pub own_line: bool,
    /// How many line ends follow before the next comment or token: 0 in the middle of a line, 1, or 2 for a blank line
    /// or more, and for the end of the file.
    pub newlines_after: u32,
}

/// A dotted name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Name<'a> {
    /// `a.b.c` as written; segments are separated by single dots.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

impl<'a> Name<'a> {
    /// The last segment.
    #[must_use]
    pub fn base(&self) -> &'a str {
        self.text.rsplit('.').next().unwrap_or_default()
    }

    /// Whether the last segment starts with an uppercase letter: the name of a boxed type.
    #[must_use]
    pub fn is_upper(&self) -> bool {
        // Backwards byte by byte: the linker asks this of every name, also in builds without optimisation.
        let (mut rest, mut first) = (self.text.as_bytes(), b'.');
        while let [before @ .., byte] = rest
            && *byte != b'.'
        {
            (rest, first) = (before, *byte);
        }
        first.is_ascii_uppercase()
    }
}

/// A word without dots.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ident<'a> {
    /// The word; `_` for a field without a name.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

/// The names of a field; reads like a slice. Nearly every field has one, for which nothing is allocated.
#[derive(Clone, PartialEq)]
pub struct Names<'a>(Count<'a>);

#[derive(Clone, PartialEq)]
enum Count<'a> {
    One(Ident<'a>),
    Others(Vec<Ident<'a>>),
}

impl<'a> Names<'a> {
    /// No name.
    #[must_use]
    pub const fn none() -> Self {
        Self(Count::Others(Vec::new()))
    }

    /// One name.
    #[must_use]
    pub const fn one(name: Ident<'a>) -> Self {
        Self(Count::One(name))
    }

    /// All names.
    #[must_use]
    pub fn as_slice(&self) -> &[Ident<'a>] {
        self
    }
}

impl<'a> From<Vec<Ident<'a>>> for Names<'a> {
    fn from(names: Vec<Ident<'a>>) -> Self {
        match names.as_slice() {
            [name] => Self::one(*name),
            _ => Self(Count::Others(names)),
        }
    }
}

impl<'a> Deref for Names<'a> {
    type Target = [Ident<'a>];

    fn deref(&self) -> &Self::Target {
        match &self.0 {
            Count::One(name) => std::slice::from_ref(name),
            Count::Others(names) => names,
        }
    }
}

impl DerefMut for Names<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match &mut self.0 {
            Count::One(name) => std::slice::from_mut(name),
            Count::Others(names) => names,
        }
    }
}

impl<'n, 'a> IntoIterator for &'n Names<'a> {
    type Item = &'n Ident<'a>;
    type IntoIter = std::slice::Iter<'n, Ident<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// An id that stands behind a name: `#1cb5c415`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Id<'a> {
    /// Its value.
    pub value: u32,
    /// Digits as written, 1 to 8 of them, without the `#`.
    pub digits: &'a str,
    /// With the `#`.
    pub span: Span,
}

/// `@read` of the VK dialect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Modifier<'a> {
    /// The word without the `@`.
    pub name: &'a str,
    /// With the `@`.
    pub span: Span,
}

/// `int#a8509bda ? = Int;`
#[derive(Clone, PartialEq, Debug)]
pub struct Builtin<'a> {
    /// VK's modifiers.
    pub modifiers: Vec<Modifier<'a>>,
    /// The bare name.
    pub name: Name<'a>,
    /// The written id.
    pub id: Option<Id<'a>>,
    /// The boxed name.
    pub result: Name<'a>,
    /// Comments before the `;`.
    pub inner: Vec<Comment<'a>>,
}

/// A constructor or function declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct Combinator<'a> {
    /// VK's modifiers.
    pub modifiers: Vec<Modifier<'a>>,
    /// The name; `_` for a default constructor.
    pub name: Name<'a>,
    /// The written id.
    pub id: Option<Id<'a>>,
    /// `{X:Type}` groups.
    pub params: Vec<Param<'a>>,
    /// Fields in order.
    pub fields: Vec<Field<'a>>,
    /// Written with `=>` (VK): a function in any section.
    pub arrow: bool,
    /// What stands behind the `=`.
    pub result: Type<'a>,
    /// Comments between the last field and the `;`.
    pub inner: Vec<Comment<'a>>,
}

/// A group of template parameters: `{X Y:Type}`, `{n:#}`.
#[derive(Clone, PartialEq, Debug)]
pub struct Param<'a> {
    /// Comments above or before the group.
    pub above: Vec<Comment<'a>>,
    /// The names of the group.
    pub names: Vec<Ident<'a>>,
    /// `!` before the kind.
    pub bang: bool,
    /// `Type` or `#`.
    pub kind: ParamKind,
    /// With the braces.
    pub span: Span,
}

/// What a template parameter stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamKind {
    /// `{X:Type}`
    Type,
    /// `{n:#}`
    Nat,
}

/// A field, or several of one type: `x:int`, `int`, `(x y:int)`.
#[derive(Clone, PartialEq, Debug)]
pub struct Field<'a> {
    /// Comments above or before the field, inside the declaration.
    pub above: Vec<Comment<'a>>,
    /// Names as written: empty for an anonymous field.
    pub names: Names<'a>,
    /// Written in parentheses: `(x y:int)`.
    pub grouped: bool,
    /// `mask.3?`
    pub condition: Option<Condition<'a>>,
    /// `!X`
    pub bang: bool,
    /// The type.
    pub ty: Type<'a>,
    /// Comments behind the field on its line.
    pub behind: Vec<Comment<'a>>,
    /// From the name to the end of the type.
    pub span: Span,
}

/// `mask.3?`, or `mask?` for "is not 0".
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Condition<'a> {
    /// The mask's name.
    pub mask: Ident<'a>,
    /// The bit, with the place of its digits.
    pub bit: Option<(u32, Span)>,
    /// With the `?`.
    pub span: Span,
}

/// A type, a number or a sum of numbers: all that can stand in the place of a type or of a type's argument.
#[derive(Clone, PartialEq, Debug)]
pub struct Type<'a> {
    /// How many `%` stand before it; one means the same as many.
    pub percents: u32,
    /// `!` before it: in a result (`= !X`) or, wrongly, in an argument.
    pub bang: bool,
    /// How many pairs of parentheses stand around it that are not those of an application: `(T)`, `((f a))`.
    pub parens: u32,
    /// What it is.
    pub kind: TypeKind<'a>,
    /// All of it.
    pub span: Span,
}

/// The kinds of [`Type`].
#[derive(Clone, PartialEq, Debug)]
pub enum TypeKind<'a> {
    /// `#`
    Hash,
    /// A number.
    Nat(u32),
    /// A name, applied to arguments or not.
    Name {
        /// The head.
        name: Name<'a>,
        /// The arguments.
        args: Vec<Type<'a>>,
        /// How the arguments are written.
        style: ArgStyle,
    },
    /// `left + right`; at least one side is a number.
    Sum(Box<Type<'a>>, Box<Type<'a>>),
    /// `n*[ a:int b:int ]`
    Repeat(Box<Repeat<'a>>),
}

/// How arguments are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArgStyle {
    /// `f<a,b>`; also a name without arguments.
    Angle,
    /// `(f a b)`
    Paren,
    /// `f a b`: behind `=` and in a partial application.
    Plain,
}

/// `n*[ fields ]`
#[derive(Clone, PartialEq, Debug)]
pub struct Repeat<'a> {
    /// How often; `None` stands for the nearest nat to the left.
    pub count: Option<Type<'a>>,
    /// What is repeated.
    pub fields: Vec<Field<'a>>,
    /// Comments before the `]`.
    pub inner: Vec<Comment<'a>>,
}

/// `Final T;`, `New T;`, `Empty T;`
#[derive(Clone, PartialEq, Debug)]
pub struct Final<'a> {
    /// Which of the three.
    pub kind: FinalKind,
    /// The boxed type.
    pub name: Name<'a>,
}

/// The three words that open and close a boxed type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FinalKind {
    /// No constructor of the type may follow.
    Final,
    /// No constructor of the type may stand before.
    New,
    /// The type has no constructor.
    Empty,
}
