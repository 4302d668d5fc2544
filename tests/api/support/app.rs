//! The real application, served from a thread of the test process, with its own database.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};
use clauses::access::{Caller, Permission};
use clauses::api_keys::{self, NewKey};
use clauses::app::{Application, prepare};
use clauses::clock::Clock;
use clauses::config::{Accounts, Config, Limits, MetricsFor, Proxies, Rates, Secret};
use clauses::db;
use clauses::values::{Name, OrganisationId, Role, Sector, Sectors};

use super::client::{Client, http_client};
use super::{postgres, vouch};

/// The administrator's key in the application's settings.
pub const ADMINISTRATOR: &str = "the-administrator-of-the-tests-0123456789";

/// The time of the fixed clock, unless a test chooses another: a Friday morning in Dijon.
pub(super) const NOW: &str = "2024-03-15T09:00:00Z";

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A running application. Dropping it stops the server and removes the database.
pub struct App {
    pub address: SocketAddr,
    pub engine: Engine,
    now: DateTime<Utc>,
    application: Application,
    http: reqwest::Client,
    running: Option<RunningServer>,
    database: Arc<Database>,
}

struct RunningServer {
    handle: actix_web::dev::ServerHandle,
    thread: JoinHandle<()>,
}

/// The database of one test.
struct Database {
    url: String,
    /// The directory of SQLite's file.
    directory: Option<tempfile::TempDir>,
    /// Whether a test sent SQL past the program.
    is_written_to: AtomicBool,
}

/// Runs one test. Called by `on_both_databases!`.
pub fn run<F: Future<Output = ()>>(engine: Engine, test: impl FnOnce(App) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = Arc::new(Database::new(engine));
    let app = App::start(database.clone(), engine, time(NOW));
    runtime.block_on(test(app));
    if !database.is_written_to.load(Ordering::Relaxed) {
        static IN_EVERY_DATABASE: OnceLock<HashMap<String, i64>> = OnceLock::new();
        let in_every = IN_EVERY_DATABASE.get_or_init(|| vouch::sealed_as_found(&Database::sqlite().url));
        vouch::vouch(&database.url, in_every);
    }
}

pub(super) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|_| panic!("{text} is no time such as {NOW}"))
}

pub(super) fn config(database_url: &str, now: DateTime<Utc>) -> Config {
    Config {
        bind: (Ipv4Addr::LOCALHOST, 0).into(),
        database_url: Secret::new(database_url),
        bootstrap_key: Some(Secret::new(ADMINISTRATOR)),
        readers: 2,
        writers: 4,
        limits: Limits::default(),
        accounts: Accounts::default(),
        rates: Rates::default(),
        proxies: Proxies::default(),
        metrics: MetricsFor::default(),
        house: Arc::default(),
        plie: None,
        clock: Clock::Fixed(now),
    }
}

impl App {
    fn start(database: Arc<Database>, engine: Engine, now: DateTime<Utc>) -> Self {
        let config = config(&database.url, now);
        Self::start_as(database, engine, config)
    }

    fn start_as(database: Arc<Database>, engine: Engine, config: Config) -> Self {
        let Clock::Fixed(now) = config.clock else { panic!("tests need a fixed clock") };
        prepare(&config, false).unwrap();
        let application = Application::build(&config);
        let socket = TcpListener::bind(config.bind).unwrap();
        let address = socket.local_addr().unwrap();
        let running = Some(RunningServer::start(application.clone(), socket));
        let http = http_client().build().unwrap();
        Self { address, engine, now, application, http, running, database }
    }

    /// A second application on the same database, at another time such as `2024-09-01T08:00:00Z`. The keys of the first
    /// work there too.
    pub fn at(&self, now: &str) -> Self {
        Self::start(self.database.clone(), self.engine, time(now))
    }

    /// A second application on the same database at the same time, like a second process.
    pub fn twin(&self) -> Self {
        Self::start(self.database.clone(), self.engine, time(NOW))
    }

    /// A second application with a database of its own, on the same engine.
    pub fn apart(&self) -> Self {
        Self::start(Arc::new(Database::new(self.engine)), self.engine, time(NOW))
    }

    /// A second application on the same database that trusts the `X-Forwarded-For` of [`App::speaking_for`].
    pub fn behind_a_proxy(&self) -> Self {
        let defaults = config(&self.database.url, time(NOW));
        let lookup = |name: &str| (name == "CLAUSES_TRUSTED_PROXIES").then(|| "127.0.0.1".to_owned());
        let proxies = Config::from_lookup(lookup, &self.database.url).unwrap().proxies;
        Self::start_as(self.database.clone(), self.engine, Config { proxies, ..defaults })
    }

