//! The check itself: every combinator of a schema is tested, by its own item or as a part of others, or is named with
//! a reason.

use std::fmt::Write as _;

use tl_codegen::dynamic::{Dynamic, Random, Target, Value};
use tl_parser::schema::{self, Arg, Combinator, CombinatorId, Kind, Options, TypeRef};
use tl_parser::{Schema, SourceMap};
use tl_runtime::Root;
use tl_runtime::trace::walk;

use super::damage::{self, Verdicts};
use super::entry::Entry;
use super::seen::Seen;
use super::{hex, table};

/// Names and texts of schema files.
pub(crate) type Sources = &'static [(&'static str, &'static str)];

/// Failures that a report shows; more of them say nothing new.
const SHOWN: usize = 25;
/// In so many rounds the table of the schema is asked as well, which searches it by name.
const WALKED: u64 = 3;
/// One value in so many is damaged as well.
const DAMAGED: u64 = 20;
/// Lengths at which a value is cut off. Each is an error, whose path is searched in the same way.
const CUTS: usize = 12;

/// A schema with the table of what was generated for it.
pub(crate) struct Proof {
    name: &'static str,
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
    pub(crate) fn new(
        name: &'static str,
        sources: Sources,
        entries: &'static [Entry],
        call: Option<&'static str>,
    ) -> Self {
        let mut map = SourceMap::new();
        for (name, text) in sources {
            map.add(*name, *text).unwrap();
        }
        let (schema, diagnostics) = schema::load(&map, &Options::default());
        let schema = schema.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().collect::<Vec<_>>()));
        Self { name, schema, entries, call, rounds: 20, apart: &[] }
    }

    /// The schema alone.
    pub(crate) fn into_schema(self) -> Schema {
        self.schema
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
    #[allow(clippy::print_stderr, reason = "shown when the test fails, and with `--nocapture`")]
    pub(crate) fn run(self) -> Counts {
        let mut dynamic = Dynamic::new(&self.schema);
        if let Some(name) = self.call {
            let found = self.schema.functions().find(|(_, function)| function.name == name);
            dynamic = dynamic.only_call(found.expect("the table names a function of the schema").0);
        }
        let mut run = Run {
            schema: &self.schema,
            dynamic: &dynamic,
            rounds: self.rounds,
            seen: Seen::default(),
            verdicts: Verdicts::default(),
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
                Kind::Builtin(_, builtin) => !run.seen.builtins.contains(&builtin),
                _ => !run.seen.combinators.contains(id),
            })
            .map(|(_, combinator)| combinator.name.as_str())
            .collect();
        let apart: Vec<&str> = self.apart.iter().map(|(name, _)| *name).collect();
        if unseen != apart {
            run.failures.push(format!("no value holds {unseen:?}; named with a reason are {apart:?}"));
        }
        run.report();
        let verdicts = &run.verdicts;
        eprintln!(
            "{}: {tested} proved by values of their own, {} inside of others, {} in no value; of damaged bytes both accept {} \
             and refuse {}, and {} are beyond the limits",
            self.name,
            inside.len() - apart.len(),
            apart.len(),
            verdicts.accepted,
            verdicts.refused,
            verdicts.apart
        );
        let declared = self.schema.combinators().filter(|(_, combinator)| !combinator.span.is_empty());
        table::agrees(
            self.name,
            declared.filter(|(_, combinator)| !apart.contains(&combinator.name.as_str())).count(),
        );
        Counts { tested, inside: inside.len() - apart.len(), apart: apart.len() }
    }
}

