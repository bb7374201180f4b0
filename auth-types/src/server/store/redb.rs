//! A store in a file, for one server: the default.
//!
//! One transaction makes every step atomic, and its commit is on the disk before the step returns, so that no answer was
//! sent whose step a crash can undo. A step that changes nothing commits nothing: refusals cost no write. The engine is
//! `redb`, which is Rust alone, needs no process beside the server, and recovers by itself after a crash, because it never
//! overwrites a page that the last commit uses.

use super::records::{
    AssociationRecord, Code, CounterRecord, ExportRecord, UserRecord, fits, free_id, slot_key,
};
use super::{
    Association, Binding, Call, Charge, Claim, Counted, Export, LoggedIn, NewCode, Proof, REMEMBERED, Slot,
    Store, StoreError, User, Who,
};
use crate::server::{Phone, Secret};
use crate::{AuthKeyId, UserId};
use core::fmt;
use redb::{
    Database, Key, ReadTransaction, ReadableTable, ReadableTableMetadata, Table, TableDefinition, TableError,
    WriteTransaction,
};
use std::path::Path;
use tl_runtime::Value;

const USERS: TableDefinition<'_, i32, &[u8]> = TableDefinition::new("users");
const IDS: TableDefinition<'_, &str, i32> = TableDefinition::new("ids");
/// The next id that is given to a user, in the one row of the table.
const NEXT_ID: TableDefinition<'_, (), i32> = TableDefinition::new("next id");
const ASSOCIATIONS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("associations");
/// The keys of a user, so that to revoke them does not read all associations.
const KEYS: TableDefinition<'_, (i32, u64), ()> = TableDefinition::new("keys");
const CODES: TableDefinition<'_, (u64, &str), &[u8]> = TableDefinition::new("codes");
const COUNTERS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("counters");
const EXPORTS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("exports");

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A durable [`Store`] in one file.
///
/// ```no_run
/// use auth_types::server::RedbStore;
///
/// let store = RedbStore::open("sign_in.redb")?;
/// # Ok::<(), auth_types::server::StoreError>(())
/// ```
pub struct RedbStore(Database);

/// What a step did: a transaction that changed nothing is given up.
enum Step<T> {
    Changed(T),
    Same(T),
}

impl RedbStore {
    /// Opens the file, or makes it. It is locked: a second process is refused.
    ///
    /// # Errors
    /// The file cannot be opened, is no store, or is another process's.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let step = "open its file";
        let database = Database::create(path).map_err(|error| StoreError::new(step, error))?;
        let store = Self(database);
        // From now on every table is there, so that reading needs no case for one that is not.
        store.write(step, |_| Ok(Step::Changed(())))?;
        Ok(store)
    }

    fn write<T>(
        &self,
        step: &'static str,
        run: impl FnOnce(&mut Tables<'_>) -> Result<Step<T>, Cause>,
    ) -> Result<T, StoreError> {
        let run = || {
            let transaction = self.0.begin_write()?;
            let step = run(&mut Tables::open(&transaction)?)?;
            match step {
                Step::Changed(answer) => {
                    transaction.commit()?;
                    Ok(answer)
                }
                Step::Same(answer) => {
                    transaction.abort()?;
                    Ok(answer)
                }
            }
        };
        run().map_err(|cause: Cause| StoreError::new(step, cause))
    }

    fn read<T>(
        &self,
        step: &'static str,
        run: impl FnOnce(&ReadTransaction) -> Result<T, Cause>,
    ) -> Result<T, StoreError> {
        let transaction = self.0.begin_read().map_err(|error| StoreError::new(step, error))?;
        run(&transaction).map_err(|cause| StoreError::new(step, cause))
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedbStore").finish_non_exhaustive()
    }
}

/// The tables of a transaction that writes, each opened once: the engine refuses to open one twice.
struct Tables<'t> {
    users: Table<'t, i32, &'static [u8]>,
    ids: Table<'t, &'static str, i32>,
    next_id: Table<'t, (), i32>,
    associations: Table<'t, u64, &'static [u8]>,
    keys: Table<'t, (i32, u64), ()>,
    codes: Table<'t, (u64, &'static str), &'static [u8]>,
    counters: Table<'t, &'static str, &'static [u8]>,
    exports: Table<'t, &'static [u8], &'static [u8]>,
}

