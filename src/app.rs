//! The application put together: the one file that knows every part.

use std::net::TcpListener;
use std::pin::pin;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpResponse, HttpServer, get, web};
use anyhow::Context as _;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

use crate::access::idempotency::{self, InFlight};
use crate::access::read_log::ReadLog;
use crate::access::sessions::{self, Lasting};
use crate::access::{Authenticator, BootstrapKey, Caller, Permission, Scope};
use crate::config::Config;
use crate::db::{self, Db};
use crate::error::Result;
use crate::housekeeping::{self, Chore, Housekeeping};
use crate::http::{self, Gauge, Handlers, Metrics, Rates, Routes, Shared};
use crate::{
    access, accounts, api_keys, audit_chain, bilan, candidates, contracts, employments, exits, findings, hours, months,
    organisations, pages, read_log, reference, referrals, settings, totals,
};

/// The running service's parts, built once from the settings; `main` and the tests build the same.
#[derive(Clone)]
pub struct Application {
    shared: Shared,
    /// Who lets people in.
    context: accounts::Context,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "clauses",
        description = "Follows the hours of insertion clauses in French public contracts: contracts, candidates and \
            their referrals, employments, hours month by month, and the yearly bilan.",
    ),
    components(schemas(http::problem::Problem)),
    servers((url = "/"))
)]
struct Contract;

/// The router asks in this order, so those come first that are asked most often.
fn routes(config: &mut Handlers<'_>) {
    config
        .configure(hours::api::routes)
        .configure(totals::api::routes)
        .configure(bilan::api::routes)
        .configure(http::health_routes)
        .configure(http::monitoring_routes)
        .configure(http::problem_routes)
        .configure(candidates::api::routes)
        .configure(contracts::api::routes)
        .configure(employments::api::routes)
        .configure(exits::api::routes)
        .configure(findings::api::routes)
        .configure(|config| months::api::routes(config, REOPENING))
        .configure(organisations::api::routes)
        .configure(reference::api::routes)
        .configure(referrals::api::routes)
        .configure(|config| settings::api::routes(config, hours::refresh_after_setting))
        .configure(audit_chain::api::routes)
        .configure(api_keys::api::routes)
        .configure(read_log::api::routes)
        .configure(accounts::api::routes);
}

/// What opening a month again brings with it.
const REOPENING: months::ReopenHooks =
    months::ReopenHooks { lock: hours::lock_for_month, refresh: hours::refresh_month };

/// What is read from the database each time the metrics are.
const GAUGES: &[Gauge] = &[Gauge {
    name: "clauses_data_version",
    help: "The version of the data that totals and bilans are computed from.",
    read: |db, now| db.read(&(), now, |tx| Ok(tx.data_version()?.0)),
}];

/// What is done every few minutes while the service runs.
const CHORES: &[Chore] = &[
    Chore { name: "forget answers after a day", run: |db, now| idempotency::purge(db, now).map(|_| ()) },
    Chore { name: "forget reads after a year", run: |db, now| read_log::purge(db, now).map(|_| ()) },
    Chore { name: "forget sessions that have ended", run: |db, now| sessions::purge(db, now).map(|_| ()) },
    Chore {
        name: "forget links that are no longer good",
        run: |db, now| accounts::actions::forget(db, now).map(|_| ()),
    },
];

/// The contract as it is served: the file that was generated from the handlers, so that no running service builds it
/// again.
const CONTRACT: &str = include_str!("../openapi/clauses.json");

/// The contract, generated from the handlers.
pub fn contract() -> OpenApi {
    let mut contract = Contract::openapi();
    routes(&mut Handlers::Described(&mut contract));
    http::finish_contract(&mut contract, |worker| routes(&mut Handlers::Served(worker)));
    contract
}

/// Every operation with the roles that it lets in, as a table in Markdown.
pub fn roles_table() -> String {
    http::roles_table(&mut contract())
}

impl Application {
    /// Puts the parts together. Nothing is connected yet.
    pub fn build(config: &Config) -> Self {
        let db = Db::open(config);
        let bootstrap = config.bootstrap_key.as_ref().map(BootstrapKey::new);
        let metrics = Metrics::new(GAUGES);
        let hashes = metrics.counter("clauses_password_hashes_total", "Passwords hashed, to be kept or compared.");
        let is_https = config.accounts.is_https();
        Self {
            context: accounts::Context::new(db.clone(), config.clock, &config.accounts, hashes),
            shared: Shared {
                db,
                clock: config.clock,
                door: Authenticator::new(bootstrap, Lasting::of(&config.accounts)),
                running: InFlight::default(),
                readings: ReadLog::default(),
                rates: Rates::new(config.rates),
                proxies: config.proxies.clone(),
                limits: config.limits,
                cookies: http::Cookies::new(is_https),
                is_https,
                metrics,
                metrics_for: config.metrics,
            },
        }
    }

