//! The check itself: every combinator of a schema is tested, by its own item or as a part of others, or is named with
//! a reason.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tl_parser::schema::{self, Arg, Builtin, Combinator, CombinatorId, Kind, Options, TypeRef};
use tl_parser::{Schema, SourceMap};
use tl_runtime::Root;
use tl_runtime::trace::walk;

use super::bytes::{Bytes, Known, stands_alone};
use super::entry::Entry;

/// Names and texts of schema files.
pub(crate) type Sources = &'static [(&'static str, &'static str)];

/// Failures that a report shows; more of them say nothing new.
const SHOWN: usize = 25;
/// In so many rounds the table of the schema is asked as well, which searches it by name.
const WALKED: u64 = 3;
/// Lengths at which a value is cut off. Each is an error, whose path is searched in the same way.
const CUTS: usize = 25;

/// A schema with the table of what was generated for it.
pub(crate) struct Proof {
    schema: Schema,
    entries: &'static [Entry],
    call: Option<&'static str>,
    rounds: u64,
    apart: &'static [(&'static str, &'static str)],
}

/// How many combinators were tested in which way.
#[derive(Debug, PartialEq)]
pub(crate) struct Counts {
    /// Random values of the item itself.
    pub(crate) tested: usize,
    /// Only as parts of other values, because they have no item that stands alone.
    pub(crate) inside: usize,
    /// Named by [`Proof::apart`].
    pub(crate) apart: usize,
}

impl Proof {
    pub(crate) fn new(sources: Sources, entries: &'static [Entry], call: Option<&'static str>) -> Self {
        let mut map = SourceMap::new();
        for (name, text) in sources {
            map.add(*name, *text).unwrap();
        }
        let (schema, diagnostics) = schema::load(&map, &Options::default());
        let schema = schema.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().collect::<Vec<_>>()));
        Self { schema, entries, call, rounds: 20, apart: &[] }
    }

    /// Combinators that no value holds, each with the reason.
    pub(crate) fn apart(mut self, apart: &'static [(&'static str, &'static str)]) -> Self {
        self.apart = apart;
        self
    }

    pub(crate) fn rounds(mut self, rounds: u64) -> Self {
        self.rounds = rounds;
        self
    }

    /// Runs all; panics with what failed.
    #[must_use]
    pub(crate) fn run(self) -> Counts {
        let call = self.call.map(|name| {
            let found = self.schema.functions().find(|(_, function)| function.name == name);
            found.expect("the table names a function of the schema").0
        });
        let known = Known::new(&self.schema, call);
        let mut run = Run {
            known: &known,
            rounds: self.rounds,
            seen: BTreeSet::new(),
            builtins: BTreeSet::new(),
            failures: Vec::new(),
        };
        let (mut tested, mut inside) = (0, Vec::new());
        for (id, combinator) in self.schema.combinators() {
            let items = items(&self.schema, self.entries, id);
            for entry in &items {
                run.item(entry, id, combinator);
            }
            match (items.is_empty(), reason(combinator)) {
                (false, _) => tested += 1,
                (true, true) => inside.push(id),
                (true, false) => {
                    run.failures.push(format!("{}: nothing was generated for it", combinator.name))
                }
            }
        }
        let unseen: Vec<&str> = inside
            .iter()
            .map(|id| (id, self.schema.combinator(*id)))
            .filter(|(id, combinator)| match combinator.kind {
                Kind::Builtin(_, builtin) => !run.builtins.contains(&builtin),
                _ => !run.seen.contains(id),
            })
            .map(|(_, combinator)| combinator.name.as_str())
            .collect();
        let apart: Vec<&str> = self.apart.iter().map(|(name, _)| *name).collect();
        if unseen != apart {
            run.failures.push(format!("no value holds {unseen:?}; named with a reason are {apart:?}"));
        }
        run.report();
        Counts { tested, inside: inside.len() - apart.len(), apart: apart.len() }
    }
}

