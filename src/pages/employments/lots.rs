//! The lots on which a person may be put to work: those of contracts that run, in sectors where a referral of theirs is
//! validated or a waiver is granted.

use super::super::people::{ALL, Choice};
use crate::access::{Caller, EditEligibility};
use crate::candidates::waivers;
use crate::contracts::{self, PublicContractFilter};
use crate::error::Result;
use crate::referrals;
use crate::values::{CandidateId, ContractStatus, LotId, Place, Sector, day_in_table, french_order};

/// The lots of a sector, and why the person may work on them.
pub(super) struct LotGroup {
    pub sector: Sector,
    pub admission: String,
    pub lots: Vec<Choice>,
}

/// The lots to choose from, by sector, and the sectors in which the person may not work.
pub(super) struct Offer {
    pub groups: Vec<LotGroup>,
    pub closed: Vec<Sector>,
}

impl Offer {
    /// Reads the offer for a person; `kept` is offered even if its contract has ended.
    pub fn read(caller: &Caller<EditEligibility>, candidate: CandidateId, kept: Option<LotId>) -> Result<Self> {
        let admissions = admissions(caller, candidate)?;
        let every = PublicContractFilter::default();
        let contracts = contracts::actions::list(&caller.with_right()?, &every, Place::Position(0), ALL)?;
        let group = |(sector, admission): &(Sector, String)| {
            let mut lots: Vec<Choice> = Vec::new();
            for contract in contracts.iter().filter(|contract| contract.sector == *sector) {
                let runs = contract.status == ContractStatus::Open;
                let offered = contract.lots.iter().filter(|lot| runs || Some(lot.id) == kept);
                lots.extend(offered.map(|lot| Choice {
                    value: lot.id.to_string(),
                    label: format!("{}, lot {} · {}", contract.reference, lot.number, lot.title),
                }));
            }
            lots.sort_by_cached_key(|lot| french_order(&*lot.label));
            LotGroup { sector: *sector, admission: admission.clone(), lots }
        };
        let is_admitted = |sector: &Sector| admissions.iter().any(|(admitted, _)| admitted == sector);
        let closed = caller.scope().visible_sectors().into_iter().filter(|sector| !is_admitted(sector)).collect();
        Ok(Self { groups: admissions.iter().map(group).collect(), closed })
    }
}

/// The sectors in which the person may work, in the order of the report, and why.
fn admissions(caller: &Caller<EditEligibility>, candidate: CandidateId) -> Result<Vec<(Sector, String)>> {
    let referrals = referrals::actions::list_of(&caller.with_right()?, candidate, 0, ALL)?;
    let waivers = waivers::actions::list(&caller.with_right()?, candidate)?;
    let admission = |sector: Sector| {
        let validated = referrals.iter().filter(|referral| referral.outcome_sector == Some(sector));
        let validated = validated.filter_map(|referral| referral.decided_on).min();
        let waived = || waivers.iter().find(|waiver| waiver.sector == sector).map(|waiver| waiver.granted_on);
        let because = validated
            .map(|on| format!("orientation validée le {}", day_in_table(on)))
            .or_else(|| waived().map(|on| format!("dérogation du {}", day_in_table(on))));
        because.map(|because| (sector, because))
    };
    let visible = caller.scope().visible_sectors();
    Ok(Sector::ALL.iter().copied().filter(|sector| visible.contains(sector)).filter_map(admission).collect())
}
