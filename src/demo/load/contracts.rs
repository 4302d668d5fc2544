//! Loads organisations, public contracts, lots and hours due.

use std::collections::HashMap;

use super::Loading;
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, LoadDemo};
use crate::contracts::{self, LotDetails, NewHoursDue, NewLot, NewPublicContract, PublicContractDetails};
use crate::demo::files::{HOURS_DUE, Line, ORGANISATIONS};
use crate::organisations::{self, Contact, OrganisationDetails, OrganisationFilter};
use crate::values::{
    BuyerKind, ClauseType, CommuneCode, ContractStatus, CpvCode, Email, EmployerKind, Hours, HoursDueReason, Money,
    Name, OrganisationId, PrescriberKind, Sector, Siret, Title, parse_day,
};

/// The organisations that the year loaded, by their keys in its file, found by their names.
pub(in crate::demo) fn organisations(caller: &Caller<LoadDemo>) -> anyhow::Result<HashMap<String, OrganisationId>> {
    let filter = OrganisationFilter::default();
    let stored = organisations::actions::list(&caller.with_right()?, &filter, 0, i64::MAX)?;
    let by_name: HashMap<&str, OrganisationId> = stored.iter().map(|one| (one.name.as_str(), one.id)).collect();
    let mut ids = HashMap::new();
    for line in ORGANISATIONS.lines()? {
        if let Some(id) = by_name.get(line.text("name")?) {
            ids.insert(line.text("key")?.to_owned(), *id);
        }
    }
    Ok(ids)
}

impl Loading<'_> {
    pub(super) fn organisations(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in ORGANISATIONS.lines()? {
            let employer_kind = line.optional("employer_kind", EmployerKind::parse)?;
            let address = format!("heures@{}.example", line.text("key")?);
            let email = employer_kind.and(Email::parse(&address).ok());
            let details = OrganisationDetails {
                name: line.required("name", Name::parse)?,
                siret: line.optional("siret", Siret::parse)?,
                employer_kind,
                prescriber_kind: line.optional("prescriber_kind", PrescriberKind::parse)?,
                buyer_kind: line.optional("buyer_kind", BuyerKind::parse)?,
                contact: Contact { email, ..Contact::default() },
            };
            let organisation =
                line.locate(organisations::actions::create(&caller, &details).and_then(Idempotent::executed))?;
            self.organisations.insert(line.text("key")?.to_owned(), organisation.id);
        }
        Ok(())
    }

    pub(super) fn contracts(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        let lots = self.files.lots.lines_by("contract")?;
        for line in self.files.contracts.lines()? {
            let key = line.text("key")?.to_owned();
            let lots = lots.get(&key).into_iter().flatten().map(|line| self.new_lot(line)).collect::<Result<_, _>>()?;
            let new = NewPublicContract { details: self.contract_details(&line)?, lots };
            let contract = line.locate(contracts::actions::create(&caller, &new).and_then(Idempotent::executed))?;
            for lot in &contract.lots {
                self.lots.insert((key.clone(), lot.number.to_string()), lot.id);
            }
            self.contracts.insert(key, contract.id);
        }
        Ok(())
    }

    fn contract_details(&self, line: &Line) -> anyhow::Result<PublicContractDetails> {
        Ok(PublicContractDetails {
            reference: line.required("reference", Name::parse)?,
            title: line.required("title", Title::parse)?,
            buyer_id: line.reference("buyer", &self.organisations)?,
            sector: line.required("sector", Sector::parse)?,
            clause_type: line.required("clause_type", ClauseType::parse)?,
            amount: line.optional("amount", Money::parse)?,
            cpv: line.optional("cpv", CpvCode::parse)?,
            notified_on: line.optional("notified_on", parse_day)?,
            starts_on: line.required("starts_on", parse_day)?,
            ends_on: line.required("ends_on", parse_day)?,
            commune_code: line.optional("commune_code", CommuneCode::parse)?,
            follow_up_body: None,
            status: ContractStatus::Open,
        })
    }

    fn new_lot(&self, line: &Line) -> anyhow::Result<NewLot> {
        let details = LotDetails {
            number: line.required("number", Name::parse)?,
            title: line.optional("title", Title::parse)?,
            holder_id: line.optional_reference("holder", &self.organisations)?,
            co_holder_ids: Vec::new(),
            penalty: None,
        };
        Ok(NewLot { details, hours_due: line.optional("hours_due", Hours::parse)?, computation: None })
    }

    pub(super) fn hours_due(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in HOURS_DUE.lines()? {
            let new = NewHoursDue {
                hours: Some(line.required("hours", Hours::parse)?),
                reason: line.required("reason", HoursDueReason::parse)?,
                effective_on: line.required("effective_on", parse_day)?,
                computation: None,
                reference: None,
                comment: None,
            };
            line.locate(
                contracts::hours_due::actions::record(&caller, self.lot(&line)?, &new).and_then(Idempotent::executed),
            )?;
        }
        Ok(())
    }
}
