//! One entry of a JSON schema to one line of TL.
//!
//! In: a [`Node`]. Out: declarations as TL text, and a mistake for everything that is not as it should be; the reading
//! goes on behind a mistake. Names and types are held against the grammar of TL, so that no string of the JSON can
//! stand for more than what its key says.

use super::node::Node;
use super::{JsonMistake, Whole};
use crate::ast::{Combinator, ItemKind};
use crate::grammar;

/// How many characters of a text that may be anything are shown.
const SHOWN: usize = 60;

/// A declaration.
pub(super) struct Entry {
    pub(super) layer: Option<u32>,
    /// As TL text, with its `;`.
    pub(super) line: String,
}

/// The two kinds of entry.
#[derive(Clone, Copy)]
struct Form {
    /// The key of the name.
    name: &'static str,
    /// All keys.
    keys: &'static [&'static str],
}

const CONSTRUCTOR: Form = Form { name: "predicate", keys: &["id", "predicate", "params", "type", "layer"] };
const METHOD: Form = Form { name: "method", keys: &["id", "method", "params", "type", "layer"] };

/// The keys and values of an object.
type Object = [(String, Node)];

/// Reads a schema, and keeps what is wrong with it.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) mistakes: Vec<JsonMistake>,
}

impl Reader {
    pub(super) fn schema(&mut self, root: &Node) -> Whole {
        let keys = &["constructors", "methods", "layer"];
        let mut whole = Whole::default();
        let Some(object) = self.object(root, "the schema", "", keys) else { return whole };
        if !object.iter().any(|(key, _)| key == "constructors" || key == "methods") {
            self.mistake(
                "the schema",
                "it has neither `constructors` nor `methods`",
                "give a schema of the form {\"constructors\": [..], \"methods\": [..]}",
            );
        }
        whole.layer = self.layer(object, "");
        whole.constructors = self.entries(object, "constructors", CONSTRUCTOR);
        whole.methods = self.entries(object, "methods", METHOD);
        whole
    }

    fn mistake(&mut self, place: &str, message: impl Into<String>, help: impl Into<String>) {
        let (place, message, help) = (place.to_owned(), message.into(), help.into());
        self.mistakes.push(JsonMistake { place, message, help });
    }

