//! Where in a value a byte stands: a second decoder, which follows the lines of the schema table.
//!
//! In go the name of the outermost type, the bytes and an offset; out come the path to that offset and the type that
//! stands there. It runs only after a decode has failed, so that reading itself carries no names. Its work is
//! bounded whatever the bytes and the lines are, it keeps its own stack, and it shares no code with the reader: tests
//! hold the two against each other.

use crate::{
    Root,
    kind::{Arg, Kind, Vars, bare_builtin, bind, fixed_size, is_boxed_name, is_builtin, is_met, param_name},
    line::{Expr, Field, Form, Line},
    schema::Schema,
    sequence::VECTOR_ID,
};
use alloc::{collections::BTreeMap, rc::Rc, string::String, vec::Vec};

mod blob;
mod path;

/// Steps that a search for an error's place may take: enough for some ten thousand fields, less than a few
/// milliseconds.
const BUDGET: usize = 1 << 15;
/// Steps that a walk for its own sake may take.
const WALK_BUDGET: usize = 1 << 26;
/// How many values may be open at once.
const MOST_FRAMES: usize = 4096;

/// What stands at an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) expected: String,
}

/// Finds the path to the byte at `offset`.
pub(crate) fn find(root: Root, bytes: &[u8], offset: usize) -> Place {
    let mut walker = Walker::new(&root, bytes, offset, BUDGET);
    match walker.run(&root) {
        Ok(()) => Place { path: root.name().into_owned(), expected: String::new() },
        Err(Stop::Here(expected)) => Place { path: path::render(&root, &walker.frames), expected },
        Err(Stop::Refused | Stop::Lost) => {
            Place { path: path::lost(&root, &walker.frames), expected: String::new() }
        }
    }
}

/// Reads a value by the schema table alone and says how many bytes it takes, or where and why it stopped.
/// For tests that compare generated code with the schema.
#[doc(hidden)]
pub fn walk(root: &Root, bytes: &[u8]) -> Result<usize, (usize, String)> {
    let mut walker = Walker::new(root, bytes, usize::MAX, WALK_BUDGET);
    match walker.run(root) {
        Ok(()) => Ok(walker.at),
        Err(Stop::Here(_) | Stop::Refused) => Err((walker.at, path::render(root, &walker.frames))),
        Err(Stop::Lost) => Err((walker.at, path::lost(root, &walker.frames))),
    }
}

/// Why a walk ends before the value does.
enum Stop {
    /// The offset is reached, or the bytes end or are malformed; a value of this type should stand here.
    Here(String),
    /// An id does not belong here. The reader went on, so the table and the code do not agree.
    Refused,
    /// The budget is spent, or the table does not say how to go on.
    Lost,
}

/// A value that has begun and not ended.
enum Frame {
    /// The fields of a constructor, or of one round of a repetition (then the name is empty).
    Fields { name: &'static str, fields: Rc<[Field]>, next: usize, vars: Vars },
    /// The items of a vector.
    Items { item: Kind, count: u32, next: u32 },
    /// The items of the outermost vector.
    Roots { item: &'static Root, count: u32, next: u32 },
    /// The rounds of a repetition.
    Rounds { fields: Rc<[Field]>, vars: Vars, count: u32, next: u32 },
}

struct Walker<'a> {
    bytes: &'a [u8],
    at: usize,
    stop: usize,
    budget: usize,
    schema: Option<&'static Schema>,
    lines: BTreeMap<u32, Option<Rc<Line>>>,
    names: BTreeMap<&'static str, Option<u32>>,
    frames: Vec<Frame>,
}

impl<'a> Walker<'a> {
    fn new(root: &Root, bytes: &'a [u8], stop: usize, budget: usize) -> Self {
        Self {
            bytes,
            at: 0,
            stop,
            budget,
            schema: root.schema(),
            lines: BTreeMap::new(),
            names: BTreeMap::new(),
            frames: Vec::new(),
        }
    }

    fn run(&mut self, root: &Root) -> Result<(), Stop> {
        self.enter_root(root)?;
        loop {
            self.spend(1)?;
            match self.frames.last_mut() {
                None => return Ok(()),
                Some(Frame::Fields { fields, next, .. }) => {
                    let (fields, place) = (Rc::clone(fields), *next);
                    *next += 1;
                    match fields.get(place) {
                        Some(field) => self.enter_field(field)?,
                        None => self.leave(),
                    }
                }
                Some(Frame::Items { count, next, .. } | Frame::Roots { count, next, .. })
                    if *next == *count =>
                {
                    self.leave();
                }
                Some(Frame::Items { item, .. }) => {
                    let item = item.clone();
                    self.enter_item(&item)?;
                }
                Some(Frame::Roots { item, next, .. }) => {
                    *next += 1;
                    let item = *item;
                    self.enter_root(item)?;
                }
                Some(Frame::Rounds { count, next, .. }) if *next == *count => self.leave(),
                Some(Frame::Rounds { fields, vars, next, .. }) => {
                    *next += 1;
                    let round =
                        Frame::Fields { name: "", fields: Rc::clone(fields), next: 0, vars: vars.clone() };
                    self.push(round)?;
                }
            }
        }
    }

