//! What can be wrong with a schema, as data.
//!
//! In: findings of the grammar, the linker and the checks. Out: a [`Diagnostic`] with a stable [`Code`], a place,
//! related places and help; [`render`](crate::render()) turns it into text. Nothing here searches a message for words.

use std::fmt;

use crate::source::Span;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The schema means something, but perhaps not what its author thinks.
    Warning,
    /// The schema cannot be used.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The stable code of a finding. `E` codes are errors, `W` codes are warnings unless the caller denies them.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as reports show it, such as `E0101`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// A character that no TL schema holds outside comments.
    InvalidCharacter = "E0001",
    /// `/*` without `*/`.
    UnterminatedComment = "E0002",
    /// Another token was expected here.
    UnexpectedToken = "E0003",
    /// A declaration does not end with `;`.
    MissingSemicolon = "E0004",
    /// An opening bracket without its closing one.
    UnclosedBracket = "E0005",
    /// An id that is not 1 to 8 hexadecimal digits glued to its name.
    InvalidId = "E0006",
    /// A name that breaks the rules of names.
    InvalidName = "E0007",
    /// `---` that opens neither `types` nor `functions`.
    InvalidSection = "E0008",
    /// A declaration without `=` and a result.
    MissingResult = "E0009",
    /// Types nested deeper than the limit.
    NestingTooDeep = "E0010",
    /// A number that does not fit 32 bits.
    NumberTooLarge = "E0011",
    /// A bit outside 0..=31.
    BitOutOfRange = "E0012",
    /// A template parameter that is neither `Type` nor `#`.
    InvalidParameter = "E0013",
    /// Two conditions on one field.
    StackedCondition = "E0014",
    /// The file is in another language than TL.
    ForeignFormat = "E0015",

    /// A type or constructor that is not declared.
    UnknownType = "E0101",
    /// Too few or too many arguments.
    Arity = "E0102",
    /// A number where a type is expected, or the other way round.
    ArgumentKind = "E0103",
    /// One name declared twice.
    DuplicateName = "E0104",
    /// Two constructors with one id.
    DuplicateId = "E0105",
    /// Two fields with one name.
    DuplicateField = "E0106",
    /// A condition or a multiplicity names nothing that stands to the left.
    UnknownMask = "E0107",
    /// A condition or a multiplicity names something that is not a `#`.
    NotANat = "E0108",
    /// `x:vector int`: the argument needs parentheses.
    NeedsParentheses = "E0109",
    /// A bare use of a type that has not exactly one constructor.
    NotBare = "E0110",
    /// A type whose values have no end, or that comes to more instances than can be generated.
    InfiniteSize = "E0111",
    /// A template parameter that is not used, or is missing from the result.
    UnusedParameter = "E0112",
    /// `!` on something other than a type parameter.
    InvalidBang = "E0113",
    /// The result of a constructor is not a boxed type.
    InvalidResult = "E0114",
    /// A repetition without a number to its left.
    NoMultiplicity = "E0115",
    /// `?` on a name that no codec exists for.
    UnknownBuiltin = "E0116",
    /// A declaration that `Final`, `New` or `Empty` rules out.
    FinalViolation = "E0117",
    /// A boxed type without constructors.
    EmptyType = "E0118",

    /// An annotation that does not parse.
    MalformedAnnotation = "E0201",
    /// An annotation word that is not in the vocabulary.
    UnknownAnnotation = "E0202",
    /// A value that the annotation does not take.
    InvalidAnnotationValue = "E0203",
    /// An annotation that is not directly above a declaration.
    DanglingAnnotation = "E0204",
    /// One annotation twice.
    DuplicateAnnotation = "E0205",
    /// An annotation on the wrong kind of declaration.
    MisplacedAnnotation = "E0206",
    /// An annotation names a field that is not there.
    UnknownAnnotatedField = "E0207",
    /// Annotations that contradict each other.
    ContradictoryAnnotations = "E0208",

    /// The written id is not the computed one.
    IdMismatch = "W0001",
    /// `;` without a declaration.
    EmptyDeclaration = "W0002",
    /// A default constructor `_`: nothing is generated for it.
    DefaultConstructor = "W0003",
    /// The id 0 or ffffffff, which many tools take for "no id".
    UnusualId = "W0004",
    /// Two functions with one id.
    DuplicateFunctionId = "W0005",
    /// A constructor and a function with one name.
    SharedName = "W0006",
    /// Documentation for a field that is not there.
    UnknownDocumentedField = "W0007",
    /// A name that hides another one.
    Shadowing = "W0008",
    /// A declaration that is read but has no effect on what is generated.
    NoEffect = "W0009",
}

impl Code {
    /// What the code is when nobody denies it.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A related place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, such as "first declared here".
    pub text: String,
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// Error, or warning.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to say at the place itself; may be empty.
    pub note: String,
    /// Related places.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A finding with the code's own severity.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            span,
            note: String::new(),
            labels: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Says something at the place itself.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = text.into();
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// Findings of one run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of another run.
    pub fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }

    /// Makes every finding with that code an error.
    pub fn deny(&mut self, code: Code) {
        for diagnostic in self.list.iter_mut().filter(|diagnostic| diagnostic.code == code) {
            diagnostic.severity = Severity::Error;
        }
    }

    /// Sorts by place, so that reports follow the files.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end, diagnostic.code));
    }

    /// Whether one of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, in the order in which they were found or sorted.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
