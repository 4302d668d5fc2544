//! What rests on lots.

use diesel::prelude::*;

use super::work::{On, ROWS, assigned, worked};
use crate::access::Tx;
use crate::db::schema::{lot_evidence, lots, nil_statements, public_contracts};
use crate::error::Result;
use crate::values::{
    DependentKind, LotEvidenceId, LotId, Month, Name, NilStatementId, OrganisationId, PublicContractId, Sector,
};
use crate::withdrawals::{Dependent, Dependents, LeadsTo};

pub(super) fn lots_of(tx: &mut Tx<'_>, contract: PublicContractId) -> Result<Vec<LotId>> {
    let of_contract = lots::table.filter(lots::public_contract_id.eq(contract)).order(lots::id);
    Ok(of_contract.select(lots::id).load(tx.conn())?)
}

/// A lot's sector is that of its contract, so who sees the lot sees all that rests on it.
pub(super) fn of_lot(tx: &mut Tx<'_>, lot: LotId, found: &mut Dependents) -> Result<()> {
    assigned(tx, On::Lot(lot), found)?;
    worked(tx, On::Lot(lot), found)?;
    let rows = nil_statements::table.filter(nil_statements::lot_id.eq(lot)).order(nil_statements::id).limit(ROWS);
    let rows: Vec<(NilStatementId, Month)> =
        rows.select((nil_statements::id, nil_statements::month)).load(tx.conn())?;
    found.add(
        rows,
        |_| true,
        |(id, month)| Dependent {
            kind: DependentKind::NilStatement,
            id: id.0,
            label: format!("état néant de {}", month.in_words()),
            path: format!("/v1/months/{month}/nil-statements/{id}"),
            leads_to: LeadsTo::LotMonth(lot, month),
        },
    );
    let rows = lot_evidence::table.filter(lot_evidence::lot_id.eq(lot)).order(lot_evidence::id).limit(ROWS);
    let rows: Vec<(LotEvidenceId, Month)> = rows.select((lot_evidence::id, lot_evidence::month)).load(tx.conn())?;
    found.add(
        rows,
        |_| true,
        |(id, month)| Dependent {
            kind: DependentKind::Evidence,
            id: id.0,
            label: format!("justificatif de {}", month.in_words()),
            path: format!("/v1/months/{month}/evidence/{id}"),
            leads_to: LeadsTo::LotMonth(lot, month),
        },
    );
    Ok(())
}

/// The contract of its only lot: a contract has one at least.
pub(super) fn of_only_lot(tx: &mut Tx<'_>, lot: LotId, found: &mut Dependents) -> Result<()> {
    let contract: PublicContractId = lots::table.find(lot).select(lots::public_contract_id).first(tx.conn())?;
    if lots_of(tx, contract)?.len() > 1 {
        return Ok(());
    }
    let of_lot = public_contracts::table.filter(public_contracts::id.eq(contract));
    let columns = (public_contracts::id, public_contracts::reference, public_contracts::sector);
    let rows: Vec<ContractRow> = of_lot.select(columns).load(tx.conn())?;
    let only = |(id, reference, _): ContractRow| Dependent {
        label: format!("marché {reference}, dont c’est le seul lot"),
        ..public_contract(id, &reference)
    };
    found.add(rows, |_| true, only);
    Ok(())
}

type ContractRow = (PublicContractId, Name, Sector);

fn public_contract(id: PublicContractId, reference: &Name) -> Dependent {
    Dependent {
        kind: DependentKind::PublicContract,
        id: id.0,
        label: format!("marché {reference}"),
        path: format!("/v1/public-contracts/{id}"),
        leads_to: LeadsTo::PublicContract(id),
    }
}

/// The contracts that an organisation buys.
pub(super) fn bought(tx: &mut Tx<'_>, buyer: OrganisationId, found: &mut Dependents) -> Result<()> {
    let of_buyer = public_contracts::table.filter(public_contracts::buyer_id.eq(buyer));
    let columns = (public_contracts::id, public_contracts::reference, public_contracts::sector);
    let rows: Vec<ContractRow> = of_buyer.order(public_contracts::id).limit(ROWS).select(columns).load(tx.conn())?;
    let scope = tx.scope();
    found.add(rows, |row| scope.sees(row.2), |(id, reference, _)| public_contract(id, &reference));
    Ok(())
}

type LotRow = (LotId, Name, Name, Sector);

/// Adds lots.
pub(super) fn add_lots(tx: &Tx<'_>, rows: Vec<LotRow>, found: &mut Dependents) {
    let scope = tx.scope();
    found.add(
        rows,
        |row| scope.sees(row.3),
        |(id, number, contract, _)| Dependent {
            kind: DependentKind::Lot,
            id: id.0,
            label: format!("lot {number} du marché {contract}"),
            path: format!("/v1/lots/{id}"),
            leads_to: LeadsTo::Lot(id),
        },
    );
}
