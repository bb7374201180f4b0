//! The table of a schema: every constructor and function as a line of TL, found by id.
//!
//! In go tables that the generator wrote; out come names and lines for error messages and tools. It is read when
//! something has failed or somebody asks, never while decoding.

use core::fmt;

/// The constructors and functions of a schema, as the generator wrote them down.
///
/// ```
/// use tl_runtime::{Schema, VERSION};
///
/// static SCHEMA: Schema = Schema::new(
///     VERSION,
///     &["geo.dot#11110001 x:int y:int = geo.Point"],
///     &["geo.find#22220001 name:string = geo.Point"],
/// );
/// assert_eq!(SCHEMA.name_of(0x1111_0001), Some("geo.dot"));
/// assert_eq!(SCHEMA.line_of(0x2222_0001), Some("geo.find#22220001 name:string = geo.Point"));
/// assert_eq!(SCHEMA.constructors_of("geo.Point").collect::<Vec<_>>(), [0x1111_0001]);
/// assert_eq!(format!("{SCHEMA:?}"), "Schema(1 constructors, 1 functions)");
/// ```
pub struct Schema {
    constructors: &'static [&'static str],
    functions: &'static [&'static str],
}

impl Schema {
    /// Makes the table of a schema: the TL line of each constructor and of each function, on which the id has eight
    /// digits and no semicolon stands, each list sorted by id. Meant for a `static` in generated code, so that a wrong
    /// version is an error of compilation. The order is not looked at: for a whole API that alone would take the
    /// compiler longer than all types together.
    pub const fn new(
        version: u32,
        constructors: &'static [&'static str],
        functions: &'static [&'static str],
    ) -> Self {
        crate::require_version(version);
        Self { constructors, functions }
    }

    /// The TL line of the constructor with this id, else of the function.
    pub fn line_of(&self, id: u32) -> Option<&'static str> {
        self.constructor(id).or_else(|| self.function(id))
    }

    /// The name of the constructor with this id, else of the function.
    pub fn name_of(&self, id: u32) -> Option<&'static str> {
        self.line_of(id).map(name_of_line)
    }

    /// All constructors by rising id, each with its TL line.
    pub fn constructors(&self) -> impl Iterator<Item = (u32, &'static str)> + '_ {
        self.constructors.iter().map(|line| (id_of_line(line), *line))
    }

    /// All functions by rising id, each with its TL line.
    pub fn functions(&self) -> impl Iterator<Item = (u32, &'static str)> + '_ {
        self.functions.iter().map(|line| (id_of_line(line), *line))
    }

    /// The ids of the constructors of a boxed type, given its name without arguments, by rising id.
    pub fn constructors_of<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.constructors().filter(move |(_, line)| type_of_line(line) == type_name).map(|(id, _)| id)
    }

    /// The name of a combinator that is in the table, for the constants of its type.
    #[doc(hidden)]
    pub const fn name_in(&self, id: u32) -> &'static str {
        let line = match self.constructor(id) {
            Some(line) => line,
            None => match self.function(id) {
                Some(line) => line,
                None => return "",
            },
        };
        let (mut rest, mut length) = (line.as_bytes(), 0);
        while let [byte, tail @ ..] = rest {
            if *byte == b'#' {
                break;
            }
            (rest, length) = (tail, length + 1);
        }
        line.split_at(length).0
    }

    /// The type of the reply to a function that is in the table, for the constants of its type.
    #[doc(hidden)]
    pub const fn result_in(&self, id: u32) -> &'static str {
        let Some(line) = self.function(id) else { return "" };
        let mut rest = line.as_bytes();
        // A result holds no `=`, and a blank stands before it.
        while let [head @ .., byte] = rest {
            if *byte == b'=' {
                break;
            }
            rest = head;
        }
        match line.split_at_checked(rest.len() + 1) {
            Some((_, result)) => result,
            None => "",
        }
    }

    pub(crate) const fn constructor(&self, id: u32) -> Option<&'static str> {
        find(self.constructors, id)
    }

    pub(crate) const fn function(&self, id: u32) -> Option<&'static str> {
        find(self.functions, id)
    }

    pub(crate) fn constructor_count(&self) -> usize {
        self.constructors.len()
    }

    pub(crate) fn constructor_named(&self, name: &str) -> Option<u32> {
        let is_named = |line: &&&str| {
            line.strip_prefix(name).is_some_and(|rest| rest.starts_with('#') || rest.starts_with(' '))
        };
        self.constructors.iter().find(is_named).map(|line| id_of_line(line))
    }
}

/// A whole schema is too much to print.
impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (constructors, functions) = (self.constructors.len(), self.functions.len());
        write!(f, "Schema({constructors} constructors, {functions} functions)")
    }
}

/// The name that a line starts with.
pub(crate) fn name_of_line(line: &str) -> &str {
    line.split(['#', ' ']).next().unwrap_or(line)
}

/// The name of the type that a line ends with, without its arguments.
pub(crate) fn type_of_line(line: &str) -> &str {
    let result = line.rsplit_once('=').map_or("", |(_, result)| result.trim_start());
    result.split([' ', '<', ';']).next().unwrap_or(result)
}

/// The id on a line: what stands between its first `#` and the blank behind it. 0 when there is none.
const fn id_of_line(line: &str) -> u32 {
    let (mut rest, mut id, mut inside) = (line.as_bytes(), 0_u32, false);
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (*byte as char).to_digit(16) {
            Some(digit) if inside => id = id << 4 | digit,
            _ if inside => return id,
            _ => inside = *byte == b'#',
        }
    }
    id
}

const fn find(table: &'static [&'static str], id: u32) -> Option<&'static str> {
    let mut table = table;
    while let [_, ..] = table {
        let (left, right) = table.split_at(table.len() / 2);
        let [middle, behind @ ..] = right else { return None };
        let found = id_of_line(middle);
        if found == id {
            return Some(middle);
        }
        table = if found < id { behind } else { left };
    }
    None
}
