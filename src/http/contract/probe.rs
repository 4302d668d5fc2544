//! Sends a [`HandlerProbe`] to every operation that needs credentials.

use std::collections::HashMap;

use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpMessage as _, test};
use utoipa::openapi::OpenApi;

use super::path_items::operations;
use crate::http::access_rules::AccessRules;
use crate::http::handler_probe::{Findings, HandlerProbe};

/// What the probes found, by method and path.
pub(super) type ProbedHandlers = HashMap<(Method, String), Findings>;

/// Probes the handler of every operation but the public ones, which would run.
pub(super) fn probe(
    contract: &mut OpenApi,
    rules: &AccessRules,
    handlers: impl Fn(&mut ServiceConfig) + Send,
) -> ProbedHandlers {
    let mut targets = Vec::new();
    for (path, item) in &mut contract.paths.paths {
        let methods = operations(item).map(|(method, _)| method).filter(|method| !rules.is_public(method, path));
        targets.extend(methods.map(|method| (method, path.clone())));
    }
    let findings = send(&targets, handlers);
    targets.into_iter().zip(findings).collect()
}

/// Sends the probes on a thread of its own: the calling thread may run an async runtime already. The application has no
/// state, and the handlers do not need it.
fn send(targets: &[(Method, String)], handlers: impl Fn(&mut ServiceConfig) + Send) -> Vec<Findings> {
    let send = async || {
        let app = test::init_service(App::new().configure(handlers)).await;
        let mut findings = Vec::new();
        for (method, path) in targets {
            let probe = HandlerProbe::default();
            let request = test::TestRequest::with_uri(&example(path)).method(method.clone()).to_request();
            request.extensions_mut().insert(probe.clone());
            let _refused = test::try_call_service(&app, request).await;
            findings.push(probe.findings());
        }
        findings
    };
    let findings = std::thread::scope(|scope| scope.spawn(|| actix_web::rt::System::new().block_on(send())).join());
    findings.unwrap_or_default()
}

/// An address that matches the path.
fn example(path: &str) -> String {
    let segment = |part: &str| if part.starts_with('{') { "x".to_owned() } else { part.to_owned() };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}
