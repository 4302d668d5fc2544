//! Registers routes for three purposes, so that each route is declared in one place: a worker serves them, the contract
//! describes them, and [`AccessRules`] collects what they declare about themselves.

use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::OpenApiFactory;

use super::access_rules::AccessRules;

/// Where a `routes` function registers its routes.
pub enum Handlers<'h> {
    /// A worker that serves them.
    Served(&'h mut ServiceConfig),
    /// The contract that describes them.
    Described(&'h mut OpenApi),
    /// The access rules that they declare.
    Declared(&'h mut AccessRules),
}

impl Handlers<'_> {
    /// Registers a handler that the contract describes.
    pub fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        match self {
            Self::Served(worker) => {
                worker.service(handler);
            }
            Self::Described(contract) => describe(contract, &handler),
            Self::Declared(_) => {}
        }
        self
    }

    /// Registers a handler that the contract does not describe, such as a page.
    pub fn undescribed(&mut self, handler: impl HttpServiceFactory + 'static) -> &mut Self {
        if let Self::Served(worker) = self {
            worker.service(handler);
        }
        self
    }

    /// Declares an address, or everything below one that ends with `/`, as public: it needs no credentials.
    pub fn public(&mut self, pattern: &'static str) -> &mut Self {
        self.public_except(pattern, &[])
    }

    /// Declares an address as public but for these methods. Methods that it does not take answer
    /// `method_not_allowed` without credentials, as at every public address.
    pub fn public_except(&mut self, pattern: &'static str, private_methods: &'static [Method]) -> &mut Self {
        if let Self::Declared(rules) = self {
            rules.add_public(pattern, private_methods);
        }
        self
    }

    /// Declares an address, or everything below one that ends with `/`, as pages for users who have signed in: a
    /// browser without a session is redirected to the sign-in page.
    pub fn page(&mut self, pattern: &'static str) -> &mut Self {
        if let Self::Declared(rules) = self {
            rules.add_page(pattern);
        }
        self
    }

    /// Lets the key of a dashboard come as the password of Basic authentication when an address is read.
    pub fn takes_password(&mut self, pattern: &'static str) -> &mut Self {
        if let Self::Declared(rules) = self {
            rules.add_with_password(pattern);
        }
        self
    }

    /// Exempts an address from rate limits.
    pub fn unlimited(&mut self, pattern: &'static str) -> &mut Self {
        if let Self::Declared(rules) = self {
            rules.add_unlimited(pattern);
        }
        self
    }

    /// Registers data that handlers extract with `web::Data`.
    pub fn app_data(&mut self, data: impl Send + Sync + 'static) -> &mut Self {
        if let Self::Served(worker) = self {
            worker.app_data(data);
        }
        self
    }

    /// Runs another `routes` function, such as a slice's.
    pub fn configure(&mut self, routes: impl FnOnce(&mut Handlers<'_>)) -> &mut Self {
        match self {
            Self::Served(worker) => routes(&mut Handlers::Served(worker)),
            Self::Described(contract) => routes(&mut Handlers::Described(contract)),
            Self::Declared(rules) => routes(&mut Handlers::Declared(rules)),
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
