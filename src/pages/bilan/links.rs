//! Where the pages show the records behind a figure.

use super::super::listing;
use super::address;
use crate::bilan::{HoursBy, Reach, Rows, RowsOf};
use crate::values::OutcomeKind;

/// A link to the records behind a figure.
pub(super) struct Link {
    pub to: String,
    pub text: &'static str,
}

/// The link to the list that has the records, and what one finds there; none where no list has them.
pub(super) fn link(rows: &Rows) -> Option<Link> {
    let everybody = if rows.reach == Reach::All { "toutes" } else { "" };
    let (first, last) = (rows.run.from.first_day().to_string(), rows.run.to.last_day().to_string());
    let link = match &rows.of {
        RowsOf::People => return None,
        RowsOf::Hours { sector, by } => {
            let mut fields = vec![
                ("du", rows.run.from.to_string()),
                ("au", rows.run.to.to_string()),
                ("secteur", sector.map(|sector| sector.to_string()).unwrap_or_default()),
                ("portee", everybody.to_owned()),
            ];
            fields.extend(by.iter().map(|(by, code)| (field(*by), code.clone())));
            Link { to: listing::address("/heures", &fields), text: "Voir les lignes d’heures" }
        }
        RowsOf::Referrals { sector, outcome, .. } => {
            let (standing, text) = match outcome {
                Some(OutcomeKind::Pending) => ("en-attente", "Voir toutes les orientations en attente d’une issue"),
                Some(_) => ("decidees", "Voir toutes les orientations décidées"),
                None => ("toutes", "Voir toutes les orientations"),
            };
            let sector = sector.map(|sector| sector.to_string()).unwrap_or_default();
            let fields = [("statut", standing.to_owned()), ("secteur", sector), ("du", first), ("au", last)];
            Link { to: listing::address("/orientations", &fields), text }
        }
        RowsOf::Exits { kind } => {
            let kind = kind.map(|kind| kind.to_string()).unwrap_or_default();
            let text = if everybody.is_empty() { "Voir toutes les sorties" } else { "Voir les sorties" };
            let fields = [("critere", kind), ("du", first), ("au", last)];
            Link { to: listing::address("/sorties", &fields), text }
        }
    };
    Some(link)
}

/// The address of the people behind a figure.
pub(super) fn people(rows: &Rows) -> String {
    address::people_path(rows.run, rows.reach, &rows.figure)
}

/// The field of the rows of hours.
const fn field(by: HoursBy) -> &'static str {
    match by {
        HoursBy::ContractType => "type",
        HoursBy::Employer => "employeur",
        HoursBy::Buyer => "donneur",
        HoursBy::PublicContract => "marche",
        HoursBy::Modality => "modalite",
        HoursBy::Commune => "commune",
        HoursBy::AgeBracket => "age",
        HoursBy::Sex => "sexe",
        HoursBy::Level => "niveau",
        HoursBy::Rsa => "rsa",
        HoursBy::Prescriber => "prescripteur",
    }
}
