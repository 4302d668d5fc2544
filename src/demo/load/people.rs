//! Candidates with their periods, waivers and referrals, their employments and their exits.

use super::Loading;
use crate::access::idempotency::Idempotent;
use crate::candidates::{
    self, AddressDetails, CandidateDetails, CriterionDetails, PliePeriodDetails, QualificationLevel, WaiverDetails,
};
use crate::demo::files::{
    ADDRESSES, ASSIGNMENTS, CANDIDATES, CRITERIA, EMPLOYMENTS, EXITS, Line, PLIE_PERIODS, REFERRALS, WAIVERS,
};
use crate::employments::{self, AssignmentDetails, EmploymentDetails};
use crate::exits::{self, ExitDetails};
use crate::referrals::{self, Outcome, ReferralDetails};
use crate::values::{
    CommuneCode, ContractType, CriterionCode, ExitKind, FreeText, Hours, Modality, Name, NotIntegratedReason, Origin,
    OutcomeKind, Period, PrescriberKind, RomeCode, Sector, Sectors, Sex, parse_day,
};

fn period(line: &Line, from: &str, to: &str) -> anyhow::Result<Period> {
    Ok(Period { from: line.must(from, parse_day)?, to: line.may(to, parse_day)? })
}

impl Loading<'_> {
    pub(super) fn candidates(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        let addresses = ADDRESSES.lines_by("candidate")?;
        let criteria = CRITERIA.lines_by("candidate")?;
        for line in CANDIDATES.lines()? {
            let key = line.text("key")?.to_owned();
            let mut details = person(&line)?;
            for line in addresses.get(&key).into_iter().flatten() {
                details.addresses.push(address(line)?);
            }
            for line in criteria.get(&key).into_iter().flatten() {
                details.eligibility.push(criterion(line)?);
            }
            let candidate = line.at(candidates::actions::create(&caller, &details).and_then(Idempotent::executed))?;
            self.candidates.insert(key, candidate.id);
        }
        Ok(())
    }

    pub(super) fn plie_periods(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in PLIE_PERIODS.lines()? {
            let candidate = line.named("candidate", &self.candidates)?;
            let details = PliePeriodDetails { period: period(&line, "from", "to")? };
            line.at(candidates::periods::actions::create(&caller, candidate, details).and_then(Idempotent::executed))?;
        }
        Ok(())
    }

    pub(super) fn waivers(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in WAIVERS.lines()? {
            let candidate = line.named("candidate", &self.candidates)?;
            let details = WaiverDetails {
                sector: line.must("sector", Sector::parse)?,
                reason: line.must("reason", FreeText::parse)?,
                granted_on: Some(line.must("granted_on", parse_day)?),
            };
            line.at(candidates::waivers::actions::create(&caller, candidate, &details).and_then(Idempotent::executed))?;
        }
        Ok(())
    }

    pub(super) fn referrals(&mut self) -> anyhow::Result<()> {
        let (caller, deciding) = (self.caller.with_right()?, self.caller.with_right()?);
        for line in REFERRALS.lines()? {
            let candidate = line.named("candidate", &self.candidates)?;
            let details = ReferralDetails {
                prescriber_id: line.named_or_none("prescriber", &self.organisations)?,
                prescriber_kind: line.must("prescriber_kind", PrescriberKind::parse)?,
                origin: line.must("origin", Origin::parse)?,
                for_plie: line.text("for_plie")? == "true",
                referred_on: line.must("referred_on", parse_day)?,
                sectors: line.must("sectors", |text| Sectors::parse(&text.replace('|', ",")))?,
                external_ref: None,
            };
            let referral =
                line.at(referrals::actions::create(&caller, candidate, &details).and_then(Idempotent::executed))?;
            if let Some(outcome) = outcome(&line)? {
                line.at(referrals::actions::decide(&deciding, referral.id, None, &outcome))?;
            }
        }
        Ok(())
    }

    pub(super) fn employments(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        let assignments = ASSIGNMENTS.lines_by("employment")?;
        for line in EMPLOYMENTS.lines()? {
            let key = line.text("key")?.to_owned();
            let assigned = assignments.get(&key).into_iter().flatten();
            let details = EmploymentDetails {
                candidate_id: line.named("candidate", &self.candidates)?,
                employer_id: line.named("employer", &self.organisations)?,
                contract_type: line.must("contract_type", ContractType::parse)?,
                occupation: line.may("occupation", RomeCode::parse)?,
                period: period(&line, "starts_on", "ends_on")?,
                weekly_hours: line.may("weekly_hours", Hours::parse)?,
                external_ref: None,
                assignments: assigned.map(|line| self.assignment(line)).collect::<Result<_, _>>()?,
            };
            let employment = line.at(employments::actions::create(&caller, &details).and_then(Idempotent::executed))?;
            self.employments.insert(key, employment.id);
        }
        Ok(())
    }

    fn assignment(&self, line: &Line) -> anyhow::Result<AssignmentDetails> {
        Ok(AssignmentDetails {
            lot_id: self.lot(line)?,
            modality: line.must("modality", Modality::parse)?,
            period: period(line, "from", "to")?,
        })
    }

    pub(super) fn exits(&mut self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in EXITS.lines()? {
            let details = ExitDetails {
                candidate_id: line.named("candidate", &self.candidates)?,
                kind: line.must("kind", ExitKind::parse)?,
                started_on: line.must("started_on", parse_day)?,
                met_on: line.must("met_on", parse_day)?,
                employer_id: line.named_or_none("employer", &self.organisations)?,
                weekly_hours: line.may("weekly_hours", Hours::parse)?,
                sector: line.may("sector", Sector::parse)?,
                proof_reference: line.may("proof_reference", Name::parse)?,
            };
            line.at(exits::actions::create(&caller, &details).and_then(Idempotent::executed))?;
        }
        Ok(())
    }
}

