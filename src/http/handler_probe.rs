//! A probe that the generator of the contract sends through a handler's extractors, to learn what the handler needs
//! from its types. The extractors refuse the request, so the handler never runs.

use std::cell::Cell;
use std::rc::Rc;

use actix_web::{HttpMessage as _, HttpRequest};

use crate::access::Permission;
use crate::values::Role;

/// A permission's name, and the roles that have it.
pub(super) type RequiredPermission = (&'static str, &'static [Role]);

/// Sent in a request's extensions; the extractors record in it.
#[derive(Debug, Clone, Default)]
pub(super) struct HandlerProbe(Rc<Cell<Findings>>);

/// What the extractors recorded.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Findings {
    /// The permission of the handler's caller.
    pub permission: Option<RequiredPermission>,
    /// Whether it takes an `Idempotency-Key`.
    pub takes_idempotency_key: bool,
}

impl HandlerProbe {
    /// What the extractors recorded.
    pub(super) fn findings(&self) -> Findings {
        self.0.get()
    }

    /// Records that the handler requires this permission.
    pub(super) fn record_permission<P: Permission>(request: &HttpRequest) {
        let permission = Some((P::NAME, P::ROLES));
        Self::record(request, |findings| Findings { permission, ..findings });
    }

    /// Records that the handler takes an `Idempotency-Key`.
    pub(super) fn record_idempotency_key(request: &HttpRequest) {
        Self::record(request, |findings| Findings { takes_idempotency_key: true, ..findings });
    }

    fn record(request: &HttpRequest, add: impl FnOnce(Findings) -> Findings) {
        if let Some(probe) = request.extensions().get::<Self>() {
            probe.0.set(add(probe.0.get()));
        }
    }
}
