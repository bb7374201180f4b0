//! The packages that are compiled: an API, and a user's package that calls some of its methods.
//!
//! In: a folder. Out: files in it. The user's code is the same for all, but for the names of the entry points.

use std::path::Path;
use std::{fs, io};

use tl_peers::API;

/// What is compiled.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// The crate that holds the API.
    pub(crate) api: &'static str,
    /// The methods that are generated; all where there are none.
    select: &'static [&'static str],
    /// The methods that the user calls.
    calls: &'static [&'static str],
    /// What else the build script asks for.
    options: &'static str,
    /// The features of the runtime.
    features: &'static str,
}

/// Seven that most clients call.
const SEVEN: &[&str] = &[
    "auth.sendCode",
    "contacts.resolveUsername",
    "messages.getDialogs",
    "messages.getHistory",
    "messages.sendMessage",
    "updates.getDifference",
    "users.getUsers",
];

/// The methods of a simple client, as README.md lists them.
const CLIENT: &[&str] = &[
    "auth.sendCode",
    "auth.signUp",
    "auth.signIn",
    "auth.logOut",
    "users.getUsers",
    "contacts.getContacts",
    "contacts.resolveUsername",
    "messages.getMessages",
    "messages.getDialogs",
    "messages.getHistory",
    "messages.readHistory",
    "messages.deleteMessages",
    "messages.sendMessage",
    "messages.sendMedia",
    "messages.editMessage",
    "updates.getState",
    "updates.getDifference",
    "upload.saveFilePart",
    "upload.getFile",
    "help.getConfig",
];

/// Those of a bot that gets its updates elsewhere, as README.md lists them.
const BOT: &[&str] = &[
    "auth.logOut",
    "auth.importBotAuthorization",
    "users.getUsers",
    "messages.setInlineBotResults",
    "messages.setBotCallbackAnswer",
    "upload.getFile",
    "help.getConfig",
    "bots.setBotCommands",
];

/// Our whole API as it is generated without options.
const OURS: Subject =
    Subject { name: "ours", api: "ours", select: &[], calls: SEVEN, options: "", features: "" };

/// What the build script says for types without the traits that are derived unasked.
const NO_DERIVES: &str = ".without_derive(tl_codegen::Kind::Any, \"*\", \"Clone\")\
    .without_derive(tl_codegen::Kind::Any, \"*\", \"Debug\")\
    .without_derive(tl_codegen::Kind::Any, \"*\", \"PartialEq\")";

/// The peer first.
pub(crate) const SUBJECTS: [Subject; 7] = [
    Subject { name: "grammers-tl-types", api: "grammers_tl_types", ..OURS },
    OURS,
    Subject { name: "ours, with serde", options: ".serde(true)", features: "\"serde\"", ..OURS },
    Subject { name: "ours, with small", features: "\"small\"", ..OURS },
    Subject { name: "ours, no Clone, Debug, PartialEq", options: NO_DERIVES, ..OURS },
    Subject { name: "ours, 20 methods", select: CLIENT, ..OURS },
    Subject { name: "ours, 8 bot methods", select: BOT, calls: BOT, ..OURS },
];

impl Subject {
    fn is_ours(&self) -> bool {
        self.api == "ours"
    }

    /// Writes the packages.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let lock = here.join("Cargo.lock");
        fs::create_dir_all(folder.join("src"))?;
        // The versions that were measured before, and no need for the network.
        fs::copy(lock, folder.join("Cargo.lock"))?;
        fs::write(folder.join("src/lib.rs"), self.user())?;
        let package = |name: &str| {
            format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n"
            )
        };
        if !self.is_ours() {
            let dependencies = "[workspace]\n\n[dependencies]\ngrammers-tl-types = \"=0.11.0\"\n";
            return fs::write(folder.join("Cargo.toml"), package("user") + dependencies);
        }
        let path = |folder: &str| here.join(folder).display().to_string();
        let (runtime, features) = (path("../../tl-codegen/runtime"), self.features);
        let runtime = format!("tl-runtime = {{ path = {runtime:?}, features = [{features}] }}\n");
        let dependencies = format!("[workspace]\n\n[dependencies]\nours = {{ path = \"ours\" }}\n{runtime}");
        fs::write(folder.join("Cargo.toml"), package("user") + &dependencies)?;

        let api = folder.join("ours");
        fs::create_dir_all(api.join("src"))?;
        let codegen = format!("tl-codegen = {{ path = {:?} }}\n", path("../../tl-codegen"));
        let dependencies = format!("[dependencies]\n{runtime}\n[build-dependencies]\n{codegen}");
        fs::write(api.join("Cargo.toml"), package("ours") + &dependencies)?;
        fs::write(api.join("api.tl"), API)?;
        fs::write(api.join("src/lib.rs"), "tl_runtime::include_schema!(\"api\");\n")?;
        let select: String = self.select.iter().map(|name| format!(".select({name:?})")).collect();
        let script = format!(
            "fn main() -> Result<(), tl_codegen::Error> {{\n    tl_codegen::configure(){select}{}.compile(&[\"api.tl\"])\n}}\n",
            self.options
        );
        fs::write(api.join("build.rs"), script)
    }

    /// A function for each call: it writes the request and reads the reply.
    fn user(&self) -> String {
        let api = self.api;
        let mut text = String::new();
        for call in self.calls {
            let (namespace, name) = call.split_once('.').unwrap_or(("", call));
            let ty: String =
                name.chars().take(1).map(|c| c.to_ascii_uppercase()).chain(name.chars().skip(1)).collect();
            let ty = format!("{api}::functions::{namespace}::{ty}");
            let function = call.replace('.', "_");
            text += &if self.is_ours() {
                format!(
                    "pub fn {function}<'r>(request: &{ty}, reply: &'r [u8]) -> Option<(Vec<u8>, <{ty} as tl_runtime::Function<'r>>::Return<'r>)> {{\n    \
                     let bytes = tl_runtime::to_bytes(request).ok()?;\n    \
                     Some((bytes, tl_runtime::decode_reply(request, reply).ok()?))\n}}\n"
                )
            } else {
                format!(
                    "pub fn {function}(request: &{ty}, reply: &[u8]) -> Option<(Vec<u8>, <{ty} as {api}::RemoteCall>::Return)> {{\n    \
                     let bytes = {api}::Serializable::to_bytes(request);\n    \
                     Some((bytes, {api}::Deserializable::from_bytes(reply).ok()?))\n}}\n"
                )
            };
        }
        format!("#![allow(non_snake_case)]\n{text}")
    }
}
