//! Schemas in JSON among the inputs.
//!
//! In: the name and bytes of a file. Out: the TL text that stands for it, under a name that says so, or an error with
//! everything that is wrong with the JSON. Without the feature `json` every such file is an error that names the feature.

use std::path::Path;

use crate::error::Error;

/// What the name of a source ends in when its text was made from JSON: places in reports are places in that text.
pub(crate) const AS_TL: &str = " (as TL)";

/// Whether a file is named like JSON.
pub(crate) fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// Whether a text without a name starts like JSON.
pub(crate) fn looks_like_json(bytes: &[u8]) -> bool {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start().starts_with(b"{")
}

/// The source that stands for a JSON schema: its name and its text.
#[cfg(feature = "json")]
pub(crate) fn to_tl(name: &str, bytes: Vec<u8>) -> Result<(String, Vec<u8>), Error> {
    let mut map = tl_parser::SourceMap::new();
    map.add_bytes(name, bytes).map_err(|error| Error::source(&error))?;
    let json = map.sources().first().map_or("", |source| source.text());
    match tl_parser::json::to_tl(json) {
        Ok(text) => Ok((format!("{name}{AS_TL}"), text.into_bytes())),
        Err(error) => Err(Error::json(name, &error)),
    }
}

/// Refuses the file.
#[cfg(not(feature = "json"))]
pub(crate) fn to_tl(name: &str, _: Vec<u8>) -> Result<(String, Vec<u8>), Error> {
    Err(Error::option(
        name,
        "a schema in JSON is read with the feature `json` of tl-codegen, which is off",
        "turn it on in Cargo.toml, as in `tl-codegen = { version = \"0.1\", features = [\"json\"] }`, or give the schema as TL",
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn json_is_known_by_its_name_or_its_start() {
        for (name, expected) in
            [("a.json", true), ("a/b.JSON", true), ("a.tl", false), ("json", false), ("", false)]
        {
            assert_eq!(is_json(Path::new(name)), expected, "{name}");
        }
        for (text, expected) in
            [("{", true), ("\u{feff} \n{}", true), ("a = A;", false), ("", false), ("[{", false)]
        {
            assert_eq!(looks_like_json(text.as_bytes()), expected, "{text}");
        }
    }

    #[cfg(feature = "json")]
    #[test]
    fn the_name_says_what_the_text_was_made_from() {
        let (name, text) = to_tl("a.json", b"{\"constructors\": []}".to_vec()).unwrap();
        assert_eq!((name.as_str(), text.as_slice()), ("a.json (as TL)", &b""[..]));
        let error = to_tl("a.json", b"{\n\xff}".to_vec()).unwrap_err();
        assert!(error.to_string().starts_with("a.json:2:1: byte 2 is not UTF-8"), "{error}");
    }

    #[cfg(not(feature = "json"))]
    #[test]
    fn without_the_feature_the_error_names_it() {
        let error = to_tl("a.json", Vec::new()).unwrap_err().to_string();
        assert!(error.starts_with("a.json: ") && error.contains("features = [\"json\"]"), "{error}");
    }
}
