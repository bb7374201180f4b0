//! A server to talk to: a service whose deliveries and events are kept, and calls in one line.

use auth_types::functions::{auth, help};
use auth_types::server::{
    Admission, Delivery, Event, Export, Host, MemoryStore, Message, Phone, Policy, Secret, Sent, Service,
    Store,
};
use auth_types::tl_runtime::{self, Function};
use auth_types::{AuthKeyId, RpcError, UserId, types};
use std::sync::{Arc, Mutex, Weak};

pub(crate) const NOW: i64 = 1_400_000_000;
pub(crate) const PHONE: &str = "79991234567";
pub(crate) const APP_HASH: &str = "0123456789abcdef";
pub(crate) const KEY: AuthKeyId = AuthKeyId(1);
pub(crate) const OTHER_KEY: AuthKeyId = AuthKeyId(2);

/// What was sent to whom: the number, the code, and whether it was said in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub(crate) phone: String,
    pub(crate) code: String,
    pub(crate) by_call: bool,
}

/// The program around the service.
#[derive(Default)]
pub(crate) struct World {
    delivered: Mutex<Vec<Delivered>>,
    events: Mutex<Vec<String>>,
    calls: Mutex<Vec<(Option<UserId>, Vec<u8>)>>,
    neighbours: Mutex<Vec<Weak<Service>>>,
}

impl World {
    pub(crate) fn delivered(&self) -> Vec<Delivered> {
        self.delivered.lock().unwrap().clone()
    }

    pub(crate) fn last_code(&self) -> String {
        self.delivered.lock().unwrap().last().expect("a code was sent").code.clone()
    }

    pub(crate) fn events(&self) -> Vec<String> {
        self.events.lock().unwrap().clone()
    }

    /// The calls that reached the program, and as whose.
    pub(crate) fn calls(&self) -> Vec<(Option<UserId>, Vec<u8>)> {
        self.calls.lock().unwrap().clone()
    }

    pub(crate) fn add_neighbour(&self, service: &Arc<Service>) {
        self.neighbours.lock().unwrap().push(Arc::downgrade(service));
    }
}

impl Delivery for World {
    fn message(&self, to: &Phone, code: &Secret, _: &Message<'_>) {
        let (phone, code) = (to.digits().to_owned(), code.expose().to_owned());
        self.delivered.lock().unwrap().push(Delivered { phone, code, by_call: false });
    }

    fn call(&self, to: &Phone, code: &Secret) {
        let (phone, code) = (to.digits().to_owned(), code.expose().to_owned());
        self.delivered.lock().unwrap().push(Delivered { phone, code, by_call: true });
    }

    fn may_call(&self, to: &Phone) -> bool {
        !to.digits().ends_with("000")
    }
}

impl Host for World {
    fn knows_app(&self, api_id: i32, api_hash: &str) -> bool {
        api_id == 1 && api_hash == APP_HASH
    }

    fn report(&self, event: &Event<'_>) {
        self.events.lock().unwrap().push(format!("{event:?}"));
    }

    fn admit(&self, phone: &Phone) -> Admission {
        match phone.digits() {
            "88888" => Admission::Banned,
            "77777" => Admission::Migrate(3),
            _ => Admission::Here,
        }
    }

    fn send_export(&self, export: &Export, now: i64) -> Sent {
        let neighbours: Vec<Arc<Service>> =
            self.neighbours.lock().unwrap().iter().filter_map(Weak::upgrade).collect();
        match neighbours.iter().find(|service| service.policy().dc_id == export.dc_id) {
            None => Sent::NoSuchDc,
            Some(service) => match service.accept_export(export, now) {
                Ok(true) => Sent::Stored,
                _ => Sent::Failed,
            },
        }
    }

    fn call(&self, user: Option<UserId>, call: &[u8], _: i64) -> Result<Vec<u8>, RpcError> {
        self.calls.lock().unwrap().push((user, call.to_vec()));
        let nearest = types::NearestDc { country: "XX".to_owned(), this_dc: 1, nearest_dc: 1 };
        Ok(tl_runtime::encode_reply(&help::GetNearestDc, &nearest).unwrap())
    }
}

