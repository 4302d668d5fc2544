//! Maps the engines' errors to problem codes.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use crate::error::{AppError, ProblemCode};

/// A transaction lost a race with another writer: run again, it sees what that writer did.
#[derive(Debug, thiserror::Error)]
#[error("another transaction was faster: {0}")]
pub struct Contended(pub String);

impl Contended {
    fn of(info: &dyn DatabaseErrorInformation) -> Self {
        let names: Vec<_> = info.constraint_name().into_iter().collect();
        Self(without_values(info.message(), &names))
    }
}

/// The problem code of each uniqueness constraint. PostgreSQL names the constraint, SQLite its columns or its index.
const UNIQUE: &[(&str, &str, ProblemCode)] = &[
    ("organisations_siret_key", "organisations.siret", ProblemCode::SiretTaken),
    ("public_contracts_buyer_id_reference_key", "public_contracts.buyer_id", ProblemCode::ReferenceTaken),
    ("lots_public_contract_id_number_key", "lots.public_contract_id", ProblemCode::LotNumberTaken),
    ("hours_due_initial", "hours_due.lot_id", ProblemCode::InitialHoursTaken),
    ("candidates_external_ref", "candidates_external_ref", ProblemCode::ExternalRefTaken),
    ("referrals_external_ref", "referrals_external_ref", ProblemCode::ExternalRefTaken),
    ("employments_external_ref", "employments_external_ref", ProblemCode::ExternalRefTaken),
    ("candidate_references_owner_id_external_ref_key", "candidate_references.owner_id", ProblemCode::ExternalRefTaken),
    (
        "candidate_references_owner_source_external_ref_key",
        "candidate_references.owner_source",
        ProblemCode::ExternalRefTaken,
    ),
    (
        "employment_references_owner_id_external_ref_key",
        "employment_references.owner_id",
        ProblemCode::ExternalRefTaken,
    ),
    (
        "employment_references_owner_source_external_ref_key",
        "employment_references.owner_source",
        ProblemCode::ExternalRefTaken,
    ),
    ("hours_external_refs_pkey", "hours_external_refs.source", ProblemCode::ExternalRefMoved),
    ("positive_exits_plie_period_id_key", "positive_exits.plie_period_id", ProblemCode::ExitAlreadyCounted),
    // Never answered: editions of a year wait for each other.
    ("bilan_editions_year_number_key", "bilan_editions.year", ProblemCode::Unavailable),
    // Never answered as it is: the second writer of a cell is run again and corrects it.
    ("hours_employment_id_lot_id_month_key", "hours.employment_id", ProblemCode::Unavailable),
];

/// The message of the triggers that protect closed months.
const CLOSED: &str = "hours of a closed month do not change";

/// An engine's message for the log, without the values that it quotes: they may be personal data.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct EngineMessage(String);

impl EngineMessage {
    fn of(error: &Error) -> Self {
        let Error::DatabaseError(kind, info) = error else { return Self(without_values(&error.to_string(), &[])) };
        let names = [info.table_name(), info.column_name(), info.constraint_name()];
        let names: Vec<_> = names.into_iter().flatten().collect();
        let suffix = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        Self(format!("{kind:?}: {}{suffix}", without_values(info.message(), &names)))
    }
}

/// The server cancelled a statement after its timeout; the connection is still good.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct StatementCancelled(EngineMessage);

/// The first line of a message, with every quoted text but `names` replaced by `…`.
fn without_values(message: &str, names: &[&str]) -> String {
    let mut shown = String::new();
    let mut rest = message.lines().next().unwrap_or_default();
    while let Some((before, quoted)) = rest.split_once(QUOTES) {
        let mark = rest[before.len()..].chars().next().unwrap_or('"');
        // A value may contain the mark: it ends at the last one.
        let (value, after) =
            match names.iter().find(|name| quoted.strip_prefix(**name).is_some_and(|after| after.starts_with(mark))) {
                Some(name) => (*name, &quoted[name.len() + mark.len_utf8()..]),
                None => ("…", quoted.rsplit_once(mark).map_or("", |(_, after)| after)),
            };
        shown.push_str(&format!("{before}{mark}{value}{mark}"));
        rest = after;
    }
    shown + rest
}

