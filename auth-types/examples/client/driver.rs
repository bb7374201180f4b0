//! What the flow does not do: send, wait and ask.
//!
//! In go lines that the user typed, out come lines about what happened. All decisions about signing in are the flow's.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use auth_types::client::{Application, Flow, Input, Output, Profile, Request, Session, State};
use auth_types::functions::{account, auth, help};
use auth_types::tl_runtime::{Function, to_bytes};
use auth_types::types::auth::ExportedAuthorization;
use auth_types::{AuthKeyId, RpcError};

use crate::binding;
use crate::common::Clock;
use crate::connection::Connection;
use crate::options::Options;

/// A flow and all that it needs.
pub(crate) struct Driver {
    flow: Flow,
    clock: Clock,
    dcs: BTreeMap<i32, String>,
    connection: Connection,
    /// When the flow wants to be told that time has passed.
    timer: Option<i64>,
    /// What was exported, and for which data center.
    exported: Option<(i32, ExportedAuthorization)>,
    /// Where the binding is remembered.
    memory: Option<PathBuf>,
}

impl Driver {
    /// A driver that has sent nothing yet, for the user of an earlier run if there is one.
    pub(crate) fn new(options: Options) -> Result<Self, String> {
        let remembered = match &options.binding {
            Some(path) => binding::load(path)?,
            None => None,
        };
        let flow = match remembered {
            Some(binding) => Flow::resume(application(), binding),
            None => {
                let auth_key_id = options.key.unwrap_or_else(fresh_key);
                Flow::new(application(), Session { dc_id: options.first_dc, auth_key_id })
            }
        };
        let Session { dc_id, auth_key_id } = flow.session();
        let address = options
            .dcs
            .get(&dc_id)
            .ok_or_else(|| format!("say where dc {dc_id} is: --dc {dc_id}=ADDRESS"))?;
        Ok(Self {
            flow,
            clock: Clock::new(options.now),
            connection: Connection::new(address.clone(), auth_key_id),
            dcs: options.dcs,
            timer: None,
            exported: None,
            memory: options.binding,
        })
    }

    /// How long nothing has to happen; none when there is no timer, or when time does not pass by itself.
    pub(crate) fn until_timer(&self) -> Option<Duration> {
        let seconds = self.timer.filter(|_| self.clock.runs())?.saturating_sub(self.clock.now());
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    }

    /// Tells the flow that time has passed, if it wanted to know.
    pub(crate) fn tick(&mut self) {
        if self.timer.is_some_and(|timer| timer <= self.clock.now()) {
            self.timer = None;
            self.feed(Input::Tick);
        }
    }

    /// Does what a line says.
    pub(crate) fn line(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let command = words.next().unwrap_or_default();
        let rest: Vec<_> = words.collect();
        match (command, rest.as_slice()) {
            ("start", [phone]) => self.feed(Input::Start((*phone).into())),
            ("code", [code]) => self.feed(Input::Code((*code).into())),
            ("name", [first_name, last_name @ ..]) => self.feed(Input::Profile(Profile {
                first_name: (*first_name).to_owned(),
                last_name: last_name.join(" "),
            })),
            ("call", []) => self.feed(Input::RequestCall),
            ("resend", []) => self.feed(Input::Resend),
            ("status", []) => {
                if let Some(done) = self.call(&account::UpdateStatus { offline: false }) {
                    println!("status: {done}");
                }
            }
            ("config", []) => {
                if let Some(config) = self.call(&help::GetConfig) {
                    println!("config: dc {} of {}", config.this_dc, config.dc_options.len());
                }
            }
            ("logout", []) => self.log_out(),
            ("export", [dc]) => self.export(dc),
            ("import", []) => self.import(),
            ("now", [now]) => match now.parse() {
                Ok(now) if self.clock.set(now) => self.tick(),
                _ => println!("cannot: set the clock to {now}: start the program with --now SECONDS"),
            },
            ("", _) => {}
            _ => println!(
                "cannot: understand that line; `start PHONE` begins, the others are listed in main.rs"
            ),
        }
    }

    /// Gives the flow an input, and does what it says, until there is nothing more to do.
    fn feed(&mut self, input: Input) {
        let mut next = Some(input);
        while let Some(input) = next.take() {
            match self.flow.handle(input, self.clock.now()) {
                Ok(outputs) => {
                    for output in outputs {
                        next = self.perform(output).or(next);
                    }
                }
                Err(error) => println!("cannot: {error}"),
            }
        }
    }