impl<'t> Tables<'t> {
    /// Opens the tables, and makes those that are not there.
    fn open(transaction: &'t WriteTransaction) -> Result<Self, TableError> {
        Ok(Self {
            users: transaction.open_table(USERS)?,
            ids: transaction.open_table(IDS)?,
            next_id: transaction.open_table(NEXT_ID)?,
            associations: transaction.open_table(ASSOCIATIONS)?,
            keys: transaction.open_table(KEYS)?,
            codes: transaction.open_table(CODES)?,
            counters: transaction.open_table(COUNTERS)?,
            exports: transaction.open_table(EXPORTS)?,
        })
    }

    fn count(&mut self, charges: &[Charge<'_>], now: i64) -> Result<Counted, Cause> {
        for charge in charges {
            let name = charge.counter.name();
            match CounterRecord::one_more(get(&self.counters, &*name)?, charge.throttle, now) {
                Ok(counter) => put(&mut self.counters, &*name, &counter)?,
                // What was put before is given up with the transaction.
                Err(full) => return Ok(full),
            }
        }
        Ok(Counted::Granted)
    }

    /// The living code that the proof names.
    fn code(&self, proof: Proof<'_>, now: i64) -> Result<Option<Code>, Cause> {
        let (key, phone) = slot_key(proof.slot);
        let code: Option<Code> = get(&self.codes, (key.0, phone))?;
        Ok(code.filter(|code| code.lives(proof.hash, now)))
    }

    fn put_code(&mut self, slot: Slot<'_>, code: &Code) -> Result<(), Cause> {
        let (key, phone) = slot_key(slot);
        put(&mut self.codes, (key.0, phone), code)
    }

    /// An id that is nobody's, and never was.
    fn new_id(&mut self, first: i32) -> Result<UserId, Cause> {
        let next = self.next_id.get(())?.map_or(1, |next| next.value());
        let id = free_id::<Cause>(next, first, |id| Ok(self.users.get(id.0)?.is_some()))?;
        let id = id.ok_or("no id is left for a user")?;
        self.next_id.insert((), id.0.saturating_add(1))?;
        Ok(id)
    }

    fn add_user(&mut self, user: &User) -> Result<(), Cause> {
        put(&mut self.users, user.id.0, &UserRecord::new(user))?;
        self.ids.insert(user.phone.digits(), user.id.0)?;
        Ok(())
    }

    fn bind(&mut self, key: AuthKeyId, user: User, expires: i64, now: i64) -> Result<Binding, Cause> {
        let before: Option<AssociationRecord> = get(&self.associations, key.0)?;
        if let Some(before) = &before {
            self.keys.remove((before.user_id, key.0))?;
        }
        self.keys.insert((user.id.0, key.0), ())?;
        put(&mut self.associations, key.0, &AssociationRecord::new(user.id, expires))?;
        Ok(AssociationRecord::replaced_by(before, user, now))
    }
}

/// A record of a table, if there is one.
fn get<'k, K: Key + 'static, T: for<'a> Value<'a>>(
    table: &impl ReadableTable<K, &'static [u8]>,
    key: K::SelfType<'k>,
) -> Result<Option<T>, Cause> {
    let Some(bytes) = table.get(key)? else { return Ok(None) };
    Ok(Some(tl_runtime::from_bytes(bytes.value())?))
}

fn put<'k, K: Key + 'static, T: for<'a> Value<'a>>(
    table: &mut Table<'_, K, &'static [u8]>,
    key: K::SelfType<'k>,
    record: &T,
) -> Result<(), Cause> {
    table.insert(key, &*tl_runtime::to_bytes(record)?)?;
    Ok(())
}

fn user_with_id(users: &impl ReadableTable<i32, &'static [u8]>, id: UserId) -> Result<Option<User>, Cause> {
    let record: Option<UserRecord> = get(users, id.0)?;
    Ok(record.and_then(UserRecord::into_user))
}

fn user_with_phone(
    ids: &impl ReadableTable<&'static str, i32>,
    users: &impl ReadableTable<i32, &'static [u8]>,
    phone: &Phone,
) -> Result<Option<User>, Cause> {
    match ids.get(phone.digits())? {
        Some(id) => user_with_id(users, UserId(id.value())),
        None => Ok(None),
    }
}

impl Store for RedbStore {
    fn association(&self, key: AuthKeyId) -> Result<Association, StoreError> {
        self.read("read an association", |transaction| {
            let record: Option<AssociationRecord> = get(&transaction.open_table(ASSOCIATIONS)?, key.0)?;
            Ok(record.map_or(Association::Unbound, |record| record.state()))
        })
    }

