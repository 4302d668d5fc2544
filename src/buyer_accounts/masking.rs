//! A buyer's own copy of its account: what the disclosure rules give of people, and all that is owed to it.

use super::model::{BuyerAccount, Work};
use crate::disclosure::accounts::{Given, Line, given};

/// The account as the buyer reads it. The lines have the parts of the account, in its order.
pub(super) fn masked(mut account: BuyerAccount, people: &Line) -> BuyerAccount {
    let whole = given(people);
    mask(&mut account.total.work, &whole);
    for (contract, of_contract) in account.contracts.iter_mut().zip(&whole.parts) {
        mask(&mut contract.total.work, of_contract);
        for (lot, of_lot) in contract.lots.iter_mut().zip(&of_contract.parts) {
            mask(&mut lot.work, of_lot);
        }
    }
    BuyerAccount { masked: true, ..account }
}

fn mask(work: &mut Work, given: &Given) {
    let [types, modalities, qpv] = given.breakdowns;
    let exact = std::mem::take(work);
    *work = Work {
        people: given.people,
        by_contract_type: exact.by_contract_type.filter(|_| types),
        by_modality: exact.by_modality.filter(|_| modalities),
        qpv: exact.qpv.filter(|_| qpv),
        qpv_share: exact.qpv_share.filter(|_| qpv),
    };
}
