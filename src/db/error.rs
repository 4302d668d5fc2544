//! What the engines report, as situations.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use crate::error::{AppError, ProblemCode};

/// Another writer was faster: the transaction can be run again, and then sees what that writer did.
#[derive(Debug, thiserror::Error)]
#[error("another transaction was faster: {0}")]
pub struct Contended(pub String);

impl Contended {
    fn of(info: &dyn DatabaseErrorInformation) -> Self {
        let names: Vec<_> = info.constraint_name().into_iter().collect();
        Self(without_values(info.message(), &names))
    }
}

/// Which situation a violated uniqueness is. PostgreSQL names the constraint, SQLite its columns or its index.
const UNIQUE: &[(&str, &str, ProblemCode)] = &[
    ("organisations_siret_key", "organisations.siret", ProblemCode::SiretTaken),
    ("public_contracts_buyer_id_reference_key", "public_contracts.buyer_id", ProblemCode::ReferenceTaken),
    ("lots_public_contract_id_number_key", "lots.public_contract_id", ProblemCode::LotNumberTaken),
    ("hours_due_initial", "hours_due.lot_id", ProblemCode::InitialHoursTaken),
    ("candidates_external_ref", "candidates_external_ref", ProblemCode::ExternalRefTaken),
    ("referrals_external_ref", "referrals_external_ref", ProblemCode::ExternalRefTaken),
    ("employments_external_ref", "employments_external_ref", ProblemCode::ExternalRefTaken),
    ("hours_external_refs_pkey", "hours_external_refs.source", ProblemCode::ExternalRefMoved),
    ("positive_exits_plie_period_id_key", "positive_exits.plie_period_id", ProblemCode::ExitAlreadyCounted),
    // Nobody is told that a cell is taken: whoever comes second corrects it.
    ("hours_employment_id_lot_id_month_key", "hours.employment_id", ProblemCode::Unavailable),
];

/// What the triggers say that watch over closed months.
const CLOSED: &str = "hours of a closed month do not change";

/// What an engine reported, without the values that it quotes: they may be personal data, and this goes to the log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Reported(String);

impl Reported {
    fn of(error: &Error) -> Self {
        let Error::DatabaseError(kind, info) = error else { return Self(without_values(&error.to_string(), &[])) };
        let names = [info.table_name(), info.column_name(), info.constraint_name()];
        let names: Vec<_> = names.into_iter().flatten().collect();
        let place = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        Self(format!("{kind:?}: {}{place}", without_values(info.message(), &names)))
    }
}

/// The server gave a statement up, and answers: nothing is wrong with the connection.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct GivenUp(Reported);

/// The first line of a message, with nothing between quotation marks but the names known to be ours.
fn without_values(message: &str, names: &[&str]) -> String {
    let mut said = String::new();
    let mut rest = message.lines().next().unwrap_or_default();
    while let Some((before, quoted)) = rest.split_once(QUOTES) {
        let mark = rest[before.len()..].chars().next().unwrap_or('"');
        // A value may hold such marks itself: it ends at the last one of its kind.
        let (value, after) =
            match names.iter().find(|name| quoted.strip_prefix(**name).is_some_and(|after| after.starts_with(mark))) {
                Some(name) => (*name, &quoted[name.len() + mark.len_utf8()..]),
                None => ("…", quoted.rsplit_once(mark).map_or("", |(_, after)| after)),
            };
        said.push_str(&format!("{before}{mark}{value}{mark}"));
        rest = after;
    }
    said + rest
}

const QUOTES: [char; 5] = ['"', '\'', '`', '«', '“'];

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::new(ProblemCode::NotFound),
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => taken(info.as_ref()),
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => contended(info.as_ref()),
            Error::DatabaseError(_, info) if info.message() == CLOSED => Self::new(ProblemCode::MonthClosed),
            Error::DatabaseError(_, info) if is_race(info.as_ref()) => contended(info.as_ref()),
            Error::DatabaseError(_, ref info) if is_given_up(info.message()) => {
                Self::unavailable(GivenUp(Reported::of(&error)))
            }
            // Read-only is a server that is no longer, or not yet, the one to write to.
            Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction,
                _,
            )
            | Error::BrokenTransactionManager
            | Error::AlreadyInTransaction
            | Error::NotInTransaction => Self::unavailable(Reported::of(&error)),
            Error::DatabaseError(_, ref info) if is_outage(info.message()) => Self::unavailable(Reported::of(&error)),
            other => Self::internal(Reported::of(&other)),
        }
    }
}

fn taken(info: &dyn DatabaseErrorInformation) -> AppError {
    let constraint = info.constraint_name().unwrap_or_default();
    let known = UNIQUE
        .iter()
        .find(|(postgres, sqlite, _)| *postgres == constraint || info.message().contains(sqlite))
        .map_or(ProblemCode::AlreadyExists, |(_, _, code)| *code);
    // Actions look before they write, so only a race gets here. Run again, they say which thing stands in the way.
    AppError { cause: Some(Contended::of(info).into()), ..AppError::new(known) }
}

fn contended(info: &dyn DatabaseErrorInformation) -> AppError {
    AppError::unavailable(Contended::of(info))
}

/// PostgreSQL undoes one of two transactions that wait for each other; SQLite gives up waiting for its one writer.
fn is_race(info: &dyn DatabaseErrorInformation) -> bool {
    ["deadlock detected", "interblocage (deadlock) détecté", "database is locked"].contains(&info.message())
}

/// What the server says of a statement that it has worked on, or waited with, for too long.
fn is_given_up(message: &str) -> bool {
    ["canceling statement due to", "annulation de la requête à cause du délai"]
        .iter()
        .any(|known| message.contains(known))
}

/// What libpq and the server say when the server goes away under a query. A server speaks the language of its `lc_messages`, which only its owner can change: English or, here, French.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_an_engine_quotes_are_left_out() {
        for (message, said) in [
            ("invalid input syntax for type date: \"Rosée\"", "invalid input syntax for type date: \"…\""),
            ("value \"Fatou\"mata\" is odd\nDETAIL: Rosée", "value \"…\" is odd"),
            (
                "new row violates check constraint \"months_check\"",
                "new row violates check constraint \"months_check\"",
            ),
            ("Unrecognized enum variant 'Rosée'", "Unrecognized enum variant '…'"),
            ("UNIQUE constraint failed: lots.number", "UNIQUE constraint failed: lots.number"),
        ] {
            assert_eq!(without_values(message, &["months_check"]), said);
        }
    }
}