/// The entries that can hold a value of the combinator: its struct, and the enum of its type.
fn items(schema: &Schema, entries: &'static [Entry], id: CombinatorId) -> Vec<&'static Entry> {
    let combinator = schema.combinator(id);
    if matches!(combinator.kind, Kind::Builtin(..)) || combinator.name == "_" {
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
    let Some(ty) = combinator.constructs().filter(|_| combinator.params == 0) else { return Vec::new() };
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
        // `Bool` is Rust's own, an undeclared `true` is a bit, and a default constructor has no id.
        Kind::Constructor(_) => matches!(combinator.name.as_str(), "boolTrue" | "boolFalse" | "true" | "_"),
        Kind::Function => combinator.name == "_",
    }
}

struct Run<'d, 's> {
    schema: &'s Schema,
    dynamic: &'d Dynamic<'s>,
    rounds: u64,
    seen: Seen,
    verdicts: Verdicts,
    failures: Vec<String>,
}

impl<'s> Run<'_, 's> {
    fn item(&mut self, entry: &Entry, id: CombinatorId, combinator: &'s Combinator) {
        // The table finds a function by its id, so of two with one id it knows one.
        let functions = self.schema.functions().filter(|(_, function)| function.id == combinator.id);
        let walked = if combinator.is_function() && functions.count() > 1 { 0 } else { WALKED };
        for round in 0..self.rounds {
            let mut random = Random::new(u64::from(combinator.id) << 8 | round);
            if let Err(problem) = self.round(entry, id, combinator, (round, walked), &mut random) {
                self.failures.push(format!("{}, round {round}: {problem}", combinator.name));
                return;
            }
        }
    }

    fn round(
        &mut self,
        entry: &Entry,
        id: CombinatorId,
        combinator: &Combinator,
        (round, walked): (u64, u64),
        random: &mut Random,
    ) -> Result<(), String> {
        let dynamic = self.dynamic;
        // An enum reads every constructor of its type.
        let target = match (entry.id, combinator.constructs()) {
            (None, Some(ty)) => Target::Type(ty),
            _ => Target::Combinator(id),
        };
        let value = dynamic.draw(Target::Combinator(id), random).map_err(|error| error.to_string())?;
        let bytes = dynamic.write(target, &value).map_err(|error| format!("{error}\n    {value}"))?;
        let in_bytes = |problem: String| format!("{problem}\n    {}", hex(&bytes));
        let mut seen = Seen::default();
        let again = dynamic.watch(target, &bytes, &mut seen).map_err(|error| in_bytes(error.to_string()))?;
        if again != value {
            return Err(in_bytes(format!("the interpreter reads\n    {again}\n    that was\n    {value}")));
        }
        check(entry, &bytes, seen.has_nan, round, round < walked).map_err(in_bytes)?;
        self.note(seen);
        if round % DAMAGED == 1 {
            damage::compare(dynamic, target, entry, &bytes, random, &mut self.verdicts)?;
        }
        let (Some(answer), Value::Object(call)) = (entry.answer, &value) else { return Ok(()) };
        let reply = dynamic.draw_answer(call, random).map_err(|error| format!("the answer: {error}"))?;
        let reply_bytes =
            dynamic.write_answer(call, &reply).map_err(|error| format!("the answer: {error}"))?;
        let in_bytes = |problem: String| format!("the answer: {problem}\n    {}", hex(&reply_bytes));
        let mut seen = Seen::default();
        let again = dynamic.watch_answer(call, &reply_bytes, &mut seen);
        if again.map_err(|error| in_bytes(error.to_string()))? != reply {
            return Err(in_bytes("the interpreter reads another answer than it wrote".to_owned()));
        }
        self.note(seen);
        let (found, root) = answer(&bytes, &reply_bytes).map_err(|stop| in_bytes(stop.to_string()))?;
        same(&reply_bytes, &found).map_err(in_bytes)?;
        let is_alone = round < walked && is_closed(&combinator.result);
        if is_alone { agrees(&root, &reply_bytes).map_err(in_bytes) } else { Ok(()) }
    }

    fn note(&mut self, seen: Seen) {
        self.seen.combinators.extend(seen.combinators);
        self.seen.builtins.extend(seen.builtins);
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

fn check(entry: &Entry, bytes: &[u8], has_nan: bool, round: u64, walked: bool) -> Result<(), String> {
    let trip = (entry.trip)(bytes).map_err(|stop| stop.to_string())?;
    same(bytes, &trip.bytes)?;
    if !trip.is_same && !has_nan {
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
    let longer = [bytes, &[0; 4]].concat();
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