    /// Somebody who acts from the command line, with the right to do so.
    ///
    /// # Errors
    /// `forbidden` if not even an administrator may.
    pub fn operator<P: Permission>(&self) -> Result<Caller<P>> {
        Caller::admit(self.shared.db.clone(), self.shared.clock, Scope::operator())
    }

    /// Who lets people in.
    pub fn context(&self) -> &accounts::Context {
        &self.context
    }

    /// Seals what a command recorded: no service may be running that would.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn seal(&self) -> Result<()> {
        audit_chain::seal(&self.shared.db, self.shared.clock.now(), audit_chain::Reach::Near).map(drop)
    }

    /// Writes down who read whose file, and when secrets were used: what is kept in mind otherwise until its turn comes.
    ///
    /// # Errors
    /// `unavailable`: then it is kept in mind still.
    pub fn write_down(&self) -> Result<()> {
        let Shared { db, clock, readings, door, .. } = &self.shared;
        readings.write_down(db, clock.now())?;
        door.uses().write_down(db, clock.now())
    }

    /// Serves on a socket until it is told to stop.
    ///
    /// # Errors
    /// When the socket cannot be used, or the contract cannot be read.
    pub fn serve(self, socket: TcpListener) -> anyhow::Result<Server> {
        let routes_known = web::Data::new(Routes::read(CONTRACT).context("reading the contract")?);
        let limits = self.shared.limits;
        let (shared, context) = (web::Data::new(self.shared), web::Data::new(self.context));
        let server = HttpServer::new(move || {
            App::new()
                .configure(|worker| routes(&mut Handlers::Served(worker)))
                .configure(pages::routes)
                .app_data(shared.clone())
                .app_data(context.clone())
                .app_data(routes_known.clone())
                .service(contract_file)
                .service(SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json")))
                .service(web::redirect("/docs", "/docs/"))
                .default_service(web::to(http::unknown_address))
                .wrap(from_fn(http::not_modified))
                .wrap(Compress::default())
                .wrap(from_fn(http::negotiate))
                .wrap(from_fn(http::rate_limit))
                .wrap(from_fn(http::authenticate))
                .wrap(from_fn(http::throttle_failed_auth))
                .wrap(from_fn(http::trace))
                .wrap(from_fn(http::security_headers))
                .wrap(from_fn(http::close_unread_body))
        });
        Ok(server
            .client_request_timeout(limits.head)
            .keep_alive(limits.keep_alive)
            .max_connections(usize::try_from(limits.connections)?)
            .shutdown_timeout(limits.shutdown.as_secs())
            .shutdown_signal(told_to_stop())
            .listen(socket)?
            .run())
    }

    /// Serves on a socket until it is told to stop, and says when it has begun.
    ///
    /// # Errors
    /// Those of [`Self::serve`], and those of `begun`.
    pub fn run(self, socket: TcpListener, begun: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut sealing = audit_chain::Sealing::new(self.shared.db.clone(), self.shared.clock, self.operator()?);
        let _sealing = Housekeeping::at_pace("seal the audit trail", audit_chain::PACE, move |last| sealing.turn(last));
        let Shared { db, clock, readings, door, .. } = self.shared.clone();
        let (uses, db_of_uses) = (door.uses().clone(), db.clone());
        let _uses = Housekeeping::at_pace("note when secrets were used", access::last_used::PACE, move |_| {
            uses.write_down(&db_of_uses, clock.now())
        });
        let _readings = Housekeeping::at_pace("write down who read whose file", access::read_log::PACE, move |_| {
            readings.write_down(&db, clock.now())
        });
        let _housekeeping = Housekeeping::begin(self.shared.db.clone(), self.shared.clock, CHORES, housekeeping::PAUSE);
        actix_web::rt::System::new().block_on(async move {
            let server = self.serve(socket)?;
            begun()?;
            Ok(server.await?)
        })
    }
}

/// Ends when the process is told to stop, by SIGTERM or by Ctrl-C: running requests then end in peace. The signals are
/// listened for from now on, not only once this is awaited: whoever reads that the service listens may tell it to stop.
fn told_to_stop() -> impl Future<Output = ()> {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
            return std::future::pending().await;
        };
        futures_util::future::select(pin!(terminate.recv()), pin!(interrupt.recv())).await;
        tracing::info!("told to stop: running requests are answered first");
    }
}

#[get("/openapi.json")]
async fn contract_file() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(CONTRACT)
}

/// Makes sure that the database has its tables: SQLite gets them, PostgreSQL only when asked.
///
/// # Errors
/// When the database cannot be reached, or lacks tables that nobody asked to make.
pub fn prepare(config: &Config, migrate: bool) -> anyhow::Result<()> {
    let url = &config.database_url;
    let reached = "DATABASE_URL: the database cannot be brought into use";
    if migrate || url.expose().starts_with("sqlite://") {
        db::migrate(url).context(reached)?;
    } else if !db::is_up_to_date(url).context(reached)? {
        anyhow::bail!("the database's tables are not up to date: run `clauses migrate`, or serve with --migrate");
    }
    Ok(())
}