/// A service and its world.
pub(crate) struct Server {
    pub(crate) service: Arc<Service>,
    pub(crate) world: Arc<World>,
}

impl Server {
    /// A server with few throttles, so that tests of other things do not meet them.
    pub(crate) fn new() -> Self {
        Self::with(patient(), Arc::new(MemoryStore::new()))
    }

    pub(crate) fn with(policy: Policy, store: Arc<dyn Store>) -> Self {
        let world = Arc::new(World::default());
        let service = Arc::new(Service::new(policy, store, world.clone(), world.clone()));
        Self { service, world }
    }

    pub(crate) fn call<F, R>(&self, key: AuthKeyId, request: &F, now: i64) -> Result<R, RpcError>
    where
        F: for<'a, 'r> Function<'a, Return<'r> = R>,
    {
        let bytes = tl_runtime::to_bytes(request).unwrap();
        let reply = self.service.handle(key, &bytes, now)?;
        Ok(tl_runtime::decode_reply(request, &reply).expect("the answer is that of the request"))
    }

    /// Asks for a code; gives its hash and the code.
    pub(crate) fn code(&self, key: AuthKeyId, phone: &str, now: i64) -> (String, String) {
        let sent = self.call(key, &send_code(phone), now).unwrap();
        (sent.phone_code_hash, self.world.last_code())
    }

    /// Signs a number up, from the code on.
    pub(crate) fn register(&self, key: AuthKeyId, phone: &str, now: i64) -> types::auth::Authorization {
        let (hash, code) = self.code(key, phone, now);
        self.call(key, &sign_up(phone, &hash, &code), now).unwrap()
    }

    /// Signs a registered number in, from the code on.
    pub(crate) fn enter(&self, key: AuthKeyId, phone: &str, now: i64) -> types::auth::Authorization {
        let (hash, code) = self.code(key, phone, now);
        self.call(key, &sign_in(phone, &hash, &code), now).unwrap()
    }
}

pub(crate) fn patient() -> Policy {
    let often = auth_types::server::Throttle::new(1_000_000, 60);
    Policy { codes_per_phone: often, codes_per_key: often, checks_per_key: often, ..Policy::default() }
}

pub(crate) fn send_code(phone: &str) -> auth::SendCode {
    auth::SendCode {
        phone_number: phone.to_owned(),
        sms_type: 0,
        api_id: 1,
        api_hash: APP_HASH.to_owned(),
        lang_code: "en".to_owned(),
    }
}

pub(crate) fn send_call(phone: &str, hash: &str) -> auth::SendCall {
    auth::SendCall { phone_number: phone.to_owned(), phone_code_hash: hash.to_owned() }
}

pub(crate) fn check_phone(phone: &str) -> auth::CheckPhone {
    auth::CheckPhone { phone_number: phone.to_owned() }
}

pub(crate) fn sign_in(phone: &str, hash: &str, code: &str) -> auth::SignIn {
    auth::SignIn {
        phone_number: phone.to_owned(),
        phone_code_hash: hash.to_owned(),
        phone_code: code.to_owned(),
    }
}

pub(crate) fn sign_up(phone: &str, hash: &str, code: &str) -> auth::SignUp {
    named(phone, hash, code, "Ann", "Lee")
}

pub(crate) fn named(phone: &str, hash: &str, code: &str, first: &str, last: &str) -> auth::SignUp {
    auth::SignUp {
        phone_number: phone.to_owned(),
        phone_code_hash: hash.to_owned(),
        phone_code: code.to_owned(),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
    }
}

/// A code of the same length that is another one.
pub(crate) fn wrong(code: &str) -> String {
    let last = code.bytes().last().unwrap();
    let other = if last == b'0' { '1' } else { '0' };
    format!("{}{other}", &code[..code.len() - 1])
}

/// The code and the text of a refusal.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, RpcError>) -> (i32, String) {
    let error = result.expect_err("this is refused");
    (error.code, error.text)
}

/// As `refused`, to compare with.
pub(crate) fn error(code: i32, text: &str) -> (i32, String) {
    (code, text.to_owned())
}
