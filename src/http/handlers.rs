//! Where handlers are put: into a worker that serves them, or into the contract that describes them.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::OpenApiFactory;

/// Takes handlers. Serving and describing are apart, so that no worker builds a contract which it would not use.
pub enum Handlers<'h> {
    /// A worker's.
    Served(&'h mut ServiceConfig),
    /// The contract's.
    Described(&'h mut OpenApi),
}

impl Handlers<'_> {
    /// Takes a handler.
    pub fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        match self {
            Self::Served(worker) => {
                worker.service(handler);
            }
            Self::Described(contract) => describe(contract, &handler),
        }
        self
    }

    /// Keeps something that handlers ask for; the contract has no use for it.
    pub fn app_data(&mut self, kept: impl Send + Sync + 'static) -> &mut Self {
        if let Self::Served(worker) = self {
            worker.app_data(kept);
        }
        self
    }

    /// Takes all of a slice's.
    pub fn configure(&mut self, routes: impl FnOnce(&mut Handlers<'_>)) -> &mut Self {
        match self {
            Self::Served(worker) => routes(&mut Handlers::Served(worker)),
            Self::Described(contract) => routes(&mut Handlers::Described(contract)),
        }
        self
    }
}

fn describe(contract: &mut OpenApi, handler: &impl OpenApiFactory) {
    contract.paths.merge(handler.paths());
    let mut schemas = Vec::new();
    handler.schemas(&mut schemas);
    contract.components.get_or_insert_default().schemas.extend(schemas);
}