    /// Does what the flow says. The input that follows from it, if one does.
    fn perform(&mut self, output: Output) -> Option<Input> {
        match output {
            Output::Invoke(request) => return Some(Input::Reply(self.invoke(&request))),
            Output::SwitchDc(dc_id) => {
                println!("moving to dc {dc_id}");
                return match self.connect(dc_id) {
                    Some(session) => Some(Input::Connected(session.auth_key_id)),
                    None => {
                        println!("cannot: find dc {dc_id}; start again, or give its address by --dc");
                        None
                    }
                };
            }
            Output::SetTimer(at) => self.timer = Some(at),
            Output::NeedCode => println!("need: code"),
            Output::NeedProfile => println!("need: name"),
            Output::NeedStart => println!("need: start"),
            Output::OfferCall => println!("offer: call"),
            Output::NoCall(error) => println!("no call: {error}"),
            Output::Wait(seconds) => println!("wait: {seconds} seconds"),
            Output::Persist(binding) => {
                println!(
                    "store: key {} is user {} at dc {} until {}",
                    binding.auth_key_id, binding.user_id, binding.dc_id, binding.expires
                );
                self.remember(|path| binding::save(path, &binding));
            }
            Output::Done => println!("done"),
            Output::Forget(binding) => {
                println!("forget: user {}", binding.user_id);
                self.remember(binding::forget);
            }
            Output::Failed(failure) => println!("failed: {failure}"),
        }
        None
    }

    /// Sends a request of the flow. An answer that does not come, or is none, counts as a failure of the server.
    fn invoke(&mut self, request: &Request) -> Result<auth_types::client::Response, RpcError> {
        let answer = match request.to_bytes() {
            Ok(body) => self.connection.call(&body, |answer| request.read_answer(answer)),
            Err(error) => Err(error.into()),
        };
        let answer = answer.unwrap_or_else(|error| Err(RpcError::new(500, format!("NO_ANSWER: {error}"))));
        if let Err(error) = &answer {
            println!("refused: {} {}", error.code, error.text);
        }
        answer
    }

    /// Sends a request that is no part of signing in. The flow hears of errors, because one may end the authorization.
    fn call<F, R>(&mut self, request: &F) -> Option<R>
    where
        F: for<'a, 'r> Function<'a, Return<'r> = R>,
    {
        let answer = match to_bytes(request) {
            Ok(body) => self.connection.call(&body, |answer| answer.reply(request)),
            Err(error) => Err(error.into()),
        };
        match answer {
            Ok(Ok(reply)) => return Some(reply),
            Ok(Err(error)) => {
                println!("refused: {} {}", error.error_code, error.error_message);
                if matches!(self.flow.state(), State::Authorized(_)) {
                    self.feed(Input::Reply(Err(error.into())));
                }
            }
            Err(error) => println!("failed: {error}"),
        }
        None
    }

    /// Writes to the file that remembers, if there is one.
    fn remember(&self, write: impl FnOnce(&Path) -> io::Result<()>) {
        if let Some(path) = &self.memory
            && let Err(error) = write(path)
        {
            println!("cannot: write {}: {error}; sign in again after the next start", path.display());
        }
    }

    fn log_out(&mut self) {
        if let Some(done) = self.call(&auth::LogOut) {
            println!("logged out: {done}");
            self.remember(binding::forget);
            // The key has no user from here on; another sign-in may give it one.
            self.flow = Flow::new(application(), self.flow.session());
        }
    }

    fn export(&mut self, dc: &str) {
        let Ok(dc_id) = dc.parse() else {
            return println!("cannot: export to dc {dc}, which is no number");
        };
        if let Some(exported) = self.call(&auth::ExportAuthorization { dc_id }) {
            println!("exported: user {} for dc {dc_id}", exported.id);
            self.exported = Some((dc_id, exported));
        }
    }

    /// Another data center, another key, another flow; what was exported is the way in.
    fn import(&mut self) {
        let Some((dc_id, exported)) = self.exported.clone() else {
            return println!("cannot: import, because nothing was exported; `export DC` does");
        };
        let Some(session) = self.connect(dc_id) else {
            return println!("cannot: find dc {dc_id}; give its address by --dc");
        };
        self.flow = Flow::new(application(), session);
        self.timer = None;
        self.feed(Input::Import(exported));
    }

    /// Turns to a data center, with a key of its own. None when nobody knows where it is.
    fn connect(&mut self, dc_id: i32) -> Option<Session> {
        let address = self.dcs.get(&dc_id)?.clone();
        let auth_key_id = fresh_key();
        self.connection = Connection::new(address, auth_key_id);
        Some(Session { dc_id, auth_key_id })
    }
}

/// What the example server knows its applications by.
fn application() -> Application {
    Application { api_id: 32, api_hash: "test-hash".into(), lang_code: "en".to_owned(), sms_type: 0 }
}

/// A number that no other client has. A key comes from an exchange with the server, which is below this layer.
fn fresh_key() -> AuthKeyId {
    AuthKeyId(RandomState::new().hash_one("auth_key_id"))
}