const QUOTES: [char; 5] = ['"', '\'', '`', '«', '“'];

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::new(ProblemCode::NotFound),
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => unique_violation(info.as_ref()),
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => contended(info.as_ref()),
            // Actions look before they write: what they found was merged or withdrawn meanwhile. Run again, they refuse it.
            Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, info) if info.constraint_name().is_some() => {
                Self::internal(Contended::of(info.as_ref()))
            }
            Error::DatabaseError(_, info) if info.message() == CLOSED => Self::new(ProblemCode::MonthClosed),
            Error::DatabaseError(_, info) if is_race(info.as_ref()) => contended(info.as_ref()),
            Error::DatabaseError(_, ref info) if is_cancelled(info.message()) => {
                Self::unavailable(StatementCancelled(EngineMessage::of(&error)))
            }
            // A read-only server is no longer, or not yet, the primary.
            Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction,
                _,
            )
            | Error::BrokenTransactionManager
            | Error::AlreadyInTransaction
            | Error::NotInTransaction => Self::unavailable(EngineMessage::of(&error)),
            Error::DatabaseError(_, ref info) if is_damage(info.message()) => Self::damaged(EngineMessage::of(&error)),
            Error::DatabaseError(_, ref info) if is_outage(info.message()) => {
                Self::unavailable(EngineMessage::of(&error))
            }
            other => Self::internal(EngineMessage::of(&other)),
        }
    }
}

fn unique_violation(info: &dyn DatabaseErrorInformation) -> AppError {
    let constraint = info.constraint_name().unwrap_or_default();
    let code = UNIQUE
        .iter()
        .find(|(postgres, sqlite, _)| *postgres == constraint || info.message().contains(sqlite))
        .map_or(ProblemCode::AlreadyExists, |(_, _, code)| *code);
    // Actions look before they write, so only a race gets here; run again, they name the row that is in the way.
    AppError { cause: Some(Contended::of(info).into()), ..AppError::new(code) }
}

fn contended(info: &dyn DatabaseErrorInformation) -> AppError {
    AppError::unavailable(Contended::of(info))
}

/// PostgreSQL rolls back one of two transactions in a deadlock; SQLite times out waiting for its one writer.
fn is_race(info: &dyn DatabaseErrorInformation) -> bool {
    ["deadlock detected", "interblocage (deadlock) détecté", "database is locked"].contains(&info.message())
}

/// Whether the server cancelled the statement after a statement or lock timeout.
fn is_cancelled(message: &str) -> bool {
    ["canceling statement due to", "annulation de la requête à cause du délai"]
        .iter()
        .any(|known| message.contains(known))
}

/// Whether the message of libpq or the server reports that the server went away. A server writes in the language of its
/// `lc_messages`, which only its owner can change: English or, here, French.
fn is_outage(message: &str) -> bool {
    const KNOWN: &[&str] = &[
        "server closed the connection",
        "terminating connection",
        "arrêt des connexions",
        "no connection to the server",
        "connection to server",
        "the database system is",
        "le système de bases de données",
        "could not receive data from server",
        "could not send data to server",
        // SQLite, where its disk is full, gone or read-only.
        "database or disk is full",
        "disk I/O error",
        "unable to open database file",
        "attempt to write a readonly database",
    ];
    KNOWN.iter().any(|known| message.contains(known))
}

/// Whether the message says that the stored data are damaged: no later try succeeds. A table that our migrations made and
/// that is not there is damage too: SQLite's file was emptied or replaced.
pub(super) fn is_damage(message: &str) -> bool {
    const KNOWN: &[&str] = &[
        "database disk image is malformed",
        "file is not a database",
        "malformed database schema",
        "no such table: ",
        // PostgreSQL.
        "invalid page in block",
        "page non valide dans le bloc",
        "could not read blocks",
        "could not read block",
        "n'a pas pu lire le bloc",
    ];
    KNOWN.iter().any(|known| message.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_an_engine_quotes_are_left_out() {
        for (message, expected) in [
            ("invalid input syntax for type date: \"Rosée\"", "invalid input syntax for type date: \"…\""),
            ("value \"Fatou\"mata\" is odd\nDETAIL: Rosée", "value \"…\" is odd"),
            (
                "new row violates check constraint \"months_check\"",
                "new row violates check constraint \"months_check\"",
            ),
            ("Unrecognized enum variant 'Rosée'", "Unrecognized enum variant '…'"),
            ("UNIQUE constraint failed: lots.number", "UNIQUE constraint failed: lots.number"),
        ] {
            assert_eq!(without_values(message, &["months_check"]), expected);
        }
    }
}
