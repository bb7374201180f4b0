//! What the program was asked for.

use auth_types::AuthKeyId;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The options of the client.
pub(crate) struct Options {
    /// The data center to begin with.
    pub(crate) first_dc: i32,
    /// Where each data center listens.
    pub(crate) dcs: BTreeMap<i32, String>,
    /// The id of the first key.
    pub(crate) key: Option<AuthKeyId>,
    /// Where the client remembers which user it is.
    pub(crate) binding: Option<PathBuf>,
    /// A clock that stands still, and at what time.
    pub(crate) now: Option<i64>,
}

impl Options {
    /// Reads the arguments. A mistake is said with what to do.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut first_dc = None;
        let mut options = Self { first_dc: 0, dcs: BTreeMap::new(), key: None, binding: None, now: None };
        while let Some(option) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{option} has no value"))?;
            let wrong = |form| format!("{option} {value}: write {option} {form}");
            match option.as_str() {
                "--dc" => {
                    let (dc, address) = value.split_once('=').ok_or_else(|| wrong("N=ADDRESS"))?;
                    let dc = dc.parse().map_err(|_| wrong("N=ADDRESS"))?;
                    first_dc.get_or_insert(dc);
                    options.dcs.insert(dc, address.to_owned());
                }
                "--key" => {
                    let key = u64::from_str_radix(&value, 16).map_err(|_| wrong("HEX"))?;
                    options.key = Some(AuthKeyId(key));
                }
                "--binding" => options.binding = Some(value.into()),
                "--now" => options.now = Some(value.parse().map_err(|_| wrong("SECONDS"))?),
                _ => {
                    return Err(format!("there is no option {option}: use --dc, --key, --binding and --now"));
                }
            }
        }
        options.first_dc = first_dc.ok_or("say where a data center is: --dc N=ADDRESS")?;
        Ok(options)
    }
}
