//! Values of a schema with layer marks are read by the layer of the peer that wrote them.

#![allow(clippy::unwrap_used)]

mod layered {
    include!("golden/pass/layered.rs");
}

use layered::{LAYERS, Layered, layer8, layer46, layer73};
use tl_runtime::DecodeErrorKind;

#[test]
fn the_number_of_a_layer_chooses_the_form() {
    assert_eq!(LAYERS, [8, 46, 73]);
    let old = layer8::types::Message { id: 1, text: "a".into() };
    let new = layer73::types::Message { id: 1, ttl: 5, text: "a".into(), silent: true };
    let (old_bytes, new_bytes) = (tl_runtime::to_bytes(&old).unwrap(), tl_runtime::to_bytes(&new).unwrap());
    // A peer between two layers writes by the older of them.
    for layer in [8, 9, 45] {
        let read = Layered::from_bytes(layer, &old_bytes).unwrap();
        assert_eq!(read, Layered::Layer8(layer8::enums::Object::Message(old.clone())));
        assert_eq!((read.layer(), read.to_bytes().unwrap()), (8, old_bytes.clone()));
    }
    for layer in [73, 74, i32::MAX] {
        let read = Layered::from_bytes(layer, &new_bytes).unwrap();
        assert_eq!(read, Layered::Layer73(layer73::enums::Object::Message(new.clone())));
    }
}

#[test]
fn the_form_of_another_layer_is_refused() {
    let old = tl_runtime::to_bytes(&layer8::types::Message { id: 1, text: "a".into() }).unwrap();
    for layer in [46, 73] {
        let error = Layered::from_bytes(layer, &old).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::UnknownId { id: 0x1f81_4f1f, .. }), "{error}");
    }
    // What a layer did not change, it still has.
    let service =
        tl_runtime::to_bytes(&layer46::enums::Message::Service(layer46::types::Service { id: 7 })).unwrap();
    assert!(Layered::from_bytes(73, &service).is_ok());
}

#[test]
fn a_layer_older_than_the_schema_is_an_error() {
    let error = Layered::from_bytes(7, &[]).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::Layer { layer: 7, oldest: 8 });
    assert!(error.to_string().contains("layer 7 is older than layer 8"), "{error}");
}
