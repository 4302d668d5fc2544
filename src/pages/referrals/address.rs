//! The address of the list, which keeps filters, order and page.

use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Coded};
use super::form::SELF_REFERRED;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::referrals::{ReferralFilter, ReferralOrder};
use crate::values::{NameOrder, OutcomeKind, Part, PrescriberKind, SearchText, Sector};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    pub nom: AddressField,
    statut: AddressField,
    secteur: AddressField,
    pub prescripteur: AddressField,
    pub du: AddressField,
    pub au: AddressField,
    tri: AddressField,
    page: Option<usize>,
}

/// Which referrals are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Pending,
    Decided,
    Every,
}

/// Each standing with its code and its words.
pub(super) const STANDINGS: [Coded<Standing>; 3] = [
    ("en-attente", "En attente d’une issue", Standing::Pending),
    ("decidees", "Décidées", Standing::Decided),
    ("toutes", "Toutes", Standing::Every),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [Coded<ReferralOrder>; 6] = [
    ("date", "Orientation, la plus ancienne d’abord", ReferralOrder::Oldest),
    ("-date", "Orientation, la plus récente d’abord", ReferralOrder::Newest),
    ("decision", "Décision, la plus ancienne d’abord", ReferralOrder::DecidedFirst),
    ("-decision", "Décision, la plus récente d’abord", ReferralOrder::DecidedLast),
    ("personne", "Personne, de A à Z", ReferralOrder::OfPerson(NameOrder::FromA)),
    ("-personne", "Personne, de Z à A", ReferralOrder::OfPerson(NameOrder::FromZ)),
];

impl Address {
    /// Which referrals are asked for, and their order. Those that wait come oldest first, others newest first.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self) -> Result<(ReferralFilter, Standing, ReferralOrder)> {
        let mut fields = Fields::default();
        let standing = self.standing();
        if standing.is_none() {
            fields.push(FieldError::new("?statut", ProblemCode::UnknownOutcome));
        }
        let standing = standing.unwrap_or(Standing::Pending);
        let is_self = self.prescripteur.given() == Some(SELF_REFERRED);
        let (from, to) = fields.period(("?du", self.du.given()), ("?au", self.au.given()));
        let filter = ReferralFilter {
            sector: fields.optional("?secteur", self.secteur.given(), Sector::parse),
            outcome: (standing == Standing::Pending).then_some(OutcomeKind::Pending),
            is_decided: standing == Standing::Decided,
            prescriber_id: fields.id("?prescripteur", self.prescripteur.given().filter(|_| !is_self)),
            prescriber_kind: is_self.then_some(PrescriberKind::SelfReferred),
            from,
            to,
            person: SearchText::read(self.nom.text()),
            ..ReferralFilter::default()
        };
        fields.done()?;
        Ok((filter, standing, listing::by_code(&ORDERS, &self.tri).unwrap_or(usual(standing))))
    }

    fn standing(&self) -> Option<Standing> {
        if self.statut.given().is_none() { Some(Standing::Pending) } else { listing::by_code(&STANDINGS, &self.statut) }
    }

    /// Which referrals the page shows.
    pub fn part(&self) -> Part {
        listing::part(self.page)
    }

    /// Whether other filters than the standing select less than everything.
    pub fn is_filtered(&self) -> bool {
        [&self.nom, &self.secteur, &self.prescripteur, &self.du, &self.au]
            .into_iter()
            .any(|field| field.given().is_some())
    }

    /// The address of a page of the same referrals in an order.
    pub fn of(&self, order: ReferralOrder, page: usize) -> String {
        let tri = listing::order_code(&ORDERS, order, usual(self.standing().unwrap_or(Standing::Pending)));
        listing::address("/orientations", &Self { tri, page: listing::page_number(page), ..self.clone() })
    }
}

const fn usual(standing: Standing) -> ReferralOrder {
    match standing {
        Standing::Pending => ReferralOrder::Oldest,
        Standing::Decided | Standing::Every => ReferralOrder::Newest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_was_asked() {
        let address = Address {
            statut: "decidees".into(),
            prescripteur: "spontanee".into(),
            tri: "-decision".into(),
            page: Some(3),
            ..Address::default()
        };
        let (filter, standing, order) = address.read().unwrap();
        assert_eq!((filter.sector, filter.prescriber_kind), (None, Some(PrescriberKind::SelfReferred)));
        assert!(filter.is_decided && filter.outcome.is_none() && standing == Standing::Decided);
        assert_eq!((order, address.part().skipped), (ReferralOrder::DecidedLast, 100));
        let second = "/orientations?statut=decidees&prescripteur=spontanee&tri=-decision&page=2";
        assert_eq!(address.of(order, 2), second);
        assert_eq!(Address::default().of(ReferralOrder::Oldest, 1), "/orientations");
        assert_eq!(Address::default().read().unwrap().0.outcome, Some(OutcomeKind::Pending));
    }
}
