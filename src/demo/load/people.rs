//! Loads candidates with their periods, waivers, referrals, employments and exits.

use super::Loading;
use crate::access::idempotency::Idempotent;
use crate::candidates::{
    self, AddressDetails, CandidateDetails, CriterionDetails, PliePeriodDetails, QualificationLevel, WaiverDetails,
};
use crate::demo::files::{EXITS, Line};
use crate::employments::{self, AssignmentDetails, EmploymentDetails};
use crate::exits::{self, ExitDetails};
use crate::referrals::{self, Outcome, ReferralDetails};
use crate::values::{
    CommuneCode, ContractType, CriterionCode, ExitKind, FreeText, Hours, Modality, Name, NotIntegratedReason, Origin,
    OutcomeKind, Period, PrescriberKind, RomeCode, Sector, Sectors, Sex, parse_day,
};

fn period(line: &Line, from: &str, to: &str) -> anyhow::Result<Period> {
    Ok(Period { from: line.required(from, parse_day)?, to: line.optional(to, parse_day)? })
}

impl Loading<'_> {
    pub(super) fn candidates(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        let addresses = self.files.addresses.lines_by("candidate")?;
        let criteria = self.files.criteria.lines_by("candidate")?;
        for line in self.files.candidates.lines()? {
            let key = line.text("key")?.to_owned();
            let mut details = person(&line)?;
            for line in addresses.get(&key).into_iter().flatten() {
                details.addresses.push(address(line)?);
            }
            for line in criteria.get(&key).into_iter().flatten() {
                details.eligibility.push(criterion(line)?);
            }
            let candidate =
                line.locate(candidates::actions::create(&caller, &details).and_then(Idempotent::executed))?;
            self.candidates.insert(key, candidate.id);
        }
        Ok(())
    }

    pub(super) fn plie_periods(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in self.files.plie_periods.lines()? {
            let candidate = line.reference("candidate", &self.candidates)?;
            let details = PliePeriodDetails { period: period(&line, "from", "to")? };
            line.locate(
                candidates::periods::actions::create(&caller, candidate, details).and_then(Idempotent::executed),
            )?;
        }
        Ok(())
    }

    pub(super) fn waivers(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in self.files.waivers.lines()? {
            let candidate = line.reference("candidate", &self.candidates)?;
            let details = WaiverDetails {
                sector: line.required("sector", Sector::parse)?,
                reason: line.required("reason", FreeText::parse)?,
                granted_on: Some(line.required("granted_on", parse_day)?),
            };
            line.locate(
                candidates::waivers::actions::create(&caller, candidate, &details).and_then(Idempotent::executed),
            )?;
        }
        Ok(())
    }

    pub(super) fn referrals(&mut self) -> anyhow::Result<()> {
        let (caller, deciding) = (self.caller.with_right()?, self.caller.with_right()?);
        for line in self.files.referrals.lines()? {
            let candidate = line.reference("candidate", &self.candidates)?;
            let details = ReferralDetails {
                prescriber_id: line.optional_reference("prescriber", &self.organisations)?,
                prescriber_kind: line.required("prescriber_kind", PrescriberKind::parse)?,
                origin: line.required("origin", Origin::parse)?,
                for_plie: line.text("for_plie")? == "true",
                referred_on: line.required("referred_on", parse_day)?,
                sectors: line.required("sectors", |text| Sectors::parse(&text.replace('|', ",")))?,
                external_ref: None,
            };
            let referral =
                line.locate(referrals::actions::create(&caller, candidate, &details).and_then(Idempotent::executed))?;
            if let Some(outcome) = outcome(&line)? {
                line.locate(referrals::actions::decide(&deciding, referral.id, None, &outcome))?;
            }
        }
        Ok(())
    }

    pub(super) fn employments(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        let assignments = self.files.assignments.lines_by("employment")?;
        for line in self.files.employments.lines()? {
            let key = line.text("key")?.to_owned();
            let assigned = assignments.get(&key).into_iter().flatten();
            let details = EmploymentDetails {
                candidate_id: line.reference("candidate", &self.candidates)?,
                employer_id: line.reference("employer", &self.organisations)?,
                contract_type: line.required("contract_type", ContractType::parse)?,
                occupation: line.optional("occupation", RomeCode::parse)?,
                period: period(&line, "starts_on", "ends_on")?,
                weekly_hours: line.optional("weekly_hours", Hours::parse)?,
                external_ref: None,
                assignments: assigned.map(|line| self.assignment(line)).collect::<Result<_, _>>()?,
            };
            let employment =
                line.locate(employments::actions::create(&caller, &details).and_then(Idempotent::executed))?;
            self.employments.insert(key, employment.id);
        }
        Ok(())
    }

    fn assignment(&self, line: &Line) -> anyhow::Result<AssignmentDetails> {
        Ok(AssignmentDetails {
            lot_id: self.lot(line)?,
            modality: line.required("modality", Modality::parse)?,
            period: period(line, "from", "to")?,
        })
    }

    pub(super) fn exits(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in EXITS.lines()? {
            let details = ExitDetails {
                candidate_id: line.reference("candidate", &self.candidates)?,
                kind: line.required("kind", ExitKind::parse)?,
                started_on: line.required("started_on", parse_day)?,
                met_on: line.required("met_on", parse_day)?,
                employer_id: line.optional_reference("employer", &self.organisations)?,
                weekly_hours: line.optional("weekly_hours", Hours::parse)?,
                sector: line.optional("sector", Sector::parse)?,
                proof_reference: line.optional("proof_reference", Name::parse)?,
            };
            line.locate(exits::actions::create(&caller, &details).and_then(Idempotent::executed))?;
        }
        Ok(())
    }
}