    fn leave(&mut self) {
        self.frames.pop();
    }

    fn push(&mut self, frame: Frame) -> Result<(), Stop> {
        if self.frames.len() == MOST_FRAMES {
            return Err(Stop::Lost);
        }
        self.frames.push(frame);
        Ok(())
    }

    fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        self.budget = self.budget.checked_sub(steps).ok_or(Stop::Lost)?;
        Ok(())
    }

    fn enter_root(&mut self, root: &Root) -> Result<(), Stop> {
        match root {
            Root::Type(_, text) => {
                let expr = Expr::parse(text).ok_or(Stop::Lost)?;
                let Some(Arg::Kind(kind)) = Arg::resolve(&expr, &Vec::new()) else { return Err(Stop::Lost) };
                self.enter(&kind).map(drop)
            }
            Root::Builtin(name) => self.enter(&Kind::named(name)).map(drop),
            Root::Combinator(_, id) => {
                let line = self.combinator(*id)?;
                self.expect_id(*id, line.name)?;
                self.open(&line, Vec::new())
            }
            Root::Bare(_, id) => {
                let line = self.combinator(*id)?;
                self.open(&line, Vec::new())
            }
            Root::Vector(item) => {
                self.expect_id(VECTOR_ID, "Vector")?;
                let count = self.word("Vector")?;
                self.push(Frame::Roots { item, count, next: 0 })
            }
        }
    }

    fn combinator(&mut self, id: u32) -> Result<Rc<Line>, Stop> {
        match self.constructor(id) {
            Some(line) => Ok(line),
            None => self.function(id).ok_or(Stop::Lost),
        }
    }

    fn enter_field(&mut self, field: &Field) -> Result<(), Stop> {
        let Some(Frame::Fields { vars, .. }) = self.frames.last_mut() else { return Err(Stop::Lost) };
        if !is_met(field.condition, vars).ok_or(Stop::Lost)? {
            // An absent nat counts as zero.
            if field.is_nat() {
                vars.push((field.name, Arg::Nat(0)));
            }
            return Ok(());
        }
        match &field.form {
            Form::One(expr) => {
                let Some(Arg::Kind(kind)) = Arg::resolve(expr, vars) else { return Err(Stop::Lost) };
                let nat = self.enter(&kind)?;
                if let (Some(nat), Some(Frame::Fields { vars, .. })) = (nat, self.frames.last_mut()) {
                    vars.push((field.name, Arg::Nat(nat)));
                }
                Ok(())
            }
            Form::Repeat(times, fields) => {
                let count = match times {
                    Some(times) => Arg::resolve(times, vars),
                    None => vars.iter().rev().map(|(_, arg)| arg.clone()).find(|a| matches!(a, Arg::Nat(_))),
                };
                let Some(Arg::Nat(count)) = count else { return Err(Stop::Lost) };
                let (fields, vars) = (Rc::clone(fields), vars.clone());
                self.push(Frame::Rounds { fields, vars, count, next: 0 })
            }
        }
    }

    /// Enters the next item of the innermost vector. Items of a fixed size are skipped all at once.
    fn enter_item(&mut self, item: &Kind) -> Result<(), Stop> {
        let size = match item {
            Kind::Named { name, .. } => fixed_size(name).unwrap_or(0),
            Kind::Call => 0,
        };
        let ahead = self.stop.min(self.bytes.len()).saturating_sub(self.at);
        let skipped = ahead.checked_div(size).unwrap_or(0);
        let Some(Frame::Items { count, next, .. }) = self.frames.last_mut() else { return Err(Stop::Lost) };
        let skipped = u32::try_from(skipped).unwrap_or(u32::MAX).min(*count - *next);
        *next += skipped;
        let is_done = *next == *count;
        if !is_done {
            *next += 1;
        }
        self.at += skipped as usize * size;
        if is_done { Ok(()) } else { self.enter(item).map(drop) }
    }

