//! The frozen model: every name resolved, every id known, nothing left to check.
//!
//! In: what [`super::build`] linked and checked. Out: plain data behind typed ids, in the order of the schema, for
//! generators and other tools. The model knows TL alone; it holds no Rust name and no decision of a generator.

use crate::source::Span;

/// The number of a combinator in its [`Schema`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CombinatorId(pub(crate) u32);

/// The number of a boxed type in its [`Schema`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TypeId(pub(crate) u32);

/// The number of a variable in its [`Combinator`]: a template parameter or a `#` field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VarId(pub(crate) u32);

macro_rules! index {
    ($($id:ident),*) => {$(
        impl $id {
            /// Its place in the table that it belongs to, from 0.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index!(CombinatorId, TypeId, VarId);

/// A linked and checked schema.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The number of the newest `===n===` mark that was read; without marks that of a comment `// LAYER n`.
    pub layer: Option<u32>,
    /// The numbers of all `===n===` marks of the files, ascending.
    pub layers: Vec<u32>,
    /// Constructors and functions, in the order of the schema; built-ins that the files use without declaring come last.
    pub(crate) combinators: Vec<Combinator>,
    /// Boxed types, in the order in which the schema first declares a constructor of each.
    pub(crate) types: Vec<BoxedType>,
}

impl Schema {
    /// The combinator with that number.
    ///
    /// # Panics
    /// Never for an id that came from this schema.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "ids are handed out by the schema itself")]
    pub fn combinator(&self, id: CombinatorId) -> &Combinator {
        &self.combinators[id.index()]
    }

    /// The boxed type with that number.
    ///
    /// # Panics
    /// Never for an id that came from this schema.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "ids are handed out by the schema itself")]
    pub fn ty(&self, id: TypeId) -> &BoxedType {
        &self.types[id.index()]
    }

    /// All constructors and functions, in the order of the schema.
    pub fn combinators(&self) -> impl ExactSizeIterator<Item = (CombinatorId, &Combinator)> {
        self.combinators.iter().enumerate().map(|(i, combinator)| (CombinatorId(i as u32), combinator))
    }

    /// All boxed types, in the order of the schema.
    pub fn types(&self) -> impl ExactSizeIterator<Item = (TypeId, &BoxedType)> {
        self.types.iter().enumerate().map(|(i, ty)| (TypeId(i as u32), ty))
    }

    /// The functions, in the order of the schema.
    pub fn functions(&self) -> impl Iterator<Item = (CombinatorId, &Combinator)> {
        self.combinators().filter(|(_, combinator)| combinator.is_function())
    }

    /// The name of a combinator or type that is nearest to a name that the schema does not have; `None` when none is near.
    ///
    /// ```
    /// use tl_parser::{SourceMap, schema::{self, Options}};
    ///
    /// let mut map = SourceMap::new();
    /// map.add("api.tl", "user id:int = User;").unwrap();
    /// let schema = schema::load(&map, &Options::default()).0.unwrap();
    /// assert_eq!(schema.nearest_name("Usr"), Some("User"));
    /// ```
    #[must_use]
    pub fn nearest_name(&self, wrong: &str) -> Option<&str> {
        let types = self.types.iter().map(|ty| ty.name.as_str());
        super::suggest::nearest(wrong, types.chain(self.combinators.iter().map(|c| c.name.as_str())))
    }

    /// The constructors, in the order of the schema, built-ins included.
    pub fn constructors(&self) -> impl Iterator<Item = (CombinatorId, &Combinator)> {
        self.combinators().filter(|(_, combinator)| !combinator.is_function())
    }
}

/// A boxed type: the name behind `=`, with all its constructors.
#[derive(Clone, Debug)]
pub struct BoxedType {
    /// Its full name, such as `auth.SentCode`.
    pub name: String,
    /// What each argument is: empty for most types.
    pub params: Vec<ParamKind>,
    /// Its constructors, in the order of the schema.
    pub constructors: Vec<CombinatorId>,
    /// Documentation (`//@class`), without comment marks.
    pub docs: String,
    /// Where its first constructor names it; empty for a built-in that no file declares.
    pub span: Span,
}

/// What a combinator is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It makes a value of that boxed type.
    Constructor(TypeId),
    /// It makes a value of that boxed type, and its codec is known without the schema.
    Builtin(TypeId, Builtin),
    /// It is called.
    Function,
}

/// A constructor or a function.
#[derive(Clone, Debug)]
pub struct Combinator {
    /// Its full name, such as `auth.sentCode`; `_` for a default constructor.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its id: the written one, or the computed one where none is written.
    pub id: u32,
    /// Whether the schema writes the id.
    pub id_written: bool,
    /// The id by the rule that its file follows, whether or not it is the one that is written.
    pub computed_id: u32,
    /// Template parameters first, in order, then every `#` field in order, those inside repetitions included.
    pub vars: Vec<Var>,
    /// How many of [`vars`](Self::vars) are template parameters.
    pub params: usize,
    /// The fields in the order of the wire; none for a built-in, however its declaration writes it.
    pub fields: Vec<Field>,
    /// The result: for a constructor its boxed type applied to its own parameters, for a function what it answers.
    pub result: TypeRef,
    /// Documentation, without comment marks; paragraphs are separated by an empty line.
    pub docs: String,
    /// `//#[...]` above it, with the defaults of the file filled in.
    pub annotations: Vec<Annotation>,
    /// VK's modifiers, such as `read`.
    pub modifiers: Vec<String>,
    /// Its TL text on one line, with the id that it has.
    pub line: String,
    /// The `===n===` section that it stands in.
    pub layer: Option<u32>,
    /// The declaration; empty for a built-in that no file declares.
    pub span: Span,
    /// The name in the declaration.
    pub name_span: Span,
}

impl Combinator {
    /// Whether it is called rather than constructed.
    #[must_use]
    pub const fn is_function(&self) -> bool {
        matches!(self.kind, Kind::Function)
    }

    /// The boxed type that it constructs; `None` for a function.
    #[must_use]
    pub const fn constructs(&self) -> Option<TypeId> {
        match self.kind {
            Kind::Constructor(ty) | Kind::Builtin(ty, _) => Some(ty),
            Kind::Function => None,
        }
    }

    /// The variable with that number.
    #[must_use]
    pub fn var(&self, id: VarId) -> Option<&Var> {
        self.vars.get(id.index())
    }

    /// The annotation with that word.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&Annotation> {
        self.annotations.iter().find(|annotation| annotation.key == key)
    }

    /// Its template parameters.
    pub fn parameters(&self) -> impl Iterator<Item = (VarId, &Var)> {
        self.vars.iter().take(self.params).enumerate().map(|(i, var)| (VarId(i as u32), var))
    }
}

/// A name that types, conditions and multiplicities of the same combinator can use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Var {
    /// Its name; empty for an anonymous `#` field.
    pub name: String,
    /// Type parameter, nat parameter or `#` field.
    pub kind: VarKind,
}