/// The entries that can hold a value of the combinator: its struct, and the enum of its type.
fn items(schema: &Schema, entries: &'static [Entry], id: CombinatorId) -> Vec<&'static Entry> {
    let combinator = schema.combinator(id);
    if matches!(combinator.kind, Kind::Builtin(..)) {
        return Vec::new();
    }
    let own = |entry: &&Entry| {
        entry.id == Some(combinator.id)
            && entry.tl_name == combinator.name
            && entry.is_function == combinator.is_function()
    };
    if combinator.is_function() {
        return entries.iter().filter(own).collect();
    }
    let Some(ty) = stands_alone(schema, id) else { return Vec::new() };
    let ty = &schema.ty(ty).name;
    let of_type = |entry: &&Entry| entry.id.is_none() && entry.tl_name == ty;
    entries.iter().filter(|entry| own(entry) || of_type(entry)).collect()
}

/// Whether a combinator needs no item of its own.
fn reason(combinator: &Combinator) -> bool {
    match combinator.kind {
        // Its type is one of Rust's own.
        Kind::Builtin(..) => true,
        // A generic type is generated for each use of it.
        Kind::Constructor(_) if combinator.params > 0 => true,
        // `Bool` is Rust's own.
        Kind::Constructor(_) => matches!(combinator.name.as_str(), "boolTrue" | "boolFalse" | "_"),
        Kind::Function => false,
    }
}

struct Run<'k, 's> {
    known: &'k Known<'s>,
    rounds: u64,
    seen: BTreeSet<CombinatorId>,
    builtins: BTreeSet<Builtin>,
    failures: Vec<String>,
}

impl Run<'_, '_> {
    fn item(&mut self, entry: &Entry, id: CombinatorId, combinator: &Combinator) {
        // The table finds a function by its id, so of two with one id it knows one.
        let functions = self.known.schema.functions().filter(|(_, function)| function.id == combinator.id);
        let walked = if combinator.is_function() && functions.count() > 1 { 0 } else { WALKED };
        for round in 0..self.rounds {
            let seed = u64::from(combinator.id) << 8 | round;
            let (value, request) = Bytes::of(self.known, id, seed);
            let name = &combinator.name;
            if let Err(problem) = check(entry, &value, round, round < walked) {
                let bytes = hex(&value.out);
                return self.failures.push(format!("{name}, round {round}: {problem}\n    {bytes}"));
            }
            self.seen.extend(value.seen);
            self.builtins.extend(value.builtins);
            let Some(answer) = entry.answer else { continue };
            let reply = Bytes::answer(self.known, &request, !seed);
            let found = answer(&value.out, &reply.out).and_then(|(found, root)| {
                same(&reply.out, &found)?;
                let alone = round < walked && is_closed(&combinator.result);
                if alone { agrees(&root, &reply.out) } else { Ok(()) }
            });
            if let Err(problem) = found {
                let bytes = hex(&reply.out);
                return self
                    .failures
                    .push(format!("{name}, the answer, round {round}: {problem}\n    {bytes}"));
            }
            self.seen.extend(reply.seen);
            self.builtins.extend(reply.builtins);
        }
    }

    fn report(&self) {
        if self.failures.is_empty() {
            return;
        }
        let mut text = format!("{} failures", self.failures.len());
        for failure in self.failures.iter().take(SHOWN) {
            let _ = write!(text, "\n\n{failure}");
        }
        panic!("{text}");
    }
}

fn check(entry: &Entry, value: &Bytes<'_, '_>, round: u64, walked: bool) -> Result<(), String> {
    let bytes = &value.out;
    let trip = (entry.trip)(bytes)?;
    same(bytes, &trip.bytes)?;
    if !trip.is_same && !value.has_nan {
        return Err("the value that was read twice is not the same".to_owned());
    }
    if bytes.len() < trip.min {
        return Err(format!("{} bytes at the least, says the code; here are {}", trip.min, bytes.len()));
    }
    if walked {
        agrees(&trip.root, bytes)?;
    }
    if round != 1 {
        return Ok(());
    }
    // No value begins another one: each truncation is an error, and so is each continuation.
    let step = bytes.len() / CUTS + 1;
    for length in (0..bytes.len()).step_by(step) {
        if (entry.trip)(&bytes[..length]).is_ok() {
            return Err(format!("{length} of {} bytes are taken for a value", bytes.len()));
        }
    }
    let longer = [bytes.as_slice(), &[0; 4]].concat();
    if (entry.trip)(&longer).is_ok() { Err("bytes behind the value are let pass".to_owned()) } else { Ok(()) }
}

/// Whether the table of the schema, from which errors get their paths, says the same about the bytes.
fn agrees(root: &Root, bytes: &[u8]) -> Result<(), String> {
    match walk(root, bytes) {
        Ok(end) if end == bytes.len() => Ok(()),
        Ok(end) => Err(format!("the table ends the value at {end}, not at {}", bytes.len())),
        Err((end, path)) => Err(format!("the table stops at {end}: {path}")),
    }
}

/// Whether an answer does not depend on the request.
fn is_closed(result: &TypeRef) -> bool {
    match result {
        TypeRef::Var { .. } => false,
        TypeRef::Bare(_, args) | TypeRef::Boxed(_, args) => args.iter().all(|arg| match arg {
            Arg::Type(ty) => is_closed(ty),
            Arg::Nat(nat) => nat.var.is_none(),
        }),
        TypeRef::Nat | TypeRef::Builtin(_) | TypeRef::Repeat(_) => true,
    }
}

fn same(bytes: &[u8], found: &[u8]) -> Result<(), String> {
    if bytes == found {
        return Ok(());
    }
    let place = bytes.iter().zip(found).take_while(|(a, b)| a == b).count();
    Err(format!("encoded differently from byte {place} on\n    {}", hex(found)))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for word in bytes.chunks(4).take(100) {
        word.iter().for_each(|byte| {
            let _ = write!(text, "{byte:02x}");
        });
        text.push(' ');
    }
    if bytes.len() > 400 {
        let _ = write!(text, "... {} bytes", bytes.len());
    }
    text
}
