//! Assembles the application: routes, middleware, state and chores. The only file that knows every part.

mod database;
mod introduction;
mod plie_client;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpResponse, HttpServer, get, web};
use anyhow::Context as _;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

pub use self::database::{prepare, prepare_existing};
use self::introduction::Contract;
use self::plie_client::ParticipantRecords;
pub use self::plie_client::plie_client;
use crate::access::idempotency::{self, InFlight};
use crate::access::read_log::ReadLog;
use crate::access::sessions::{self, SessionLifetime};
use crate::access::{Authenticator, BootstrapKey, Caller, House, Permission, Scope};
use crate::config::{self, Config};
use crate::db::Db;
use crate::error::Result;
use crate::housekeeping::{self, Chore, Housekeeping};
use crate::http::{self, AccessRules, AppState, BodyRoom, Gauge, Handlers, Metrics, RateLimits, Routes};
use crate::{
    access, accounts, api_keys, attestations, audit_chain, bilan, buyer_accounts, candidates, contracts, employments,
    exits, findings, hours, months, organisations, pages, plie, proofreading, read_log, reference, referrals,
    reminders, settings, sheet, totals, withdrawals,
};

/// The parts of the service, built once from the settings; `main` and the tests build the same.
#[derive(Clone)]
pub struct Application {
    house: Arc<House>,
    state: AppState,
    /// What sign-in and accounts need.
    context: accounts::Context,
    plie: ParticipantRecords,
}

/// The routes of the API. The router tries them in this order, so the most requested come first.
fn routes(config: &mut Handlers<'_>) {
    config
        .configure(hours::api::routes)
        .configure(totals::api::routes)
        .configure(bilan::people::api::routes)
        .configure(bilan::api::routes)
        .configure(bilan::published::api::routes)
        .configure(bilan::editions::api::routes)
        .configure(attestations::api::routes)
        .configure(buyer_accounts::api::routes)
        .configure(buyer_accounts::links::api::routes)
        .configure(proofreading::api::routes)
        .configure(http::health_routes)
        .configure(http::monitoring_routes)
        .configure(http::problem_routes)
        .configure(pages::problem_routes)
        .configure(pages::verification_routes)
        .configure(candidates::api::routes)
        .configure(contracts::api::routes)
        .configure(employments::api::routes)
        .configure(exits::api::routes)
        .configure(findings::api::routes)
        .configure(|config| months::api::routes(config, REOPENING))
        .configure(reminders::api::routes)
        .configure(organisations::api::routes)
        .configure(reference::api::routes)
        .configure(referrals::api::routes)
        .configure(|config| settings::api::routes(config, hours::refresh_after_setting))
        .configure(sheet::api::routes)
        .configure(withdrawals::api::routes)
        .configure(plie::api::routes)
        .configure(audit_chain::api::routes)
        .configure(api_keys::api::routes)
        .configure(read_log::api::routes)
        .configure(accounts::api::routes);
}

/// What reopening a month triggers in `hours`.
const REOPENING: months::ReopenHooks =
    months::ReopenHooks { lock: hours::lock_for_month, refresh: hours::refresh_month };

/// Metrics that are read from the database at each scrape.
const GAUGES: &[Gauge] = &[Gauge {
    name: "clauses_data_version",
    help: "The version of the data that totals and bilans are computed from.",
    read: |db, now| db.read(&(), now, |tx| Ok(tx.data_version()?.0)),
}];

/// Chores that run every few minutes.
const CHORES: &[Chore] = &[
    Chore { name: "delete stored answers after a day", run: |db, now| idempotency::purge(db, now).map(|_| ()) },
    Chore { name: "delete reads after a year", run: |db, now| read_log::purge(db, now).map(|_| ()) },
    Chore { name: "delete ended sessions", run: |db, now| sessions::purge(db, now).map(|_| ()) },
    Chore { name: "delete expired links", run: |db, now| accounts::actions::purge(db, now).map(|_| ()) },
];

/// The contract that is served: the generated file, so that the running service does not build it again.
const CONTRACT: &str = include_str!("../openapi/clauses.json");

/// The routes beside the API: its contract, and the pages.
fn other_routes(config: &mut Handlers<'_>) {
    config.public("/openapi.json").undescribed(contract_file).configure(pages::routes);
}

/// What all routes declare about the access to them.
fn access_rules() -> AccessRules {
    let mut rules = AccessRules::default();
    let mut config = Handlers::Declared(&mut rules);
    config.configure(routes).configure(other_routes);
    rules
}

/// The contract, generated from the handlers.
pub fn contract() -> OpenApi {
    let mut contract = Contract::openapi();
    routes(&mut Handlers::Described(&mut contract));
    let rules = access_rules();
    http::finish_contract(&mut contract, &rules, |worker| routes(&mut Handlers::Served(worker)));
    contract
}

/// A Markdown table of every operation and the roles that it allows.
pub fn roles_table() -> String {
    http::roles_table(&mut contract())
}

impl Application {
    /// Builds the parts. Nothing connects yet.
    pub fn build(config: &Config) -> Self {
        let db = Db::open(config);
        let bootstrap = config.bootstrap_key.as_ref().map(BootstrapKey::new);
        let metrics = Metrics::new(GAUGES);
        let hashes = metrics.counter("clauses_password_hashes_total", "Passwords hashed, to be stored or compared.");
        let is_https = config.accounts.is_https();
        Self {
            house: config.house.clone(),
            plie: ParticipantRecords::of(config),
            context: accounts::Context::new(db.clone(), config.clock, &config.accounts, hashes),
            state: AppState {
                house: config.house.clone(),
                db,
                clock: config.clock,
                authenticator: Authenticator::new(
                    config.house.clone(),
                    bootstrap,
                    SessionLifetime::of(&config.accounts),
                ),
                in_flight: InFlight::default(),
                read_log: ReadLog::default(),
                rate_limits: RateLimits::new(config.rates),
                proxies: config.proxies.clone(),
                limits: config.limits,
                body_room: BodyRoom::new(config.limits.bodies),
                cookies: http::Cookies::new(is_https),
                public_url: config.accounts.public_url.as_ref().map(|url| url.as_str().into()),
                is_https,
                metrics,
                metrics_for: config.metrics,
            },
        }
    }