    /// The object at that place, whose keys are looked at; `of` says whose it is.
    fn object<'n>(&mut self, node: &'n Node, place: &str, of: &str, keys: &[&str]) -> Option<&'n Object> {
        let known = format!("the keys are {}", keys.join(", "));
        let Node::Object(object) = node else {
            self.mistake(place, format!("an object belongs here, not {}", node.name()), known);
            return None;
        };
        for (index, (key, _)) in object.iter().enumerate() {
            let is_first = !object.iter().take(index).any(|(earlier, _)| earlier == key);
            if !keys.contains(&key.as_str()) {
                self.mistake(
                    place,
                    format!("{}{of} is no key of a schema", shown(key)),
                    format!("{known}; remove or rename it"),
                );
            } else if !is_first {
                self.mistake(place, format!("`{key}`{of} is given twice"), "remove one of them");
            }
        }
        Some(object)
    }

    /// The list at that key; a list that is missing is a mistake only where `of` says whose it is.
    fn list<'n>(&mut self, object: &'n Object, place: &str, key: &str, of: &str) -> Option<&'n [Node]> {
        match value(object, key) {
            Some(Node::List(list)) => Some(list),
            Some(other) => {
                let at = joined(place, key);
                self.mistake(
                    &at,
                    format!("a list belongs here, not {}", other.name()),
                    "write the items between `[` and `]`",
                );
                None
            }
            None if of.is_empty() => None,
            None => {
                self.missing(place, key, of, "write `[]` if there are none");
                None
            }
        }
    }

    fn text<'n>(&mut self, object: &'n Object, place: &str, key: &str, of: &str) -> Option<&'n str> {
        match value(object, key) {
            Some(Node::Text(text)) => Some(text),
            Some(other) => {
                let at = joined(place, key);
                self.mistake(
                    &at,
                    format!("a string belongs here, not {}", other.name()),
                    "write TL text between quotes",
                );
                None
            }
            None => {
                self.missing(place, key, of, "add it, as TL text");
                None
            }
        }
    }

    fn missing(&mut self, place: &str, key: &str, of: &str, help: &str) {
        self.mistake(place, format!("`{key}`{of} is missing"), help);
    }

    /// A number, or a string that holds one.
    fn layer(&mut self, object: &Object, place: &str) -> Option<u32> {
        let node = value(object, "layer")?;
        let layer = integer(node).and_then(|layer| u32::try_from(layer).ok());
        if layer.is_none() {
            let at = joined(place, "layer");
            self.mistake(
                &at,
                format!("{} is no number of a layer", written(node)),
                "write a number such as 225",
            );
        }
        layer
    }

    fn id(&mut self, object: &Object, place: &str, of: &str) -> Option<u32> {
        let help = "write the id as a decimal number with sign, such as \"-1132882121\"";
        let Some(node) = value(object, "id") else {
            self.missing(place, "id", of, help);
            return None;
        };
        let number = integer(node);
        // Both halves of the numbers with 32 bits mean something; which of the two was meant does not matter.
        let id = number.and_then(|number| {
            i32::try_from(number).map(i32::cast_unsigned).or_else(|_| u32::try_from(number)).ok()
        });
        if id.is_none() {
            let why = if number.is_some() { "does not fit 32 bits" } else { "is no id" };
            self.mistake(&joined(place, "id"), format!("{} {why}", written(node)), help);
        }
        id
    }

    fn entries(&mut self, object: &Object, key: &str, form: Form) -> Vec<Entry> {
        let list = self.list(object, "", key, "").unwrap_or_default();
        let read =
            list.iter().enumerate().map(|(index, node)| self.entry(node, &format!("{key}[{index}]"), form));
        read.flatten().collect()
    }

    /// One declaration; nothing when there is a mistake in it, which is then reported.
    fn entry(&mut self, node: &Node, place: &str, form: Form) -> Option<Entry> {
        let named = match node {
            Node::Object(object) => value(object, form.name),
            _ => None,
        };
        let of = match named {
            Some(Node::Text(name)) => format!(" of {}", shown(name)),
            _ => " of the entry".to_owned(),
        };
        let before = self.mistakes.len();
        let object = self.object(node, place, &of, form.keys)?;
        let id = self.id(object, place, &of);
        let name = self.text(object, place, form.name, &of);
        let result = self.text(object, place, "type", &of);
        let layer = self.layer(object, place);
        let params = self.list(object, place, "params", &of).unwrap_or_default();
        let params = self.params(params, place, &of);

        if self.mistakes.len() == before {
            let whole: Vec<(&str, &str)> = params.iter().filter_map(|(name, ty)| (*name).zip(*ty)).collect();
            if let Some(line) = line(id?, name?, &whole, result?) {
                return Some(Entry { layer, line });
            }
        }
        // The texts are looked at one by one, also when others are missing.
        self.pieces(place, form, name, &params, result);
        if self.mistakes.len() == before {
            self.mistake(
                place,
                format!("the parts{of} make no declaration together"),
                "compare it with its TL text",
            );
        }
        None
    }

    /// The name and the type of each parameter, as far as they are there.
    fn params<'n>(
        &mut self,
        list: &'n [Node],
        place: &str,
        of: &str,
    ) -> Vec<(Option<&'n str>, Option<&'n str>)> {
        let mut params = Vec::with_capacity(list.len());
        for (index, node) in list.iter().enumerate() {
            let place = format!("{place}.params[{index}]");
            let of = format!(" of a parameter{of}");
            params.push(match self.object(node, &place, &of, &["name", "type"]) {
                Some(object) => {
                    (self.text(object, &place, "name", &of), self.text(object, &place, "type", &of))
                }
                None => (None, None),
            });
        }
        params
    }

    /// Finds out which of the texts of a declaration is not what it should be.
    fn pieces(
        &mut self,
        place: &str,
        form: Form,
        name: Option<&str>,
        params: &[(Option<&str>, Option<&str>)],
        result: Option<&str>,
    ) {
        let is_combinator =
            |name: &str| declaration(&format!("{name} = X;")).is_some_and(|found| found.name.text == name);
        if let Some(name) = name.filter(|name| !is_combinator(name)) {
            self.mistake(
                &joined(place, form.name),
                format!("{} is no name of a combinator", shown(name)),
                "write a name such as `auth.sentCode`: its last part starts with a lowercase letter",
            );
        }
        for (index, (name, ty)) in params.iter().enumerate() {
            let place = format!("{place}.params[{index}]");
            if let Some(name) = name.filter(|name| !is_field(name, "int")) {
                self.mistake(
                    &joined(&place, "name"),
                    format!("{} is no name of a parameter", shown(name)),
                    "write a name such as `phone_code`: letters, digits and `_`",
                );
            }
            if let Some(ty) = ty.filter(|ty| !is_field("x", ty)) {
                self.mistake(
                    &joined(&place, "type"),
                    format!("{} is no type", shown(ty)),
                    "write one type as in TL, such as `flags.0?Vector<int>`",
                );
            }
        }
        if let Some(result) = result.filter(|result| declaration(&format!("x = {result};")).is_none()) {
            self.mistake(
                &joined(place, "type"),
                format!("{} is no type", shown(result)),
                "write one type as in TL, such as `auth.SentCode`",
            );
        }
    }
}

