//! Use case: whether an attestation is genuine, and whether what it states is still recorded.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AttestationCode, AttestedLot, AttestedLots, DetailedAttestation, store};
use crate::access::{House, Scope};
use crate::clock::Clock;
use crate::contracts::progress;
use crate::db::Db;
use crate::error::Result;
use crate::values::{Hours, LotId};

/// An attestation that was issued, beside what is recorded now.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifiedAttestation {
    /// The code.
    #[schema(value_type = String, example = "7K3M-Q2XA-90BD-ZT5R")]
    pub code: AttestationCode,
    /// The day whose hours it states.
    pub attested_on: NaiveDate,
    /// When it was issued (UTC).
    pub issued_at: DateTime<Utc>,
    /// What it states: a copy that says anything else is not this attestation.
    pub states: AttestedLots,
    /// The lots of which other hours are recorded now for the same day; empty if what it states still holds.
    pub changed: Vec<ChangedLot>,
}

/// A lot of which other hours are recorded now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedLot {
    /// The lot.
    pub lot_id: LotId,
    /// The hours due now; `null` if the lot was withdrawn.
    #[schema(required = true)]
    pub due: Option<Hours>,
    /// The hours done now; `null` if the lot was withdrawn.
    #[schema(required = true)]
    pub done: Option<Hours>,
}

/// What verifying needs.
#[derive(Clone)]
pub struct Verifying {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The carrier.
    pub house: Arc<House>,
    /// The id of the request.
    pub request_id: Option<String>,
}

/// Verifies a typed code.
///
/// # Errors
/// `not_found` when no attestation has it.
pub fn verify(verifying: &Verifying, code: &AttestationCode) -> Result<VerifiedAttestation> {
    let Verifying { db, clock, house, request_id } = verifying;
    let now = clock.now();
    let DetailedAttestation { attestation, states } = db.read(&(), now, |tx| store::of_code(tx, code))?;
    let ids: Vec<LotId> = states.lots.iter().map(|lot| lot.lot_id).collect();
    let scope = Scope::of_verification(house, request_id.clone());
    let day = attestation.attested_on;
    let progress = db.snapshot(&scope, now, |tx| progress::actions::of_lots(tx, &ids, day))?;
    let change = |lot: &AttestedLot| {
        let now = progress.get(&lot.lot_id);
        let changed = ChangedLot { lot_id: lot.lot_id, due: now.map(|now| now.due), done: now.map(|now| now.done) };
        ((changed.due, changed.done) != (Some(lot.due), Some(lot.done))).then_some(changed)
    };
    Ok(VerifiedAttestation {
        changed: states.lots.iter().filter_map(change).collect(),
        code: attestation.code,
        attested_on: day,
        issued_at: attestation.issued_at,
        states,
    })
}