    fn user_of(&self, phone: &Phone) -> Result<Option<User>, StoreError> {
        self.read("read a user", |transaction| {
            user_with_phone(&transaction.open_table(IDS)?, &transaction.open_table(USERS)?, phone)
        })
    }

    fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.read("read a user", |transaction| user_with_id(&transaction.open_table(USERS)?, id))
    }

    fn count(&self, charges: &[Charge<'_>], now: i64) -> Result<Counted, StoreError> {
        self.write("count", |tables| {
            Ok(match tables.count(charges, now)? {
                Counted::Granted => Step::Changed(Counted::Granted),
                full @ Counted::Wait(_) => Step::Same(full),
            })
        })
    }

    fn issue(
        &self,
        slot: Slot<'_>,
        code: &NewCode,
        charges: &[Charge<'_>],
        now: i64,
    ) -> Result<Counted, StoreError> {
        self.write("issue a code", |tables| match tables.count(charges, now)? {
            full @ Counted::Wait(_) => Ok(Step::Same(full)),
            Counted::Granted => {
                tables.put_code(slot, &Code::new(code))?;
                Ok(Step::Changed(Counted::Granted))
            }
        })
    }

    fn take_call(&self, proof: Proof<'_>, now: i64) -> Result<Call, StoreError> {
        self.write("take a call", |tables| {
            let Some(mut code) = tables.code(proof, now)? else { return Ok(Step::Same(Call::Dead)) };
            match code.take_call(now) {
                say @ Call::Say(_) => {
                    tables.put_code(proof.slot, &code)?;
                    Ok(Step::Changed(say))
                }
                refused => Ok(Step::Same(refused)),
            }
        })
    }

    fn take_attempt(&self, proof: Proof<'_>, now: i64) -> Result<Option<Secret>, StoreError> {
        self.write("take an attempt", |tables| {
            let Some(mut code) = tables.code(proof, now)? else { return Ok(Step::Same(None)) };
            let Some(secret) = code.take_attempt() else { return Ok(Step::Same(None)) };
            tables.put_code(proof.slot, &code)?;
            Ok(Step::Changed(Some(secret)))
        })
    }

    fn return_attempt(&self, proof: Proof<'_>) -> Result<(), StoreError> {
        self.write("return an attempt", |tables| {
            // A code that is past its time takes nothing back that anybody could use.
            let Some(mut code) = tables.code(proof, i64::MIN)? else { return Ok(Step::Same(())) };
            code.attempts = code.attempts.saturating_add(1);
            tables.put_code(proof.slot, &code)?;
            Ok(Step::Changed(()))
        })
    }

    fn log_in(&self, proof: Proof<'_>, who: Who<'_>, expires: i64, now: i64) -> Result<LoggedIn, StoreError> {
        self.write("log in", |tables| {
            if tables.code(proof, now)?.is_none() {
                return Ok(Step::Same(LoggedIn::Dead));
            }
            let (key, phone) = (proof.slot.key, proof.slot.phone);
            let user = match (user_with_phone(&tables.ids, &tables.users, phone)?, who) {
                (Some(user), Who::Known) => user,
                (None, Who::Known) => return Ok(Step::Same(LoggedIn::Unoccupied)),
                (Some(_), Who::New { .. }) => return Ok(Step::Same(LoggedIn::Occupied)),
                (None, Who::New { first_name, last_name, first_id }) => {
                    let user = User {
                        id: tables.new_id(first_id)?,
                        phone: phone.clone(),
                        first_name: first_name.to_owned(),
                        last_name: last_name.to_owned(),
                    };
                    tables.add_user(&user)?;
                    user
                }
            };
            tables.codes.remove((key.0, phone.digits()))?;
            Ok(Step::Changed(LoggedIn::Bound(tables.bind(key, user, expires, now)?)))
        })
    }

    fn put_export(&self, export: &Export, _: i64) -> Result<bool, StoreError> {
        self.write("take in an export", |tables| {
            let with_id = user_with_id(&tables.users, export.user.id)?;
            let with_phone = user_with_phone(&tables.ids, &tables.users, &export.user.phone)?;
            match fits(&export.user, with_id.as_ref(), with_phone.as_ref()) {
                None => return Ok(Step::Same(false)),
                Some(true) => tables.add_user(&export.user)?,
                Some(false) => {}
            }
            let Export { digest, user, dc_id, dead_at } = export;
            let record = ExportRecord { user_id: user.id.0, dc_id: *dc_id, dead_at: *dead_at };
            put(&mut tables.exports, &digest[..], &record)?;
            Ok(Step::Changed(true))
        })
    }

    fn import(
        &self,
        claim: &Claim,
        key: AuthKeyId,
        expires: i64,
        now: i64,
    ) -> Result<Option<Binding>, StoreError> {
        self.write("import an authorization", |tables| {
            let found: Option<ExportRecord> = get(&tables.exports, &claim.digest[..])?;
            if !found.is_some_and(|export| export.grants(claim, now)) {
                return Ok(Step::Same(None));
            }
            let Some(user) = user_with_id(&tables.users, claim.user)? else {
                return Ok(Step::Same(None));
            };
            tables.exports.remove(&claim.digest[..])?;
            Ok(Step::Changed(Some(tables.bind(key, user, expires, now)?)))
        })
    }

    fn end(&self, key: AuthKeyId, user: UserId) -> Result<bool, StoreError> {
        self.write("end an association", |tables| {
            let found: Option<AssociationRecord> = get(&tables.associations, key.0)?;
            if !found.is_some_and(|record| record.is_of(user)) {
                return Ok(Step::Same(false));
            }
            tables.associations.remove(key.0)?;
            tables.keys.remove((user.0, key.0))?;
            Ok(Step::Changed(true))
        })
    }

    fn revoke_others(&self, key: AuthKeyId, user: UserId) -> Result<usize, StoreError> {
        self.write("revoke associations", |tables| {
            let Tables { associations, keys, .. } = tables;
            let own: Option<AssociationRecord> = get(associations, key.0)?;
            if !own.is_some_and(|record| record.is_of(user)) {
                return Ok(Step::Same(0));
            }
            let mut ended = 0;
            for row in keys.range((user.0, u64::MIN)..=(user.0, u64::MAX))? {
                let (_, other) = row?.0.value();
                let found: Option<AssociationRecord> = get(associations, other)?;
                let Some(record) = found.filter(|record| other != key.0 && record.is_of(user)) else {
                    continue;
                };
                put(associations, other, &AssociationRecord { revoked: true, ..record })?;
                ended += 1;
            }
            Ok(if ended == 0 { Step::Same(0) } else { Step::Changed(ended) })
        })
    }

    fn sweep(&self, now: i64) -> Result<(), StoreError> {
        self.write("sweep", |tables| {
            let before = tables.len()?;
            retain(&mut tables.codes, |code: &Code| now < code.dead_at)?;
            retain(&mut tables.counters, |counter: &CounterRecord| now < counter.until)?;
            retain(&mut tables.exports, |export: &ExportRecord| now < export.dead_at)?;
            let mut gone = Vec::new();
            tables.associations.retain(|key, bytes| {
                let record: Result<AssociationRecord, _> = tl_runtime::from_bytes(bytes);
                match record {
                    Ok(record) if now >= record.expires.saturating_add(REMEMBERED) => {
                        gone.push((record.user_id, key));
                        false
                    }
                    _ => true,
                }
            })?;
            for key in gone {
                tables.keys.remove(key)?;
            }
            Ok(if tables.len()? == before { Step::Same(()) } else { Step::Changed(()) })
        })
    }
}

impl Tables<'_> {
    /// How many records there are of what a sweep may take out.
    fn len(&self) -> Result<u64, Cause> {
        let associations = self.associations.len()?;
        Ok(associations + self.codes.len()? + self.counters.len()? + self.exports.len()?)
    }
}

/// Takes out what is past its time. A record that cannot be read stays: the step that needs it says so.
fn retain<K: Key + 'static, T: for<'a> Value<'a>>(
    table: &mut Table<'_, K, &'static [u8]>,
    keep: impl Fn(&T) -> bool,
) -> Result<(), Cause> {
    table.retain(|_, bytes| tl_runtime::from_bytes(bytes).map_or(true, |record| keep(&record)))?;
    Ok(())
}
