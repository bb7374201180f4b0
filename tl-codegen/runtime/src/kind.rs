//! Types with nothing left open: what a type expression of a line means once the parameters have values.
//!
//! In go an expression and the meaning of its names, out comes a [`Kind`] to read. Parts are shared and their depth
//! is bounded, so that types which apply themselves to ever bigger arguments cost no more than a step each.

use crate::line::Expr;
use alloc::{rc::Rc, string::String, vec::Vec};

/// How deep the arguments of arguments may go.
const DEEPEST: usize = 64;
/// How many arguments a type is shown with, so that shared parts cannot make a text without end.
const MOST_SHOWN: usize = 16;

/// What names mean inside a constructor: its parameters and the nats that were read, the nearest last.
pub(crate) type Vars = Vec<(&'static str, Arg)>;

/// A type or a number, as they stand for a parameter.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    Nat(u32),
    Kind(Rc<Kind>),
}

/// A type that can be read.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Named {
        name: &'static str,
        bare: bool,
        args: Vec<Arg>,
        depth: usize,
    },
    /// `!X`: any function.
    Call,
}

impl Kind {
    pub(crate) fn named(name: &'static str) -> Self {
        Self::Named { name, bare: !is_boxed_name(name), args: Vec::new(), depth: 0 }
    }

    /// The type as TL text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.show(&mut text, &mut 0);
        text
    }

    fn show(&self, text: &mut String, shown: &mut usize) {
        let Self::Named { name, bare, args, .. } = self else {
            text.push_str("a function");
            return;
        };
        if *bare && is_boxed_name(name) {
            text.push('%');
        }
        text.push_str(name);
        for (place, arg) in args.iter().enumerate() {
            text.push(if place == 0 { '<' } else { ',' });
            *shown += 1;
            match arg {
                _ if *shown > MOST_SHOWN => text.push('…'),
                Arg::Nat(nat) => text.push_str(&alloc::format!("{nat}")),
                Arg::Kind(kind) => kind.show(text, shown),
            }
        }
        if !args.is_empty() {
            text.push('>');
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Named { depth, .. } => *depth,
            Self::Call => 0,
        }
    }
}

impl Arg {
    /// The meaning of an expression; none when a name in it has no meaning here.
    pub(crate) fn resolve(expr: &Expr, vars: &Vars) -> Option<Self> {
        match expr {
            Expr::Nat(nat) => Some(Self::Nat(*nat)),
            Expr::Sum(a, b) => match (Self::resolve(a, vars)?, Self::resolve(b, vars)?) {
                (Self::Nat(a), Self::Nat(b)) => a.checked_add(b).map(Self::Nat),
                _ => None,
            },
            Expr::Call => Some(Self::Kind(Rc::new(Kind::Call))),
            Expr::Name { head, percent, args } => {
                if args.is_empty()
                    && let Some((_, arg)) = vars.iter().rev().find(|(name, _)| name == head)
                {
                    return Some(if *percent { arg.clone().into_bare() } else { arg.clone() });
                }
                let args = args.iter().map(|arg| Self::resolve(arg, vars)).collect::<Option<Vec<_>>>()?;
                let depth = 1 + args.iter().map(Self::depth).max().unwrap_or(0);
                if depth > DEEPEST {
                    return None;
                }
                let bare = *percent || !is_boxed_name(head);
                Some(Self::Kind(Rc::new(Kind::Named { name: head, bare, args, depth })))
            }
        }
    }

    fn into_bare(self) -> Self {
        match &self {
            Self::Kind(kind) => match &**kind {
                Kind::Named { name, args, depth, .. } => {
                    Self::Kind(Rc::new(Kind::Named { name, bare: true, args: args.clone(), depth: *depth }))
                }
                Kind::Call => self,
            },
            Self::Nat(_) => self,
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Nat(_) => 0,
            Self::Kind(kind) => kind.depth(),
        }
    }
}

/// Whether a name is one of a boxed type: its last segment starts with a capital letter.
pub(crate) fn is_boxed_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The bytes of a built-in type that always takes the same number of them.
pub(crate) fn fixed_size(name: &str) -> Option<usize> {
    match name {
        "#" | "int" | "int32" | "float" => Some(4),
        "long" | "int53" | "int64" | "double" => Some(8),
        "int128" => Some(16),
        "int256" => Some(32),
        "int512" => Some(64),
        _ => None,
    }
}

/// Whether a bare name is hard-wired in the walk, so that a line such as `int ? = Int` or `int53 = Int53` only
/// declares it.
pub(crate) fn is_builtin(name: &str) -> bool {
    let others = ["string", "bytes", "secureString", "secureBytes", "object", "function"];
    others.contains(&name) || fixed_size(name).is_some()
}

/// The id and the bare form of the boxed built-ins that a schema need not declare.
pub(crate) fn bare_builtin(boxed: &str) -> Option<(u32, &'static str)> {
    match boxed {
        "Int" => Some((0xa850_9bda, "int")),
        "Long" => Some((0x2207_6cba, "long")),
        "Double" => Some((0x2210_c154, "double")),
        "String" => Some((0xb528_6e24, "string")),
        "True" => Some((0x3fed_d339, "true")),
        _ => None,
    }
}

/// What the parameters of a line stand for.
pub(crate) fn bind(names: impl Iterator<Item = Option<&'static str>>, args: &[Arg]) -> Vars {
    names.zip(args).filter_map(|(name, arg)| Some((name?, arg.clone()))).collect()
}

/// The parameter that stands there in the result of a line.
pub(crate) fn param_name(param: &Expr) -> Option<&'static str> {
    match param {
        Expr::Name { head, .. } => Some(head),
        _ => None,
    }
}

/// The number that a name means.
pub(crate) fn nat_named(name: &str, vars: &Vars) -> Option<u32> {
    match vars.iter().rev().find(|(var, _)| *var == name) {
        Some((_, Arg::Nat(nat))) => Some(*nat),
        _ => None,
    }
}

/// Whether a field under this condition is there; none when nothing gives the mask.
pub(crate) fn is_met(condition: Option<(&'static str, Option<u32>)>, vars: &Vars) -> Option<bool> {
    let Some((mask, bit)) = condition else { return Some(true) };
    let mask = nat_named(mask, vars)?;
    Some(match bit {
        Some(bit) => mask.checked_shr(bit).is_some_and(|rest| rest & 1 == 1),
        None => mask != 0,
    })
}
