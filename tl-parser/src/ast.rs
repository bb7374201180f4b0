//! The syntax tree: what stands in a file, with a span on every node and the original spelling kept.
//!
//! In: nothing, these are plain data. Out: what [`parse`](crate::parse()) builds, [`print`](crate::print()) writes and
//! [`crate::schema`] links. The tree knows no types, no ids and no annotation words.

use crate::source::Span;

/// One schema file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct File {
    /// Sections, layer marks and declarations in the order of the file.
    pub items: Vec<Item>,
    /// Comments behind the last item.
    pub comments: Vec<Comment>,
    /// The whole file.
    pub span: Span,
}

/// A top-level item with the comments around it.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Comments above the item, in order.
    pub above: Vec<Comment>,
    /// Whether a blank line stands before it and the comments above it.
    pub blank_above: bool,
    /// The item itself.
    pub kind: ItemKind,
    /// Comments behind the item on its last line.
    pub behind: Vec<Comment>,
    /// From the first token to the last, without comments.
    pub span: Span,
}

/// What a top-level item is.
#[derive(Clone, PartialEq, Debug)]
pub enum ItemKind {
    /// `---types---` or `---functions---`.
    Section(Section),
    /// `===46===`: the declarations behind it belong to that layer.
    Layer(u32),
    /// `int ? = Int;`
    Builtin(Builtin),
    /// A constructor or a function.
    Combinator(Combinator),
    /// `Final T;`, `New T;`, `Empty T;`
    Final(Final),
    /// `Vector int;`: a type applied to arguments, without a result.
    Partial(Type),
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
#[derive(Clone, PartialEq, Debug)]
pub struct Comment {
    /// The text with its `//` or `/* */`, without the line end.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether nothing but white space stands before it on its line.
    pub own_line: bool,
    /// How many line ends follow before the next comment or token: 0 in the middle of a line, 1, or 2 for a blank line
    /// or more, and for the end of the file.
    pub newlines_after: u32,
}

/// A dotted name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name {
    /// `a.b.c` as written; segments are separated by single dots.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Name {
    /// The last segment.
    #[must_use]
    pub fn base(&self) -> &str {
        self.text.rsplit('.').next().unwrap_or_default()
    }

    /// Whether the last segment starts with an uppercase letter: the name of a boxed type.
    #[must_use]
    pub fn is_upper(&self) -> bool {
        self.base().starts_with(|c: char| c.is_ascii_uppercase())
    }
}

/// A word without dots.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Ident {
    /// The word; `_` for a field without a name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// An id that stands behind a name: `#1cb5c415`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Id {
    /// Its value.
    pub value: u32,
    /// Digits as written, 1 to 8 of them, without the `#`.
    pub digits: String,
    /// With the `#`.
    pub span: Span,
}

/// `@read` of the VK dialect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Modifier {
    /// The word without the `@`.
    pub name: String,
    /// With the `@`.
    pub span: Span,
}

/// `int#a8509bda ? = Int;`
#[derive(Clone, PartialEq, Debug)]
pub struct Builtin {
    /// VK's modifiers.
    pub modifiers: Vec<Modifier>,
    /// The bare name.
    pub name: Name,
    /// The written id.
    pub id: Option<Id>,
    /// The boxed name.
    pub result: Name,
    /// Comments before the `;`.
    pub inner: Vec<Comment>,
}

/// A constructor or function declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct Combinator {
    /// VK's modifiers.
    pub modifiers: Vec<Modifier>,
    /// The name; `_` for a default constructor.
    pub name: Name,
    /// The written id.
    pub id: Option<Id>,
    /// `{X:Type}` groups.
    pub params: Vec<Param>,
    /// Fields in order.
    pub fields: Vec<Field>,
    /// Written with `=>` (VK): a function in any section.
    pub arrow: bool,
    /// What stands behind the `=`.
    pub result: Type,
    /// Comments between the last field and the `;`.
    pub inner: Vec<Comment>,
}

/// A group of template parameters: `{X Y:Type}`, `{n:#}`.
#[derive(Clone, PartialEq, Debug)]
pub struct Param {
    /// Comments above or before the group.
    pub above: Vec<Comment>,
    /// The names of the group.
    pub names: Vec<Ident>,
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
pub struct Field {
    /// Comments above or before the field, inside the declaration.
    pub above: Vec<Comment>,
    /// Names as written: empty for an anonymous field.
    pub names: Vec<Ident>,
    /// Written in parentheses: `(x y:int)`.
    pub grouped: bool,
    /// `mask.3?`
    pub condition: Option<Condition>,
    /// `!X`
    pub bang: bool,
    /// The type.
    pub ty: Type,
    /// Comments behind the field on its line.
    pub behind: Vec<Comment>,
    /// From the name to the end of the type.
    pub span: Span,
}

/// `mask.3?`, or `mask?` for "is not 0".
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// The mask's name.
    pub mask: Ident,
    /// The bit, with the place of its digits.
    pub bit: Option<(u32, Span)>,
    /// With the `?`.
    pub span: Span,
}

/// A type, a number or a sum of numbers: all that can stand in the place of a type or of a type's argument.
#[derive(Clone, PartialEq, Debug)]
pub struct Type {
    /// How many `%` stand before it; one means the same as many.
    pub percents: u32,
    /// `!` before it: in a result (`= !X`) or, wrongly, in an argument.
    pub bang: bool,
    /// How many pairs of parentheses stand around it that are not those of an application: `(T)`, `((f a))`.
    pub parens: u32,
    /// What it is.
    pub kind: TypeKind,
    /// All of it.
    pub span: Span,
}

/// The kinds of [`Type`].
#[derive(Clone, PartialEq, Debug)]
pub enum TypeKind {
    /// `#`
    Hash,
    /// A number.
    Nat(u32),
    /// A name, applied to arguments or not.
    Name {
        /// The head.
        name: Name,
        /// The arguments.
        args: Vec<Type>,
        /// How the arguments are written.
        style: ArgStyle,
    },
    /// `left + right`; at least one side is a number.
    Sum(Box<Type>, Box<Type>),
    /// `n*[ a:int b:int ]`
    Repeat(Box<Repeat>),
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
pub struct Repeat {
    /// How often; `None` stands for the nearest nat to the left.
    pub count: Option<Type>,
    /// What is repeated.
    pub fields: Vec<Field>,
    /// Comments before the `]`.
    pub inner: Vec<Comment>,
}

/// `Final T;`, `New T;`, `Empty T;`
#[derive(Clone, PartialEq, Debug)]
pub struct Final {
    /// Which of the three.
    pub kind: FinalKind,
    /// The boxed type.
    pub name: Name,
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