    /// Reads a value, or opens it when it has parts. Gives back the number if it is a nat.
    fn enter(&mut self, kind: &Kind) -> Result<Option<u32>, Stop> {
        let Kind::Named { name, bare, args, .. } = kind else {
            return self.enter_call().map(|()| None);
        };
        if *name == "#" {
            return self.word("#").map(Some);
        }
        if let Some(size) = fixed_size(name) {
            self.take(size, kind)?;
            return Ok(None);
        }
        match (*name, args.as_slice()) {
            ("string" | "secureString", _) => self.blob(kind, true)?,
            ("bytes" | "secureBytes", _) => self.blob(kind, false)?,
            ("true", _) => {}
            ("Bool", _) => {
                let start = self.at;
                let word = self.word("Bool")?;
                if word != 0xbc79_9737 && word != 0x9972_75b5 {
                    return self.refuse(start);
                }
            }
            ("vector" | "Vector", [Arg::Kind(item)]) => {
                if *name == "Vector" && !*bare {
                    self.expect_id(VECTOR_ID, &kind.text())?;
                }
                let count = self.word(&kind.text())?;
                self.push(Frame::Items { item: (**item).clone(), count, next: 0 })?;
            }
            ("object" | "Object", _) => {
                let start = self.at;
                let id = self.word(name)?;
                match self.constructor(id) {
                    Some(line) => self.open(&line, Vec::new())?,
                    None => return self.refuse(start),
                }
            }
            ("function" | "Function", _) => self.enter_call()?,
            _ if *bare => self.enter_bare(name, args)?,
            _ => self.enter_boxed(kind, name, args)?,
        }
        Ok(None)
    }

    fn enter_call(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let id = self.word("a function")?;
        match self.function(id) {
            Some(line) => self.open(&line, Vec::new()),
            None => self.refuse(start),
        }
    }

    fn enter_boxed(&mut self, kind: &Kind, name: &str, args: &[Arg]) -> Result<(), Stop> {
        let start = self.at;
        let id = self.word(&kind.text())?;
        if let Some(line) = self.constructor(id)
            && let Expr::Name { head, args: params, .. } = &line.result
            && *head == name
        {
            let vars = bind(params.iter().map(param_name), args);
            return self.open(&line, vars);
        }
        match bare_builtin(name) {
            Some((builtin, bare)) if builtin == id => self.enter(&Kind::named(bare)).map(drop),
            _ => self.refuse(start),
        }
    }

    /// A constructor named itself, or the only one of a type after `%`.
    fn enter_bare(&mut self, name: &'static str, args: &[Arg]) -> Result<(), Stop> {
        let id = match self.names.get(name) {
            Some(id) => *id,
            None => {
                let schema = self.schema.ok_or(Stop::Lost)?;
                self.spend(schema.constructor_count() / 8)?;
                let id = if is_boxed_name(name) {
                    schema.constructors_of(name).next()
                } else {
                    schema.constructor_named(name)
                };
                self.names.insert(name, id);
                id
            }
        };
        let Some(line) = id.and_then(|id| self.constructor(id)) else {
            let (_, bare) = bare_builtin(name).ok_or(Stop::Lost)?;
            return self.enter(&Kind::named(bare)).map(drop);
        };
        let vars = match &line.result {
            Expr::Name { args: params, .. } if is_boxed_name(name) => {
                bind(params.iter().map(param_name), args)
            }
            _ => bind(line.params.iter().map(|name| Some(*name)), args),
        };
        self.open(&line, vars)
    }

    fn open(&mut self, line: &Rc<Line>, vars: Vars) -> Result<(), Stop> {
        if is_builtin(line.name) && line.fields.is_empty() {
            return self.enter(&Kind::named(line.name)).map(drop);
        }
        self.push(Frame::Fields { name: line.name, fields: Rc::clone(&line.fields), next: 0, vars })
    }

    fn constructor(&mut self, id: u32) -> Option<Rc<Line>> {
        let schema = self.schema?;
        let parse = || schema.constructor(id).and_then(Line::parse).map(Rc::new);
        self.lines.entry(id).or_insert_with(parse).clone()
    }

    fn function(&mut self, id: u32) -> Option<Rc<Line>> {
        self.schema?.function(id).and_then(Line::parse).map(Rc::new)
    }

    fn expect_id(&mut self, id: u32, expected: &str) -> Result<(), Stop> {
        let start = self.at;
        if self.word(expected)? == id {
            return Ok(());
        }
        self.refuse(start)
    }

    fn word(&mut self, expected: &str) -> Result<u32, Stop> {
        let bytes = self.bytes.get(self.at..).unwrap_or(&[]);
        match bytes.first_chunk() {
            Some(word) if self.stop - self.at >= 4 => {
                self.at += 4;
                Ok(u32::from_le_bytes(*word))
            }
            _ => Err(Stop::Here(expected.into())),
        }
    }

    fn take(&mut self, size: usize, kind: &Kind) -> Result<(), Stop> {
        let end = self.at.saturating_add(size);
        if end > self.bytes.len() || end > self.stop {
            return Err(Stop::Here(kind.text()));
        }
        self.at = end;
        Ok(())
    }

    /// Refuses the word just read, which began at `start`.
    fn refuse<T>(&mut self, start: usize) -> Result<T, Stop> {
        self.at = start;
        Err(Stop::Refused)
    }
}