    /// The application with participant records to which it is connected.
    #[must_use]
    pub fn connected_to(self, plie: config::Plie) -> Self {
        Self { plie: ParticipantRecords::at(plie), ..self }
    }

    /// The caller of a command: an operator, with the permission `P`.
    ///
    /// # Errors
    /// `forbidden` if no administrator has it.
    pub fn operator<P: Permission>(&self) -> Result<Caller<P>> {
        Caller::admit(self.state.db.clone(), self.state.clock, Scope::operator(&self.house))
    }

    /// What sign-in and accounts need.
    pub fn context(&self) -> &accounts::Context {
        &self.context
    }

    /// The metrics, for what others count.
    pub fn metrics(&self) -> &Metrics {
        &self.state.metrics
    }

    /// Seals the audit events of a command, as no service may be running that would.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn seal(&self) -> Result<()> {
        audit_chain::seal_as_found(&self.state.db, &self.operator::<access::VerifyAudit>()?, Duration::MAX)?;
        audit_chain::seal(&self.state.db, self.state.clock.now(), audit_chain::Reach::Near).map(drop)
    }

    /// Writes the read log and the last uses of secrets to the database, without waiting for their chores.
    ///
    /// # Errors
    /// `unavailable`: they stay in memory.
    pub fn write_down(&self) -> Result<()> {
        let AppState { db, clock, read_log, authenticator, .. } = &self.state;
        read_log.write_down(db, clock.now())?;
        authenticator.last_used().write_down(db, clock.now())
    }

    /// Serves on a socket until a signal stops it. Must be called in a runtime, which the queue of cells then uses.
    ///
    /// # Errors
    /// When the socket cannot be used, or the contract cannot be parsed.
    pub fn serve(self, socket: TcpListener) -> anyhow::Result<Server> {
        let operations = web::Data::new(Routes::read(CONTRACT).context("reading the contract")?);
        let limits = self.state.limits;
        let (state, context) = (web::Data::new(self.state), web::Data::new(self.context));
        let connection = web::Data::new(self.plie.connection);
        let cell_queue = web::Data::new(hours::CellQueue::new(state.db.writers()));
        let rules = web::Data::new(access_rules());
        let server = HttpServer::new(move || {
            App::new()
                .configure(|worker| routes(&mut Handlers::Served(worker)))
                .configure(|worker| other_routes(&mut Handlers::Served(worker)))
                .app_data(state.clone())
                .app_data(context.clone())
                .app_data(connection.clone())
                .app_data(cell_queue.clone())
                .app_data(operations.clone())
                .app_data(rules.clone())
                .app_data(web::Data::new(pages::ERROR_PAGE))
                .default_service(web::to(http::unknown_address))
                .wrap(from_fn(http::not_modified))
                .wrap(Compress::default())
                .wrap(from_fn(http::negotiate))
                .wrap(from_fn(http::rate_limit))
                .wrap(from_fn(http::authenticate))
                .wrap(from_fn(http::throttle_failed_auth))
                .wrap(from_fn(http::log_requests))
                .wrap(from_fn(http::security_headers))
                .wrap(from_fn(http::close_unread_body))
        });
        Ok(server
            .client_request_timeout(limits.head)
            .keep_alive(limits.keep_alive)
            .max_connections(usize::try_from(limits.connections)?)
            .shutdown_timeout(limits.shutdown.as_secs())
            .shutdown_signal(http::stop_signal())
            .listen(socket)?
            .run())
    }

    /// Serves on a socket until a signal stops it, with all chores; calls `on_start` once it listens.
    ///
    /// # Errors
    /// Those of [`Self::serve`].
    pub fn run(self, socket: TcpListener, on_start: impl FnOnce()) -> anyhow::Result<()> {
        let mut sealing = audit_chain::Sealing::new(self.state.db.clone(), self.state.clock, self.operator()?);
        let _sealing = Housekeeping::at_pace("seal the audit trail", audit_chain::PACE, move |last| sealing.turn(last));
        let AppState { db, clock, read_log, authenticator, .. } = self.state.clone();
        let (uses, db_of_uses) = (authenticator.last_used().clone(), db.clone());
        let _uses = Housekeeping::at_pace("record when secrets were used", access::last_used::PACE, move |_| {
            uses.write_down(&db_of_uses, clock.now())
        });
        let _read_log = Housekeeping::at_pace("write the read log", access::read_log::PACE, move |_| {
            read_log.write_down(&db, clock.now())
        });
        let _steps = plie_client::following(&self.state, Scope::operator(&self.house));
        let _plie = plie_client::workers(&self.state, Scope::operator(&self.house), &self.plie)?;
        let _housekeeping = Housekeeping::begin(self.state.db.clone(), self.state.clock, CHORES, housekeeping::PAUSE);
        actix_web::rt::System::new().block_on(async move {
            let server = self.serve(socket)?;
            on_start();
            Ok(server.await?)
        })
    }
}

#[get("/openapi.json")]
async fn contract_file() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(CONTRACT)
}