fn person(line: &Line) -> anyhow::Result<CandidateDetails> {
    let (last_name, first_name) = (line.required("last_name", Name::parse)?, line.required("first_name", Name::parse)?);
    let (birth_date, sex) = (line.required("birth_date", parse_day)?, line.required("sex", Sex::parse)?);
    let level = |text: &str| QualificationLevel::parse(text.parse().unwrap_or(0));
    Ok(CandidateDetails {
        qualification_level: line.optional("qualification_level", level)?,
        informed_on: line.optional("informed_on", parse_day)?,
        ..CandidateDetails::new(last_name, first_name, birth_date, sex)
    })
}

fn address(line: &Line) -> anyhow::Result<AddressDetails> {
    Ok(AddressDetails {
        commune_code: line.required("commune_code", CommuneCode::parse)?,
        neighbourhood: line.optional("neighbourhood", Name::parse)?,
        period: period(line, "from", "to")?,
    })
}

fn criterion(line: &Line) -> anyhow::Result<CriterionDetails> {
    Ok(CriterionDetails {
        code: line.required("code", CriterionCode::parse)?,
        period: period(line, "from", "to")?,
        proof_kind: line.optional("proof_kind", Name::parse)?,
        proof_on: line.optional("proof_on", parse_day)?,
        checked_by: line.optional("checked_by", Name::parse)?,
    })
}

fn outcome(line: &Line) -> anyhow::Result<Option<Outcome>> {
    Ok(match line.required("outcome", OutcomeKind::parse)? {
        OutcomeKind::Pending => None,
        OutcomeKind::Validated => Some(Outcome::Validated {
            sector: line.required("outcome_sector", Sector::parse)?,
            decided_on: line.required("decided_on", parse_day)?,
        }),
        OutcomeKind::NotIntegrated => Some(Outcome::NotIntegrated {
            reason: line.required("reason", NotIntegratedReason::parse)?,
            comment: line.optional("comment", FreeText::parse)?,
            decided_on: line.required("decided_on", parse_day)?,
        }),
    })
}