/// The three kinds of variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    /// `{X:Type}`
    TypeParam,
    /// `{n:#}`
    NatParam,
    /// A field of type `#`.
    Field,
}

/// What a parameter of a boxed type is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ParamKind {
    /// A type.
    Type,
    /// A number.
    Nat,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; `None` for an anonymous one.
    pub name: Option<String>,
    /// When it is there.
    pub condition: Option<Condition>,
    /// `!X`: the field holds a whole call whose result is `X`.
    pub bang: bool,
    /// Its type.
    pub ty: TypeRef,
    /// The variable that the field is, when its type is `#`.
    pub var: Option<VarId>,
    /// Documentation, without comment marks.
    pub docs: String,
    /// Named by a `secret(...)` annotation.
    pub secret: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A field is there only when the mask's bit is set, or, without a bit, when the mask is not 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Condition {
    /// The mask. A mask field that is itself absent counts as 0.
    pub mask: VarId,
    /// 0..=31.
    pub bit: Option<u8>,
}

/// A type, as a field, an argument or a result uses it.
#[derive(Clone, Debug)]
pub enum TypeRef {
    /// `#`: 32 bits without sign.
    Nat,
    /// A bare built-in such as `int`.
    Builtin(Builtin),
    /// The fields of that constructor, without its id. The arguments stand in the order of its template parameters.
    Bare(CombinatorId, Vec<Arg>),
    /// An id and the fields of the constructor that it names. The arguments stand in the order of the type's.
    Boxed(TypeId, Vec<Arg>),
    /// A type parameter.
    Var {
        /// The parameter.
        var: VarId,
        /// Written `%X`: the bare form of what the parameter stands for.
        bare: bool,
    },
    /// The fields, `count` times, without a count of their own.
    Repeat(Box<Repeat>),
}

/// `n*[ fields ]`
#[derive(Clone, Debug)]
pub struct Repeat {
    /// How often.
    pub count: Nat,
    /// What.
    pub fields: Vec<Field>,
}

/// An argument of a type.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A type.
    Type(TypeRef),
    /// A number.
    Nat(Nat),
}

/// A number: `var + plus`, or `plus` alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Nat {
    /// A nat parameter or a `#` field to the left.
    pub var: Option<VarId>,
    /// The constant part.
    pub plus: u32,
}

impl Nat {
    /// A constant.
    #[must_use]
    pub const fn constant(value: u32) -> Self {
        Self { var: None, plus: value }
    }

    /// A variable.
    #[must_use]
    pub const fn var(var: VarId) -> Self {
        Self { var: Some(var), plus: 0 }
    }
}

/// The types whose codec is known without a schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Builtin {
    /// `int`, `int32`: 32 bits with sign.
    Int,
    /// `long`, `int53`, `int64`: 64 bits with sign.
    Long,
    /// `double`: IEEE 754, 64 bits.
    Double,
    /// `float` (VK): IEEE 754, 32 bits.
    Float,
    /// `string`, `secureString`: length, UTF-8 text, padding.
    String,
    /// `bytes`, `secureBytes`: length, bytes, padding.
    Bytes,
    /// `int128`: 16 opaque bytes.
    Int128,
    /// `int256`: 32 opaque bytes.
    Int256,
    /// `int512`: 64 opaque bytes.
    Int512,
    /// `object`, `Object`: any boxed value of the schema.
    Object,
    /// `function`, `Function`: any call of the schema.
    Function,
}

/// One `//#[key]`, `//#[key=value]` or `//#[key(a, b)]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Annotation {
    /// The word.
    pub key: String,
    /// What is said with it.
    pub value: AnnotationValue,
    /// Where it stands: above the combinator, or in the line for the whole file.
    pub span: Span,
}

/// The value of an [`Annotation`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AnnotationValue {
    /// `key`
    Flag,
    /// `key=word` or `key="text"`
    Word(String),
    /// `key(a, b)`
    List(Vec<String>),
}
