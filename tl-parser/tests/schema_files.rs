//! Whole real schemas: no errors, and exactly the warnings that are known.
//!
//! One schema comes with a published package. The others lie beside the repository where they are present; a test that
//! misses them says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]
#![allow(clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::Command;

use tl_parser::{
    Code, Diagnostics, Schema, SourceMap,
    schema::{self, Options},
};

fn load(path: &Path) -> (Schema, SourceMap, Diagnostics) {
    let mut map = SourceMap::new();
    map.add_bytes(path.display().to_string(), std::fs::read(path).unwrap()).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    let schema = schema.unwrap_or_else(|| {
        let first = diagnostics.iter().find(|one| one.code.severity() == tl_parser::Severity::Error).unwrap();
        panic!("{} {}: {}", path.display(), map.position(first.span).unwrap(), first.message)
    });
    (schema, map, diagnostics)
}

/// The names of the combinators whose written id is not the computed one.
fn set_by_hand(schema: &Schema) -> Vec<&str> {
    schema
        .combinators()
        .filter(|(_, one)| one.id != one.computed_id)
        .map(|(_, one)| one.name.as_str())
        .collect()
}

fn written(schema: &Schema) -> usize {
    schema.combinators().filter(|(_, one)| one.id_written).count()
}

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas").join(name);
    if !path.is_file() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// The folder of a published package that the tests depend on.
fn package(name: &str) -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let manifests = text.split("\"manifest_path\":\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let folders =
        manifests.map(|manifest| PathBuf::from(manifest.replace("\\\\", "\\")).parent().unwrap().to_owned());
    let is_it =
        |folder: &PathBuf| folder.file_name().unwrap().to_str().unwrap().starts_with(&format!("{name}-"));
    folders.into_iter().find(is_it).unwrap_or_else(|| panic!("no package {name} among the dependencies"))
}

#[test]
fn the_telegram_api_of_a_published_package() {
    let folder = package("grammers-tl-types").join("tl");
    let (api, _, diagnostics) = load(&folder.join("api.tl"));
    assert!(diagnostics.is_empty());
    assert!(api.layer.is_some_and(|layer| layer >= 200));
    assert!(written(&api) > 2000, "{}", written(&api));
    assert_eq!(set_by_hand(&api), [""; 0], "every written id is the computed one");
    let (mtproto, _, diagnostics) = load(&folder.join("mtproto.tl"));
    assert!(diagnostics.iter().all(|one| one.code == Code::IdMismatch));
    assert_eq!(set_by_hand(&mtproto), ["ipPortSecret", "accessPointRule", "help.configSimple"]);
}

#[test]
fn the_telegram_api_of_layer_225() {
    let Some(path) = shared("telegram-api-225.tl") else { return };
    let (schema, _, diagnostics) = load(&path);
    assert!(diagnostics.is_empty());
    assert_eq!((written(&schema), schema.layer), (2357, Some(225)));
    assert_eq!(set_by_hand(&schema), [""; 0]);
    assert_eq!(schema.functions().count(), 783);
}

#[test]
fn ids_that_are_known_to_be_set_by_hand() {
    let secret = "decryptedMessage8 decryptedMessageService8 decryptedMessageMediaPhoto8 decryptedMessageMediaVideo8 \
        decryptedMessageMediaDocument8 decryptedMessageMediaAudio8 decryptedMessage23 decryptedMessageMediaVideo23 \
        documentAttributeSticker23 documentAttributeVideo23 documentAttributeAudio23 documentAttributeAudio45 \
        decryptedMessage46 decryptedMessageMediaDocument46 decryptedMessageMediaDocument";
    let telegram = "ipPortSecret accessPointRule help.configSimple inputPeerPhotoFileLocationLegacy \
        inputStickerSetThumbLegacy invokeWithBusinessConnectionPrefix invokeWithGooglePlayIntegrityPrefix \
        invokeWithApnsSecretPrefix invokeWithReCaptchaPrefix";
    let files = [
        ("telegram-mtproto.tl", "ipPortSecret accessPointRule help.configSimple"),
        ("tdlib-mtproto_api.tl", "gzip_packed"),
        ("tdlib-e2e_api.tl", ""),
        ("tdlib-td_api.tl", ""),
        ("tdlib-secret_api.tl", secret),
        ("tdlib-telegram_api.tl", telegram),
        (
            "ton-lite_api.tl",
            "liteServer.transactionId liteServer.signatureSet.ordinary liteServer.getValidatorStats",
        ),
        ("ton-ton_api.tl", "tonNode.capabilities db.block.info collatorNode.pong"),
        ("ton-tonlib_api.tl", ""),
    ];
    for (name, expected) in files {
        let Some(path) = shared(name) else { return };
        let (schema, map, diagnostics) = load(&path);
        assert_eq!(set_by_hand(&schema), expected.split_whitespace().collect::<Vec<_>>(), "{name}");
        for one in &diagnostics {
            // TDLib declares four wrappers a second time, without the query that they wrap.
            let known = one.code == Code::IdMismatch || one.message.contains("Prefix");
            assert!(known, "{name} {} {}: {}", map.position(one.span).unwrap(), one.code, one.message);
        }
        let doubled = diagnostics.iter().filter(|one| one.code == Code::DuplicateFunctionId).count();
        assert_eq!(doubled, if name == "tdlib-telegram_api.tl" { 4 } else { 0 }, "{name}");
    }
}

#[test]
fn ids_of_vk_are_frozen_and_half_of_them_computed() {
    for (name, ids, same) in [("vk-cases.tl", 14, 9), ("vk-goldmaster.tl", 32, 11), ("vk-rpc.tl", 42, 15)] {
        let Some(path) = shared(name) else { return };
        let (schema, map, diagnostics) = load(&path);
        assert_eq!((written(&schema), written(&schema) - set_by_hand(&schema).len()), (ids, same), "{name}");
        for one in &diagnostics {
            assert_eq!(
                one.code,
                Code::IdMismatch,
                "{name} {}: {}",
                map.position(one.span).unwrap(),
                one.message
            );
        }
    }
}

#[test]
fn ids_of_ton_follow_the_classic_rule() {
    let Some(path) = shared("ton-ton_api.tl") else { return };
    let (schema, ..) = load(&path);
    let id = |name: &str| schema.combinators().find(|(_, one)| one.name == name).unwrap().1.id;
    assert_eq!(id("adnl.message.query"), 0xb48b_f97a);
    assert_eq!(id("adnl.packetContents"), 0xd142_cd89);
}

#[test]
fn documentation_of_tdlib_reaches_types_and_fields() {
    let Some(path) = shared("tdlib-td_api.tl") else { return };
    let (schema, ..) = load(&path);
    let documented = schema.combinators().filter(|(_, one)| !one.docs.is_empty()).count();
    assert!(documented > 3100, "{documented}");
    assert_eq!(schema.types().filter(|(_, ty)| !ty.docs.is_empty()).count(), 211);
    let fields = || schema.combinators().flat_map(|(_, one)| &one.fields);
    let bare = fields().filter(|field| field.docs.is_empty()).count();
    assert!(bare < 10, "{bare} of {} fields have no documentation", fields().count());
}
