//! What the engines report, as situations.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use crate::error::{AppError, Situation};

/// Another writer was faster: the transaction can be run again, and then sees what that writer did.
#[derive(Debug, thiserror::Error)]
#[error("another transaction was faster: {0}")]
pub struct Contended(pub String);

/// Which situation a violated uniqueness is. PostgreSQL names the constraint, SQLite its columns or its index.
const UNIQUE: &[(&str, &str, Situation)] = &[
    ("organisations_siret_key", "organisations.siret", Situation::SiretTaken),
    ("public_contracts_buyer_id_reference_key", "public_contracts.buyer_id", Situation::ReferenceTaken),
    ("lots_public_contract_id_number_key", "lots.public_contract_id", Situation::LotNumberTaken),
    ("hours_due_initial", "hours_due.lot_id", Situation::InitialHoursTaken),
    ("candidates_external_ref", "candidates_external_ref", Situation::ExternalRefTaken),
    ("referrals_external_ref", "referrals_external_ref", Situation::ExternalRefTaken),
    ("employments_external_ref", "employments_external_ref", Situation::ExternalRefTaken),
    ("hours_external_ref", "hours.source", Situation::ExternalRefTaken),
    ("positive_exits_plie_period_id_key", "positive_exits.plie_period_id", Situation::ExitAlreadyCounted),
];

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::new(Situation::NotFound),
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => taken(info.as_ref()),
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => contended(info.as_ref()),
            Error::DatabaseError(_, info) if is_race(info.as_ref()) => contended(info.as_ref()),
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _)
            | Error::BrokenTransactionManager
            | Error::AlreadyInTransaction
            | Error::NotInTransaction => Self::unavailable(error),
            Error::DatabaseError(_, ref info) if is_outage(info.message()) => Self::unavailable(error),
            other => Self::internal(other),
        }
    }
}

fn taken(info: &dyn DatabaseErrorInformation) -> AppError {
    let constraint = info.constraint_name().unwrap_or_default();
    let known = UNIQUE
        .iter()
        .find(|(postgres, sqlite, _)| *postgres == constraint || info.message().contains(sqlite))
        .map_or(Situation::AlreadyExists, |(_, _, situation)| *situation);
    // Actions look before they write, so only a race gets here. Run again, they say which thing stands in the way.
    AppError { cause: Some(Contended(info.message().to_owned()).into()), ..AppError::new(known) }
}

fn contended(info: &dyn DatabaseErrorInformation) -> AppError {
    AppError::unavailable(Contended(info.message().to_owned()))
}

/// PostgreSQL undoes one of two transactions that wait for each other; SQLite gives up waiting for its one writer.
fn is_race(info: &dyn DatabaseErrorInformation) -> bool {
    info.message() == "deadlock detected" || info.message() == "database is locked"
}

/// What libpq and the server say when the server goes away under a query.
fn is_outage(message: &str) -> bool {
    ["server closed the connection", "terminating connection", "no connection to the server", "connection to server"]
        .iter()
        .any(|known| message.contains(known))
}
