//! Column types of the value types: codes are text, months and hundredths are integers.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Integer, Text};

use crate::values::*;

macro_rules! columns {
    ($sql:ty, $raw:ty, $borrowed:ty: $($unit:ident, $write:expr, $read:expr;)+) => {$(
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive)]
            #[diesel(sql_type = $sql)]
            #[expect(dead_code, reason = "applies the derives to a type that does not know diesel")]
            struct Proxy($unit);

            impl<DB: Backend> ToSql<$sql, DB> for $unit
            where
                $borrowed: ToSql<$sql, DB>,
            {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                    let write: for<'v> fn(&'v $unit) -> &'v $borrowed = $write;
                    write(self).to_sql(out)
                }
            }

            impl<DB: Backend> FromSql<$sql, DB> for $unit
            where
                $raw: FromSql<$sql, DB>,
            {
                fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                    let read: fn($raw) -> deserialize::Result<$unit> = $read;
                    read(<$raw>::from_sql(value)?)
                }
            }
        };
    )+};
}

macro_rules! vocabularies {
    ($($unit:ident),+ $(,)?) => {
        columns! { Text, String, str: $(
            $unit, |unit| unit.as_str(), |text| $unit::parse(&text).map_err(|invalid| invalid.detail.into());
        )+ }
    };
}

macro_rules! ids {
    ($($unit:ident),+ $(,)?) => {
        columns! { BigInt, i64, i64: $( $unit, |unit| &unit.0, |id| Ok($unit(id)); )+ }
    };
}

vocabularies! {
    AgeBracket, BuyerKind, CallFailure, ClauseType, ContractSource, ContractStatus, ContractType, CriterionCode,
    DeliveryState, EmployerKind, LinkStatus,
    EvidenceKind, ExitKind, FindingKind, HoursDueReason, HoursStatus, Modality, ClosureState, NeighbourhoodStatus,
    NotIntegratedReason, Origin, OutcomeKind, PeriodSource, PrescriberKind, RecordKind, Role, Sector, Sex,
}

columns! { Text, String, str:
    Name, |unit| unit.as_str(), |text| Ok(Name::stored(text));
    Title, |unit| unit.as_str(), |text| Ok(Title::stored(text));
    FreeText, |unit| unit.as_str(), |text| Ok(FreeText::stored(text));
    Siret, |unit| unit.as_str(), |text| Ok(Siret::stored(text));
    Email, |unit| unit.as_str(), |text| Ok(Email::stored(text));
    Phone, |unit| unit.as_str(), |text| Ok(Phone::stored(text));
    CommuneCode, |unit| unit.as_str(), |text| Ok(CommuneCode::stored(text));
    CpvCode, |unit| unit.as_str(), |text| Ok(CpvCode::stored(text));
    RomeCode, |unit| unit.as_str(), |text| Ok(RomeCode::stored(text));
    ParticipantNumber, |unit| unit.as_str(), |text| Ok(ParticipantNumber::stored(text));
}

columns! { BigInt, i64, i64:
    Hours, |unit| unit.hundredths(), |hundredths| Ok(Hours::from_hundredths(hundredths));
    Money, |unit| unit.cents(), |cents| Ok(Money::from_cents(cents));
}

columns! { Integer, i32, i32:
    Month, |unit| unit.number(), |number| Month::from_number(number).ok_or_else(|| "no month".into());
}

ids! {
    OrganisationId, PublicContractId, LotId, HoursDueId, CandidateId, PeriodId, WaiverId, WindowId, ReferralId,
    EmploymentId, AssignmentId, HoursId, BatchId, NilStatementId, LotEvidenceId, ReminderId, EditionId, LotCommentId,
    AccountLinkId, AttestationId, FindingId, PositiveExitId, NeighbourhoodId, ApiKeyId, UserId, SessionId, DeliveryId, WithdrawalId,
}
