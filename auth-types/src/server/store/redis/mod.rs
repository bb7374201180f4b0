//! A store in Redis, for several front ends that sign the same users in.
//!
//! Every step is one script that the engine runs whole, so a step is as atomic as in the other stores, however many
//! processes take part. What is past its time goes by the engine's own expiry; the time that decides is nevertheless the
//! one that the server gives, so that all front ends need clocks that agree to the second.
//!
//! An association is as durable as the engine is told to make it: with `appendfsync always` it is on the disk before it is
//! answered. The names of a script are made from its arguments, so this is for one engine with its replicas, not for a
//! cluster; replicas are not read.

use super::{
    Association, Binding, Call, Charge, Claim, Counted, Export, LoggedIn, NewCode, Proof, REMEMBERED, Slot,
    Store, StoreError, User, Who,
};
use crate::server::{Phone, Secret};
use crate::{AuthKeyId, UserId};
use core::fmt;
use redis::{Client, Connection, FromRedisValue, Script, ScriptInvocation};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// How long an engine may take to answer before the request is answered by an error.
const PATIENCE: Duration = Duration::from_secs(5);

/// A [`Store`] in Redis.
///
/// ```no_run
/// use auth_types::server::RedisStore;
///
/// let store = RedisStore::connect("redis://127.0.0.1/", "sign_in:")?;
/// # Ok::<(), auth_types::server::StoreError>(())
/// ```
pub struct RedisStore {
    client: Client,
    prefix: String,
    script: Script,
    /// The connections that nobody uses. As many are opened as there are steps at once.
    idle: Mutex<Vec<Connection>>,
}

impl RedisStore {
    /// Connects to an engine, such as `redis://host/` or `redis+unix:///path`. Everything that is stored has a name that
    /// begins with the prefix; front ends with one prefix share one store.
    ///
    /// # Errors
    /// The address is none, or nobody answers there.
    pub fn connect(url: &str, prefix: impl Into<String>) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(|error| StoreError::new("connect", error))?;
        let script = Script::new(include_str!("steps.lua"));
        let store = Self { client, prefix: prefix.into(), script, idle: Mutex::default() };
        // Whoever starts a server wants to know now.
        store.with_connection("connect", |connection| Ok(redis::cmd("PING").exec(connection)?))?;
        Ok(store)
    }

    /// Runs with a connection. One that failed is not used again.
    fn with_connection<T>(
        &self,
        step: &'static str,
        run: impl FnOnce(&mut Connection) -> Result<T, Cause>,
    ) -> Result<T, StoreError> {
        let run = || {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = match idle {
                Some(connection) => connection,
                None => {
                    let connection = self.client.get_connection_with_timeout(PATIENCE)?;
                    connection.set_read_timeout(Some(PATIENCE))?;
                    connection.set_write_timeout(Some(PATIENCE))?;
                    connection
                }
            };
            let answer = run(&mut connection)?;
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            Ok(answer)
        };
        run().map_err(|cause: Cause| StoreError::new(step, cause))
    }

    /// Runs a step of the script. What is named `what` is for the message of an error.
    fn step<T: FromRedisValue>(
        &self,
        what: &'static str,
        step: &'static str,
        arguments: impl FnOnce(&mut ScriptInvocation<'_>),
    ) -> Result<T, StoreError> {
        self.with_connection(what, |connection| {
            let mut invocation = self.script.key(&*self.prefix);
            invocation.arg(step);
            arguments(&mut invocation);
            Ok(invocation.invoke(connection)?)
        })
    }
}

impl fmt::Debug for RedisStore {
    /// The address may hold a password, so it is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

fn slot_name(slot: Slot<'_>) -> String {
    format!("{}:{}", slot.key, slot.phone.digits())
}

fn add_charges(invocation: &mut ScriptInvocation<'_>, charges: &[Charge<'_>]) {
    for charge in charges {
        invocation.arg(charge.counter.name()).arg(charge.throttle.limit).arg(charge.throttle.window);
    }
}

fn counted(full: u32) -> Counted {
    if full == 0 { Counted::Granted } else { Counted::Wait(full) }
}

/// The parts of an answer, and what to say when they are others.
fn odd(step: &'static str) -> StoreError {
    StoreError::new(step, "the engine's answer is not one of this version; is the prefix another program's?")
}

