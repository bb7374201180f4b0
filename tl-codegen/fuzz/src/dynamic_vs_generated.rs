//! Bytes as a value of an item that was generated, or as the answer to a call: the code with values of its own, the code
//! with borrowed ones and the interpreter have to say the same of them.
//!
//! The first two bytes of the input choose the item, the third how the bytes come about. They are the rest of the
//! input as it stands; or a value that is drawn from four bytes and changed by the rest, which gets deeper than bytes
//! that have to become a value by chance.

use std::sync::LazyLock;

use tl_codegen::dynamic::{Dynamic, Object, Random, Target, Value};
use tl_parser::Schema;

use crate::roundtrip::{Entry, Stop, judge};
use crate::{constructs, constructs_borrowed};

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| constructs::proof().into_schema());
static DYNAMIC: LazyLock<Dynamic<'static>> = LazyLock::new(|| {
    let call = constructs::table::CALL.expect("the schema has a function that can be wrapped");
    let call = SCHEMA.functions().find(|(_, function)| function.name == call);
    Dynamic::new(&SCHEMA).only_call(call.expect("the table names a function of the schema").0)
});

pub fn run(input: &[u8]) {
    let [low, high, how, bytes @ ..] = input else { return };
    let place = usize::from(u16::from_le_bytes([*low, *high])) % constructs::table::ENTRIES.len();
    let (owned, borrowed) = (&constructs::table::ENTRIES[place], &constructs_borrowed::table::ENTRIES[place]);
    assert_eq!(owned.tl_name, borrowed.tl_name);
    let Some(target) = target(owned) else { return };
    let is_drawn = how & 1 != 0;
    let result = if owned.is_function && how & 2 != 0 {
        let Ok(Value::Object(call)) = DYNAMIC.draw(target, &mut Random::new(u64::from(how >> 2))) else {
            return;
        };
        let drawn = |random: &mut Random| DYNAMIC.write_answer(&call, &DYNAMIC.draw_answer(&call, random)?);
        let Some(bytes) = made(is_drawn, bytes, drawn) else { return };
        answers(owned, borrowed, target, call, &bytes).map_err(|problem| (problem, bytes))
    } else {
        let drawn = |random: &mut Random| DYNAMIC.write(target, &DYNAMIC.draw(target, random)?);
        let Some(bytes) = made(is_drawn, bytes, drawn) else { return };
        values(owned, borrowed, target, &bytes).map_err(|problem| (problem, bytes))
    };
    if let Err((problem, bytes)) = result {
        panic!("{}: {problem}\nover these bytes: \"{}\"", owned.tl_name, bytes.escape_ascii());
    }
}

/// What the interpreter has to read for an item; none when it reads more.
fn target(entry: &Entry) -> Option<Target> {
    if entry.id.is_none() {
        // The enums of any boxed value and of any call: the types that are declared under these names are other ones.
        match entry.tl_name {
            "Object" => return Some(Target::Object),
            // Alone it may be a call that wraps another one, and the enum has none of those: `dynamic.call` holds it.
            "Function" => return None,
            _ => {}
        }
        let ty = SCHEMA.types().find(|(_, ty)| ty.name == entry.tl_name);
        return Some(Target::Type(ty.expect("an enum is a type of the schema").0));
    }
    let found = SCHEMA.combinators().find(|(_, combinator)| {
        combinator.name == entry.tl_name && combinator.is_function() == entry.is_function
    });
    Some(Target::Combinator(found.expect("a struct is a combinator of the schema").0))
}

/// The bytes that an input stands for; none when no value can be drawn.
fn made<E>(
    is_drawn: bool,
    input: &[u8],
    drawn: impl FnOnce(&mut Random) -> Result<Vec<u8>, E>,
) -> Option<Vec<u8>> {
    if !is_drawn {
        return Some(input.to_vec());
    }
    let (seed, changes) = input.split_first_chunk()?;
    let mut bytes = drawn(&mut Random::new(u64::from(u32::from_le_bytes(*seed)))).ok()?;
    for change in changes.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % (bytes.len() + 1);
        match bytes.get_mut(place) {
            Some(byte) => *byte ^= change[2],
            None => bytes.push(change[2]),
        }
    }
    Some(bytes)
}

fn values(owned: &Entry, borrowed: &Entry, target: Target, bytes: &[u8]) -> Result<(), String> {
    let (one, two) = ((owned.trip)(bytes), (borrowed.trip)(bytes));
    let (one, two) = (one.as_ref().map(|trip| &*trip.bytes), two.as_ref().map(|trip| &*trip.bytes));
    both(one, two)?;
    for code in [one, two] {
        judge(bytes, code, DYNAMIC.read(target, bytes), |value| DYNAMIC.write(target, value))?;
    }
    Ok(())
}

fn answers(
    owned: &Entry,
    borrowed: &Entry,
    target: Target,
    call: Box<Object<'_>>,
    bytes: &[u8],
) -> Result<(), String> {
    let request = DYNAMIC.write(target, &Value::Object(call.clone())).map_err(|error| error.to_string())?;
    let (Some(one), Some(two)) = (owned.answer, borrowed.answer) else { return Ok(()) };
    let (one, two) = (one(&request, bytes), two(&request, bytes));
    let (one, two) = (one.as_ref().map(|(bytes, _)| &**bytes), two.as_ref().map(|(bytes, _)| &**bytes));
    both(one, two)?;
    for code in [one, two] {
        judge(bytes, code, DYNAMIC.read_answer(&call, bytes), |value| DYNAMIC.write_answer(&call, value))?;
    }
    Ok(())
}

/// Owned and borrowed values differ in what they take, so that a limit may end one of them alone.
fn both(owned: Result<&[u8], &Stop>, borrowed: Result<&[u8], &Stop>) -> Result<(), String> {
    match (owned, borrowed) {
        (Ok(one), Ok(two)) if one == two => Ok(()),
        (Err(Stop::Limit), _) | (_, Err(Stop::Limit)) | (Err(_), Err(_)) => Ok(()),
        (one, two) => {
            let verdict =
                |result: Result<_, &Stop>| result.err().map_or("accepted".to_owned(), Stop::to_string);
            Err(format!("owned values: {}; borrowed values: {}", verdict(one), verdict(two)))
        }
    }
}