    /// The pools of its database, for actions that the API does not offer.
    pub fn db(&self) -> db::Db {
        db::Db::open(&config(&self.database.url, time(NOW)))
    }

    /// Writes buffered records to the database, as the service does periodically.
    pub fn write_down(&self) {
        self.application.write_down().unwrap();
    }

    /// A caller that acts in this process instead of over HTTP.
    pub fn operator<P: Permission>(&self) -> Caller<P> {
        self.application.operator().unwrap()
    }

    /// What sign-in and accounts need, for actions of the command line.
    pub fn context(&self) -> &clauses::accounts::Context {
        self.application.context()
    }

    /// The time of its fixed clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The path of SQLite's file.
    pub fn sqlite_file(&self) -> std::path::PathBuf {
        self.database_url().trim_start_matches("sqlite://").into()
    }

    /// Notes that SQL is sent past the program, for which the audit trail does not vouch.
    pub fn written_to(&self) {
        self.database.is_written_to.store(true, Ordering::Relaxed);
    }

    /// The URL of its database, for other processes.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// A client with the administrator's key.
    pub fn admin(&self) -> Client {
        self.bearing(ADMINISTRATOR)
    }

    /// A client with a clauses officer's key.
    pub fn officer(&self) -> Client {
        self.as_role(Role::Officer, &[])
    }

    /// Closes a month of a sector by force.
    pub async fn close_month(&self, month: &str, sector: &str) {
        let forced = serde_json::json!({ "force": true, "reason": "Clôture de l'essai" });
        self.officer().put(&format!("/v1/months/{month}/closures/{sector}"), &forced).await.ok();
    }

    /// A client without any key.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), self.address, None)
    }

    /// A client that sends this secret as its bearer token.
    pub fn bearing(&self, secret: &str) -> Client {
        Client::new(self.http.clone(), self.address, Some(secret.to_owned()))
    }

    /// A client with a new key of this role, limited to these sectors; an empty list means all.
    pub fn as_role(&self, role: Role, sectors: &[Sector]) -> Client {
        self.with_key(&new_key(role, sectors))
    }

    /// A client with a partner's key of an organisation.
    pub fn as_partner(&self, organisation: i64, sectors: &[Sector]) -> Client {
        let organisation_id = Some(OrganisationId(organisation));
        self.with_key(&NewKey { organisation_id, ..new_key(Role::Partner, sectors) })
    }

    /// The secret of a key that expires after this day.
    pub fn secret_until(&self, role: Role, last_day: &str) -> String {
        let expires_on = Some(last_day.parse().unwrap());
        self.secret(&NewKey { expires_on, ..new_key(role, &[]) })
    }

    fn with_key(&self, key: &NewKey) -> Client {
        self.bearing(&self.secret(key))
    }

    fn secret(&self, key: &NewKey) -> String {
        api_keys::create(&self.operator(), key).unwrap().secret.expose().to_owned()
    }
}

fn new_key(role: Role, sectors: &[Sector]) -> NewKey {
    let sectors = if sectors.is_empty() { Sectors::all() } else { Sectors::new(sectors.iter().copied()) };
    NewKey { name: Name::parse("Essai").unwrap(), role, sectors, organisation_id: None, expires_on: None }
}

impl RunningServer {
    fn start(application: Application, socket: TcpListener) -> Self {
        let (send, receive) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = application.serve(socket).unwrap();
                send.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { handle: receive.recv().expect("the application does not start"), thread }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(RunningServer { handle, thread }) = self.running.take() {
            drop(handle.stop(false));
            let stopped = thread.join();
            assert!(stopped.is_ok() || std::thread::panicking(), "the application panicked");
        }
    }
}

impl Database {
    fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::sqlite(),
            Engine::Postgres => {
                let url = postgres::server().fresh_database(|url| drop(db::migrate(&Secret::new(url)).unwrap()));
                Self { url, directory: None, is_written_to: AtomicBool::default() }
            }
        }
    }

    /// Copies a database file that is migrated once per process.
    fn sqlite() -> Self {
        static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
        let directory = directory();
        let file = directory.path().join("clauses.db");
        let url = format!("sqlite://{}", file.display());
        let template = TEMPLATE.get_or_init(|| {
            db::migrate(&Secret::new(&url)).unwrap();
            std::fs::read(&file).unwrap()
        });
        std::fs::write(&file, template).unwrap();
        Self { url, directory: Some(directory), is_written_to: AtomicBool::default() }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.directory.is_none() {
            postgres::server().drop_database(&self.url);
        }
    }
}

/// A directory in memory if possible: these databases need not survive a power cut.
fn directory() -> tempfile::TempDir {
    let named = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix("clauses-sqlite-");
        builder
    };
    named().tempdir_in(Path::new("/dev/shm")).or_else(|_| named().tempdir()).unwrap()
}