fn person(line: &Line) -> anyhow::Result<CandidateDetails> {
    Ok(CandidateDetails {
        last_name: line.must("last_name", Name::parse)?,
        first_name: line.must("first_name", Name::parse)?,
        birth_date: line.must("birth_date", parse_day)?,
        sex: line.must("sex", Sex::parse)?,
        qualification_level: line
            .may("qualification_level", |text| QualificationLevel::parse(text.parse().unwrap_or(0)))?,
        email: None,
        phone: None,
        informed_on: line.may("informed_on", parse_day)?,
        right_to_work_checked_on: None,
        external_ref: None,
        addresses: Vec::new(),
        eligibility: Vec::new(),
    })
}

fn address(line: &Line) -> anyhow::Result<AddressDetails> {
    Ok(AddressDetails {
        commune_code: line.must("commune_code", CommuneCode::parse)?,
        neighbourhood: line.may("neighbourhood", Name::parse)?,
        period: period(line, "from", "to")?,
    })
}

fn criterion(line: &Line) -> anyhow::Result<CriterionDetails> {
    Ok(CriterionDetails {
        code: line.must("code", CriterionCode::parse)?,
        period: period(line, "from", "to")?,
        proof_kind: line.may("proof_kind", Name::parse)?,
        proof_on: line.may("proof_on", parse_day)?,
        checked_by: line.may("checked_by", Name::parse)?,
    })
}

fn outcome(line: &Line) -> anyhow::Result<Option<Outcome>> {
    Ok(match line.must("outcome", OutcomeKind::parse)? {
        OutcomeKind::Pending => None,
        OutcomeKind::Validated => Some(Outcome::Validated {
            sector: line.must("outcome_sector", Sector::parse)?,
            decided_on: line.must("decided_on", parse_day)?,
        }),
        OutcomeKind::NotIntegrated => Some(Outcome::NotIntegrated {
            reason: line.must("reason", NotIntegratedReason::parse)?,
            comment: line.may("comment", FreeText::parse)?,
            decided_on: line.must("decided_on", parse_day)?,
        }),
    })
}