/// The declaration as TL text, when it reads as what the parts say and as nothing else.
fn line(id: u32, name: &str, params: &[(&str, &str)], result: &str) -> Option<String> {
    // The items of the well-known vector are what JSON cannot say.
    let is_vector = name == "vector" && params.is_empty() && result == "Vector t";
    let mut line = format!("{name}#{id:08x}");
    if is_vector {
        line.push_str(" {t:Type} # [ t ]");
    }
    for variable in called(params) {
        line.push_str(&format!(" {{{variable}:Type}}"));
    }
    for (name, ty) in params {
        line.push_str(&format!(" {name}:{ty}"));
    }
    line.push_str(&format!(" = {result};"));
    let found = declaration(&line)?;
    let is_named = found.name.text == name && found.id.as_ref().is_some_and(|found| found.value == id);
    (is_named && (is_vector || holds(&found, params))).then_some(line)
}

/// Whether a declaration has these parameters, and no others.
fn holds(found: &Combinator<'_>, params: &[(&str, &str)]) -> bool {
    let names = found.fields.iter().map(|field| match field.names.as_slice() {
        [name] => name.text,
        _ => "",
    });
    names.eq(params.iter().map(|(name, _)| *name)) && found.params.len() == called(params).len()
}

/// Each `X` of the parameters that are `!X`, once.
fn called<'n>(params: &[(&'n str, &'n str)]) -> Vec<&'n str> {
    let mut names = Vec::new();
    for (_, behind) in params.iter().filter_map(|(_, ty)| ty.split_once('!')) {
        let end = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(behind.len());
        names.extend(behind.get(..end).filter(|name| !name.is_empty() && !names.contains(name)));
    }
    names
}

/// The combinator that a text declares, when it declares that one alone and nothing is wrong with it.
fn declaration(text: &str) -> Option<Combinator<'_>> {
    // A line end, a comment or another `;` would let one string take in what belongs to the next.
    let is_one_line = !["\n", "\r", "//", "/*"].iter().any(|mark| text.contains(mark));
    if !is_one_line || text.matches(';').count() != 1 {
        return None;
    }
    let (mut file, found) = grammar::parse_text(text);
    let item = file.items.pop().filter(|_| file.items.is_empty() && !found.has_errors())?;
    match item.kind {
        ItemKind::Combinator(combinator) => Some(combinator),
        _ => None,
    }
}

/// Whether a name and a type make one field of that name.
fn is_field(name: &str, ty: &str) -> bool {
    let line = format!("x {name}:{ty} = X;");
    declaration(&line).is_some_and(|found| match found.fields.as_slice() {
        [field] => found.params.is_empty() && matches!(field.names.as_slice(), [found] if found.text == name),
        _ => false,
    })
}

/// The first value at a key; that others follow is reported with the object.
fn value<'n>(object: &'n Object, key: &str) -> Option<&'n Node> {
    object.iter().find(|(found, _)| found == key).map(|(_, node)| node)
}

/// The number, written as one or as a string.
fn integer(node: &Node) -> Option<i64> {
    match node {
        Node::Integer(number) => Some(*number),
        Node::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// A place below a place.
fn joined(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

/// A value as a message shows it.
fn written(node: &Node) -> String {
    match node {
        Node::Integer(number) => number.to_string(),
        Node::Text(text) => shown(text),
        other => other.name().to_owned(),
    }
}

/// A text as a message shows it: on one line and not longer than a line.
fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        start.push('…');
    }
    format!("`{start}`")
}
