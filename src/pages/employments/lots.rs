//! The lots on which a person may be put to work: those of contracts that run, in the sectors that admit the person.

use super::super::people::{ALL, Choice};
use crate::access::{Caller, EditEligibility};
use crate::contracts::{self, PublicContractFilter};
use crate::employments::{self, Admission};
use crate::error::Result;
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
        let admissions = employments::actions::admissions(&caller.with_right()?, candidate)?;
        let every = PublicContractFilter::default();
        let contracts = contracts::actions::list(&caller.with_right()?, &every, Place::Position(0), ALL)?;
        let group = |(sector, admission): (&Sector, &Admission)| {
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
            LotGroup { sector: *sector, admission: in_words(*admission), lots }
        };
        let closed =
            caller.scope().visible_sectors().into_iter().filter(|sector| !admissions.contains_key(sector)).collect();
        Ok(Self { groups: admissions.iter().map(group).collect(), closed })
    }
}

fn in_words(admission: Admission) -> String {
    match admission {
        Admission::Referral(_, decided_on) => format!("orientation validée le {}", day_in_table(decided_on)),
        Admission::Waiver(granted_on) => format!("dérogation du {}", day_in_table(granted_on)),
    }
}
