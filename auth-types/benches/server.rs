//! How many decisions the gate takes in a second, and how many users sign in over each store.
//!
//! ```text
//! cargo bench -p auth-types --all-features --bench server
//! ```
//!
//! A sign-in is a code asked for and shown: two requests, five steps of the store, three of which the store in a file
//! writes to the disk before it goes on. The engine of the store in Redis is started here, without a disk behind it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[cfg(feature = "redis")]
#[path = "../tests/server/engine.rs"]
mod engine;
#[path = "../tests/server/files.rs"]
mod files;

use auth_types::functions::{InitConnection, InvokeWithLayer11, account, auth};
use auth_types::server::gate::{Association, decide};
use auth_types::server::{
    Delivery, Event, Host, MemoryStore, Message, Phone, Policy, Secret, Service, Store, Throttle,
};
use auth_types::{AuthKeyId, UserId, tl_runtime};
use divan::{Bencher, black_box, counter::ItemsCount};
use std::sync::{Arc, Mutex};

fn main() {
    divan::main();
}

const NOW: i64 = 1_400_000_000;
const BOUND: Association = Association::Bound { user: UserId(7), expires: NOW + 1 };

fn gate(bencher: Bencher<'_, '_>, association: Association, request: &[u8]) {
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| decide(black_box(association), black_box(request), black_box(NOW)));
}

#[divan::bench]
fn gate_direct(bencher: Bencher<'_, '_>) {
    gate(bencher, BOUND, &tl_runtime::to_bytes(&account::UpdateStatus { offline: true }).unwrap());
}

#[divan::bench]
fn gate_refused(bencher: Bencher<'_, '_>) {
    let request = tl_runtime::to_bytes(&account::UpdateStatus { offline: true }).unwrap();
    gate(bencher, Association::Unbound, &request);
}

#[divan::bench]
fn gate_wrapped(bencher: Bencher<'_, '_>) {
    let query = InitConnection {
        api_id: 1,
        device_model: "a device".to_owned(),
        system_version: "a system".to_owned(),
        app_version: "1.0.0".to_owned(),
        lang_code: "en".to_owned(),
        query: account::UpdateStatus { offline: true },
    };
    gate(bencher, BOUND, &tl_runtime::to_bytes(&InvokeWithLayer11 { query }).unwrap());
}

/// Keeps the code that was sent last.
#[derive(Default)]
struct World(Mutex<String>);

impl Delivery for World {
    fn message(&self, _: &Phone, code: &Secret, _: &Message<'_>) {
        code.expose().clone_into(&mut self.0.lock().unwrap());
    }

    fn call(&self, _: &Phone, _: &Secret) {}
}

impl Host for World {
    fn knows_app(&self, _: i32, _: &str) -> bool {
        true
    }

    fn report(&self, _: &Event<'_>) {}
}

const PHONE: &str = "79991234567";
const KEY: AuthKeyId = AuthKeyId(1);

fn ask(service: &Service) -> String {
    let request = auth::SendCode {
        phone_number: PHONE.to_owned(),
        sms_type: 0,
        api_id: 1,
        api_hash: String::new(),
        lang_code: "en".to_owned(),
    };
    let reply = service.handle(KEY, &tl_runtime::to_bytes(&request).unwrap(), NOW).unwrap();
    tl_runtime::decode_reply(&request, &reply).unwrap().phone_code_hash
}

fn sign_ins(bencher: Bencher<'_, '_>, store: impl Store + 'static) {
    let world = Arc::new(World::default());
    let often = Throttle::new(u32::MAX, 60);
    let policy = Policy { codes_per_phone: often, codes_per_key: often, ..Policy::default() };
    let service = Service::new(policy, Arc::new(store), world.clone(), world.clone());
    let code = || world.0.lock().unwrap().clone();
    let sign_up = auth::SignUp {
        phone_number: PHONE.to_owned(),
        phone_code_hash: ask(&service),
        phone_code: code(),
        first_name: "Ann".to_owned(),
        last_name: String::new(),
    };
    service.handle(KEY, &tl_runtime::to_bytes(&sign_up).unwrap(), NOW).unwrap();
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        let sign_in = auth::SignIn {
            phone_number: PHONE.to_owned(),
            phone_code_hash: ask(&service),
            phone_code: code(),
        };
        service.handle(KEY, &tl_runtime::to_bytes(&sign_in).unwrap(), NOW).unwrap()
    });
}

#[divan::bench]
fn sign_in_memory(bencher: Bencher<'_, '_>) {
    sign_ins(bencher, MemoryStore::new());
}

#[divan::bench]
fn sign_in_redb(bencher: Bencher<'_, '_>) {
    let (store, _folder) = files::fresh();
    sign_ins(bencher, store);
}

#[cfg(feature = "redis")]
#[divan::bench]
fn sign_in_redis(bencher: Bencher<'_, '_>) {
    if let Some((store, _engine)) = engine::fresh() {
        sign_ins(bencher, store);
    }
}
