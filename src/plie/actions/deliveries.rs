//! Use cases: what was or is to be announced to the PLIE is listed, and tried again.

use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditEligibility, ReadEligibility};
use crate::audit::{self, Event};
use crate::error::Result;
use crate::outbox::{DeliveryFilter, actions as outbox};
use crate::participant_links::RECEIVER;
use crate::plie::PlieDelivery;
use crate::plie::model::PlieDeliveryFilter;
use crate::values::{CandidateId, DeliveryId};

/// Deliveries, in the order they were written, after `after`.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadEligibility>,
    filter: &PlieDeliveryFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<PlieDelivery>> {
    let filter = DeliveryFilter { state: filter.status, subject: filter.candidate.map(|id| id.0) };
    let deliveries = caller.read(|tx| outbox::list(tx, RECEIVER, &filter, after, rows))?;
    let deliveries: Vec<PlieDelivery> = deliveries.into_iter().map(PlieDelivery::from).collect();
    caller.log_list_read("plie_deliveries", &deliveries, |delivery| delivery.candidate_id)?;
    Ok(deliveries)
}

/// A delivery.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadEligibility>, id: DeliveryId) -> Result<PlieDelivery> {
    let delivery = PlieDelivery::from(caller.read(|tx| outbox::find(tx, RECEIVER, id))?);
    caller.log_read("plie_delivery", delivery.candidate_id)?;
    Ok(delivery)
}

/// Has a delivery that was given up tried again; does nothing to one that is not.
///
/// # Errors
/// `not_found`.
pub fn retry(caller: &Caller<EditEligibility>, id: DeliveryId) -> Result<Idempotent<PlieDelivery>> {
    let retried = caller.create(|tx| {
        let before = outbox::find(tx, RECEIVER, id)?;
        if outbox::retry(tx, RECEIVER, id)? {
            audit::record(tx, &Event::new("retry", "delivery", id.0).about(CandidateId(before.subject)))?;
        }
        Ok(PlieDelivery::from(outbox::find(tx, RECEIVER, id)?))
    })?;
    if let Idempotent::Executed(delivery, _) = &retried {
        caller.log_read("plie_delivery", delivery.candidate_id)?;
    }
    Ok(retried)
}
