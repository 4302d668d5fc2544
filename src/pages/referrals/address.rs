//! The address of the list, which keeps filters, order and page.

use serde::Deserialize;

use super::super::listing::{self, given};
use super::form::SELF_REFERRED;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::referrals::{ReferralFilter, ReferralOrder};
use crate::values::{OrganisationId, OutcomeKind, PrescriberKind, Sector, parse_day, parse_id};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    statut: Option<String>,
    secteur: Option<String>,
    prescripteur: Option<String>,
    du: Option<String>,
    au: Option<String>,
    tri: Option<String>,
    page: Option<u32>,
}

/// Which referrals are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Pending,
    Decided,
    Every,
}

/// Each standing with its code and its words.
pub(super) const STANDINGS: [(&str, &str, Standing); 3] = [
    ("en-attente", "En attente d’une issue", Standing::Pending),
    ("decidees", "Décidées", Standing::Decided),
    ("toutes", "Toutes", Standing::Every),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, ReferralOrder); 4] = [
    ("date", "Orientation, la plus ancienne d’abord", ReferralOrder::Oldest),
    ("-date", "Orientation, la plus récente d’abord", ReferralOrder::Newest),
    ("decision", "Décision, la plus ancienne d’abord", ReferralOrder::DecidedFirst),
    ("-decision", "Décision, la plus récente d’abord", ReferralOrder::DecidedLast),
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
        let prescriber = given(self.prescripteur.as_ref());
        let is_self = prescriber.as_deref() == Some(SELF_REFERRED);
        let prescriber: Option<OrganisationId> =
            fields.optional("?prescripteur", prescriber.filter(|_| !is_self), |text| parse_id(&text));
        let filter = ReferralFilter {
            sector: fields.optional("?secteur", given(self.secteur.as_ref()), |code| Sector::parse(&code)),
            outcome: (standing == Standing::Pending).then_some(OutcomeKind::Pending),
            is_decided: standing == Standing::Decided,
            prescriber_id: prescriber,
            prescriber_kind: is_self.then_some(PrescriberKind::SelfReferred),
            from: fields.optional("?du", given(self.du.as_ref()), |text| parse_day(&text)),
            to: fields.optional("?au", given(self.au.as_ref()), |text| parse_day(&text)),
            ..ReferralFilter::default()
        };
        if matches!((filter.from, filter.to), (Some(from), Some(to)) if to < from) {
            fields.push(FieldError::new("?au", ProblemCode::InvalidPeriod));
        }
        fields.done()?;
        Ok((filter, standing, self.order(standing)))
    }

    fn standing(&self) -> Option<Standing> {
        let code = given(self.statut.as_ref());
        let Some(code) = code else { return Some(Standing::Pending) };
        STANDINGS.iter().find(|(known, ..)| *known == code).map(|(.., standing)| *standing)
    }

    fn order(&self, standing: Standing) -> ReferralOrder {
        let known = ORDERS.iter().find(|(code, ..)| Some(*code) == self.tri.as_deref());
        known.map_or(usual(standing), |(.., order)| *order)
    }

    /// The text of a filter, as it was typed.
    pub fn typed(&self, name: &str) -> &str {
        let text = match name {
            "prescripteur" => &self.prescripteur,
            "du" => &self.du,
            "au" => &self.au,
            _ => &None,
        };
        text.as_deref().unwrap_or_default()
    }

    /// How many rows come before the page.
    pub fn skipped(&self) -> i64 {
        listing::skipped(self.page)
    }

    /// Whether other filters than the standing select less than everything.
    pub fn is_filtered(&self) -> bool {
        [&self.secteur, &self.prescripteur, &self.du, &self.au].into_iter().any(|text| given(text.as_ref()).is_some())
    }

    /// The address of a page of the same referrals in an order.
    pub fn of(&self, order: ReferralOrder, page: i64) -> String {
        let standing = self.standing().unwrap_or(Standing::Pending);
        let code = ORDERS.iter().find(|(.., of)| *of == order && order != usual(standing));
        listing::address(
            "/orientations",
            [
                ("statut", self.statut.clone()),
                ("secteur", self.secteur.clone()),
                ("prescripteur", self.prescripteur.clone()),
                ("du", self.du.clone()),
                ("au", self.au.clone()),
                ("tri", code.map(|(code, ..)| (*code).to_owned())),
                ("page", (page > 1).then(|| page.to_string())),
            ],
        )
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
            statut: Some("decidees".to_owned()),
            secteur: Some(String::new()),
            prescripteur: Some("spontanee".to_owned()),
            tri: Some("-decision".to_owned()),
            page: Some(3),
            ..Address::default()
        };
        let (filter, standing, order) = address.read().unwrap();
        assert_eq!((filter.sector, filter.prescriber_kind), (None, Some(PrescriberKind::SelfReferred)));
        assert!(filter.is_decided && filter.outcome.is_none() && standing == Standing::Decided);
        assert_eq!((order, address.skipped()), (ReferralOrder::DecidedLast, 100));
        let second = "/orientations?statut=decidees&prescripteur=spontanee&tri=-decision&page=2";
        assert_eq!(address.of(order, 2), second);
        assert_eq!(Address::default().of(ReferralOrder::Oldest, 1), "/orientations");
        assert_eq!(Address::default().read().unwrap().0.outcome, Some(OutcomeKind::Pending));
    }
}
