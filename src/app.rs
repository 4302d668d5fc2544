//! The assembly of the application: routes, middleware, metrics and background jobs. The only file that knows every
//! part.

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
use crate::access::sessions::{self, SessionLifetime};
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

/// The parts of the service, built from the settings by `main` and by the tests.
#[derive(Clone)]
pub struct Application {
    shared: Shared,
    context: accounts::Context,
    /// The group commit of single cells, shared by all workers.
    cell_group: hours::CellGroup,
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

/// Registers all handlers; the router tries them in this order, so the most frequent come first.
fn routes(config: &mut Handlers<'_>, cell_group: &hours::CellGroup) {
    config
        .configure(|config| hours::api::routes(config, cell_group))
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

/// What opening a month triggers in the hours.
const REOPENING: months::Following = months::Following { hold: hours::lock_for_month, refresh: hours::refresh_month };

/// The metrics that are read from the database for each scrape.
const GAUGES: &[Gauge] = &[Gauge {
    name: "clauses_data_version",
    help: "The version of the data that totals and bilans are computed from.",
    read: |db, now| db.read(&(), now, |tx| Ok(tx.data_version()?.0)),
}];

/// The background jobs of every few minutes.
const CHORES: &[Chore] = &[
    Chore { name: "delete stored responses after a day", run: |db, now| idempotency::purge(db, now).map(drop) },
    Chore { name: "delete reads after a year", run: |db, now| read_log::purge(db, now).map(drop) },
    Chore { name: "delete expired sessions", run: |db, now| sessions::purge(db, now).map(drop) },
    Chore {
        name: "delete expired links and unused devices",
        run: |db, now| accounts::actions::purge(db, now).map(drop),
    },
];

/// The contract as it is served: the generated file, so that a running service does not build it.
const CONTRACT: &str = include_str!("../openapi/clauses.json");

/// The contract, generated from the handlers.
pub fn contract() -> OpenApi {
    let mut contract = Contract::openapi();
    let cell_group = hours::CellGroup::of(1);
    routes(&mut Handlers::Described(&mut contract), &cell_group);
    http::finish_contract(&mut contract, |worker| routes(&mut Handlers::Served(worker), &cell_group));
    contract
}

/// A Markdown table of all operations and the roles that may call them.
pub fn roles_table() -> String {
    http::roles_table(&mut contract())
}

impl Application {
    /// Builds the parts. Connections are opened on first use.
    pub fn build(config: &Config) -> Self {
        let db = Db::open(config);
        let bootstrap = config.bootstrap_key.as_ref().map(BootstrapKey::new);
        let metrics = Metrics::new(GAUGES);
        let hashes = metrics.counter("clauses_password_hashes_total", "Passwords hashed, to be stored or compared.");
        let is_https = config.accounts.is_https();
        Self {
            context: accounts::Context::new(db.clone(), config.clock, &config.accounts, hashes),
            cell_group: hours::CellGroup::of(db.writers()),
            shared: Shared {
                db,
                clock: config.clock,
                authenticator: Authenticator::new(bootstrap, SessionLifetime::of(&config.accounts)),
                in_flight: InFlight::default(),
                read_log: ReadLog::default(),
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

    /// The caller of the command line, with an administrator's permission.
    ///
    /// # Errors
    /// `forbidden` when administrators do not have it.
    pub fn operator<P: Permission>(&self) -> Result<Caller<P>> {
        Caller::admit(self.shared.db.clone(), self.shared.clock, Scope::operator())
    }

    /// The context of sign-in and accounts.
    pub fn context(&self) -> &accounts::Context {
        &self.context
    }

    /// Seals the audit events of a command, since perhaps no service runs that would.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn seal(&self) -> Result<()> {
        audit_chain::seal(&self.shared.db, self.shared.clock.now(), audit_chain::Reach::Near).map(drop)
    }

    /// Writes the pending reads and the times of last use, instead of at the background jobs' next turn.
    ///
    /// # Errors
    /// `unavailable`; what is not written remains pending.
    pub fn write_down(&self) -> Result<()> {
        let Shared { db, clock, read_log, authenticator, .. } = &self.shared;
        read_log.write_down(db, clock.now())?;
        authenticator.last_used().write_down(db, clock.now())
    }

    /// Serves on a socket until a stop signal.
    ///
    /// # Errors
    /// When the socket cannot be used, or the contract cannot be read.
    pub fn serve(self, socket: TcpListener) -> anyhow::Result<Server> {
        let routes_of_contract = web::Data::new(Routes::read(CONTRACT).context("reading the contract")?);
        let limits = self.shared.limits;
        let (shared, context) = (web::Data::new(self.shared), web::Data::new(self.context));
        let cell_group = self.cell_group;
        let server = HttpServer::new(move || {
            App::new()
                .configure(|worker| routes(&mut Handlers::Served(worker), &cell_group))
                .configure(pages::routes)
                .app_data(shared.clone())
                .app_data(context.clone())
                .app_data(routes_of_contract.clone())
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
            .shutdown_signal(stop_signal())
            .listen(socket)?
            .run())
    }

    /// Starts the background jobs and serves on a socket until a stop signal; calls `begun` once it serves.
    ///
    /// # Errors
    /// Those of [`Self::serve`], and those of `begun`.
    pub fn run(self, socket: TcpListener, begun: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut sealing = audit_chain::Sealing::new(self.shared.db.clone(), self.shared.clock, self.operator()?);
        let _sealing = Housekeeping::at_pace("seal the audit trail", audit_chain::PACE, move |last| sealing.turn(last));
        let Shared { db, clock, read_log, authenticator, .. } = self.shared.clone();
        let (last_used, writer) = (authenticator.last_used().clone(), db.clone());
        let _last_used = Housekeeping::at_pace("write when secrets were used", access::last_used::PACE, move |_| {
            last_used.write_down(&writer, clock.now())
        });
        let _read_log = Housekeeping::at_pace("write the read log", access::read_log::PACE, move |_| {
            read_log.write_down(&db, clock.now())
        });
        let _housekeeping = Housekeeping::begin(self.shared.db.clone(), self.shared.clock, CHORES, housekeeping::PAUSE);
        actix_web::rt::System::new().block_on(async move {
            let server = self.serve(socket)?;
            begun()?;
            Ok(server.await?)
        })
    }
}

/// Completes on SIGTERM or Ctrl-C; the server then finishes running requests. The handlers are installed at once, not
/// when this is first polled: a client may send a signal as soon as it reads that the service listens.
fn stop_signal() -> impl Future<Output = ()> {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
            return std::future::pending().await;
        };
        futures_util::future::select(pin!(terminate.recv()), pin!(interrupt.recv())).await;
        tracing::info!("stopping: running requests are answered first");
    }
}

#[get("/openapi.json")]
async fn contract_file() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(CONTRACT)
}

/// Brings the database's tables up to date: always on SQLite, on PostgreSQL only with `migrate`.
///
/// # Errors
/// When the database cannot be reached, or its tables are not up to date and must not be migrated.
pub fn prepare(config: &Config, migrate: bool) -> anyhow::Result<()> {
    let url = &config.database_url;
    let failed = "DATABASE_URL: the database cannot be brought into use";
    if migrate || url.expose().starts_with("sqlite://") {
        db::migrate(url).context(failed)?;
    } else if !db::is_up_to_date(url).context(failed)? {
        anyhow::bail!("the database's tables are not up to date: run `clauses migrate`, or serve with --migrate");
    }
    Ok(())
}