fn hexadecimal(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_user(parts: &[String]) -> Option<User> {
    let [id, phone, first_name, last_name] = parts else { return None };
    Some(User {
        id: UserId(id.parse().ok()?),
        phone: Phone::parse(phone)?,
        first_name: first_name.clone(),
        last_name: last_name.clone(),
    })
}

fn read_binding(parts: &[String]) -> Option<Binding> {
    let (replaced, user) = parts.split_last()?;
    let replaced = if replaced.is_empty() { None } else { Some(UserId(replaced.parse().ok()?)) };
    Some(Binding { user: read_user(user)?, replaced })
}

/// Splits the first part of an answer off, which says what it is.
fn kind(parts: &[String]) -> (&str, &[String]) {
    parts.split_first().map_or(("", &[]), |(kind, rest)| (kind.as_str(), rest))
}

impl Store for RedisStore {
    fn association(&self, key: AuthKeyId) -> Result<Association, StoreError> {
        let step = "read an association";
        let name = format!("{}association:{key}", self.prefix);
        let (user, expires, revoked): (Option<i32>, Option<i64>, Option<u8>) =
            self.with_connection(step, |connection| {
                let mut command = redis::cmd("HMGET");
                command.arg(name).arg("user").arg("expires").arg("revoked");
                Ok(command.query(connection)?)
            })?;
        match (user, expires, revoked) {
            (None, None, None) => Ok(Association::Unbound),
            (Some(_), Some(_), Some(1)) => Ok(Association::Revoked),
            (Some(user), Some(expires), Some(0)) => Ok(Association::Bound { user: UserId(user), expires }),
            _ => Err(odd(step)),
        }
    }

    fn user_of(&self, phone: &Phone) -> Result<Option<User>, StoreError> {
        let step = "read a user";
        let parts: Vec<String> = self.step(step, "user_of", |call| {
            call.arg(phone.digits());
        })?;
        if parts.is_empty() { Ok(None) } else { read_user(&parts).ok_or_else(|| odd(step)).map(Some) }
    }

    fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let step = "read a user";
        let parts: Vec<String> = self.step(step, "user", |call| {
            call.arg(id.0);
        })?;
        if parts.is_empty() { Ok(None) } else { read_user(&parts).ok_or_else(|| odd(step)).map(Some) }
    }

    fn count(&self, charges: &[Charge<'_>], now: i64) -> Result<Counted, StoreError> {
        let full = self.step("count", "count", |call| {
            call.arg(now);
            add_charges(call, charges);
        })?;
        Ok(counted(full))
    }

    fn issue(
        &self,
        slot: Slot<'_>,
        code: &NewCode,
        charges: &[Charge<'_>],
        now: i64,
    ) -> Result<Counted, StoreError> {
        let full = self.step("issue a code", "issue", |call| {
            call.arg(now).arg(slot_name(slot)).arg(code.hash.expose()).arg(code.code.expose());
            call.arg(code.dead_at).arg(code.call_at).arg(code.attempts);
            add_charges(call, charges);
        })?;
        Ok(counted(full))
    }

    fn take_call(&self, proof: Proof<'_>, now: i64) -> Result<Call, StoreError> {
        let step = "take a call";
        let parts: Vec<String> = self.step(step, "take_call", |call| {
            call.arg(now).arg(slot_name(proof.slot)).arg(proof.hash);
        })?;
        match kind(&parts) {
            ("dead", []) => Ok(Call::Dead),
            ("taken", []) => Ok(Call::Taken),
            ("early", [seconds]) => Ok(Call::TooEarly(seconds.parse().unwrap_or(u32::MAX))),
            ("say", [code]) => Ok(Call::Say(Secret::new(&**code))),
            _ => Err(odd(step)),
        }
    }

    fn take_attempt(&self, proof: Proof<'_>, now: i64) -> Result<Option<Secret>, StoreError> {
        let parts: Vec<String> = self.step("take an attempt", "take_attempt", |call| {
            call.arg(now).arg(slot_name(proof.slot)).arg(proof.hash);
        })?;
        Ok(parts.into_iter().next().map(Secret::new))
    }

    fn return_attempt(&self, proof: Proof<'_>) -> Result<(), StoreError> {
        let _: Vec<String> = self.step("return an attempt", "return_attempt", |call| {
            call.arg(slot_name(proof.slot)).arg(proof.hash);
        })?;
        Ok(())
    }

    fn log_in(&self, proof: Proof<'_>, who: Who<'_>, expires: i64, now: i64) -> Result<LoggedIn, StoreError> {
        let (step, Slot { key, phone }) = ("log in", proof.slot);
        let parts: Vec<String> = self.step(step, "log_in", |call| {
            call.arg(now).arg(slot_name(proof.slot)).arg(proof.hash).arg(phone.digits());
            call.arg(key.to_string()).arg(expires).arg(REMEMBERED);
            if let Who::New { first_name, last_name, first_id } = who {
                call.arg("new").arg(first_id).arg(first_name).arg(last_name);
            }
        })?;
        match kind(&parts) {
            ("dead", []) => Ok(LoggedIn::Dead),
            ("unoccupied", []) => Ok(LoggedIn::Unoccupied),
            ("occupied", []) => Ok(LoggedIn::Occupied),
            ("bound", rest) => read_binding(rest).map(LoggedIn::Bound).ok_or_else(|| odd(step)),
            _ => Err(odd(step)),
        }
    }

    fn put_export(&self, export: &Export, now: i64) -> Result<bool, StoreError> {
        let Export { digest, user, dc_id, dead_at } = export;
        self.step("take in an export", "put_export", |call| {
            call.arg(now).arg(hexadecimal(digest)).arg(*dc_id).arg(*dead_at);
            call.arg(user.id.0).arg(user.phone.digits()).arg(&*user.first_name).arg(&*user.last_name);
        })
    }

    fn import(
        &self,
        claim: &Claim,
        key: AuthKeyId,
        expires: i64,
        now: i64,
    ) -> Result<Option<Binding>, StoreError> {
        let step = "import an authorization";
        let parts: Vec<String> = self.step(step, "import", |call| {
            call.arg(now).arg(hexadecimal(&claim.digest)).arg(claim.dc_id).arg(claim.user.0);
            call.arg(key.to_string()).arg(expires).arg(REMEMBERED);
        })?;
        match kind(&parts) {
            ("dead", []) => Ok(None),
            ("bound", rest) => read_binding(rest).map(Some).ok_or_else(|| odd(step)),
            _ => Err(odd(step)),
        }
    }

    fn end(&self, key: AuthKeyId, user: UserId) -> Result<bool, StoreError> {
        self.step("end an association", "end", |call| {
            call.arg(key.to_string()).arg(user.0);
        })
    }

    fn revoke_others(&self, key: AuthKeyId, user: UserId) -> Result<usize, StoreError> {
        self.step("revoke associations", "revoke_others", |call| {
            call.arg(key.to_string()).arg(user.0);
        })
    }

    /// Nothing: expiry is the engine's own.
    fn sweep(&self, _: i64) -> Result<(), StoreError> {
        Ok(())
    }
}
