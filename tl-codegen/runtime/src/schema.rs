//! The table of a schema: every constructor and function as a line of TL, found by id.
//!
//! In go tables that the generator wrote; out come names and lines for error messages and tools. It is read when
//! something has failed or somebody asks, never while decoding.

/// The constructors and functions of a schema, as the generator wrote them down.
///
/// ```
/// use tl_runtime::{Schema, VERSION};
///
/// static SCHEMA: Schema = Schema::new(
///     VERSION,
///     &[(0x1111_0001, "geo.dot#11110001 x:int y:int = geo.Point")],
///     &[(0x2222_0001, "geo.find#22220001 name:string = geo.Point")],
/// );
/// assert_eq!(SCHEMA.name_of(0x1111_0001), Some("geo.dot"));
/// assert_eq!(SCHEMA.line_of(0x2222_0001), Some("geo.find#22220001 name:string = geo.Point"));
/// assert_eq!(SCHEMA.constructors_of("geo.Point").collect::<Vec<_>>(), [0x1111_0001]);
/// ```
#[derive(Debug)]
pub struct Schema {
    constructors: &'static [(u32, &'static str)],
    functions: &'static [(u32, &'static str)],
}

impl Schema {
    /// Makes the table of a schema: id and TL line (with its id, without the semicolon) of each constructor and of
    /// each function, each list sorted by id. Meant for a `static` in generated code, so that a wrong version or a
    /// wrong order is an error of compilation.
    pub const fn new(
        version: u32,
        constructors: &'static [(u32, &'static str)],
        functions: &'static [(u32, &'static str)],
    ) -> Self {
        crate::require_version(version);
        assert!(is_sorted(constructors), "the constructors of a schema table must be sorted by id");
        assert!(is_sorted(functions), "the functions of a schema table must be sorted by id");
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
        self.constructors.iter().copied()
    }

    /// All functions by rising id, each with its TL line.
    pub fn functions(&self) -> impl Iterator<Item = (u32, &'static str)> + '_ {
        self.functions.iter().copied()
    }

    /// The ids of the constructors of a boxed type, given its name without arguments, by rising id.
    pub fn constructors_of<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.constructors().filter(move |(_, line)| type_of_line(line) == type_name).map(|(id, _)| id)
    }

    pub(crate) fn constructor(&self, id: u32) -> Option<&'static str> {
        find(self.constructors, id)
    }

    pub(crate) fn function(&self, id: u32) -> Option<&'static str> {
        find(self.functions, id)
    }

    pub(crate) fn constructor_named(&self, name: &str) -> Option<u32> {
        self.constructors().find(|(_, line)| name_of_line(line) == name).map(|(id, _)| id)
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

fn find(table: &'static [(u32, &'static str)], id: u32) -> Option<&'static str> {
    let place = table.binary_search_by_key(&id, |(id, _)| *id).ok()?;
    table.get(place).map(|(_, line)| *line)
}

const fn is_sorted(mut table: &[(u32, &'static str)]) -> bool {
    while let [first, rest @ ..] = table {
        if let [second, ..] = rest
            && first.0 > second.0
        {
            return false;
        }
        table = rest;
    }
    true
}
