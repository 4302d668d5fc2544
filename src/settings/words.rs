//! Settings as people read and type them: what each decides, and its values in French.

use super::Key;
use super::rules::Kind;
use crate::error::ProblemCode;
use crate::values::{Hours, InvalidValue, Money, Rate, shorten};

impl Key {
    /// What it decides and what a change alters, in sentences.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::WeeklyCapHours => {
                "Au-delà, la saisie d’une personne dans le mois donne un avertissement ; les heures sont enregistrées."
            }
            Self::FteDivisor => {
                "Les équivalents temps plein des totaux et du bilan sont les heures divisées par ce nombre. Aucune heure \
                 ne change."
            }
            Self::WindowMonths => {
                "Les heures comptent pour la clause pendant ces mois, à partir de la première affectation de la personne. \
                 Un changement recompte les heures des mois ouverts."
            }
            Self::CdiWindowMonths => {
                "Les heures d’un CDI comptent pendant ces mois, à partir de l’embauche. Un changement recompte les heures \
                 des mois ouverts."
            }
            Self::TrainingContractUntilItsEnd => {
                "Avec oui, les heures d’un contrat de professionnalisation ou d’apprentissage comptent jusqu’à sa fin. Un \
                 changement recompte les heures des mois ouverts."
            }
            Self::ValidationNeedsEvidence => {
                "Avec oui, des heures sans justificatif ne peuvent pas être validées ; avec non, leur validation donne un \
                 avertissement. Ce qui est déjà validé le reste."
            }
            Self::HoursDeadlineDay => {
                "Jusqu’à ce jour du mois suivant, un lot sans heures est attendu ; ensuite, il est en retard."
            }
            Self::ClosingNeedsAllEmployments => {
                "Avec oui, un mois ne se clôt pas tant que rien n’est arrivé pour certains contrats de travail d’un lot, \
                 sauf à forcer la clôture ; avec non, c’est un avertissement."
            }
            Self::PartnerStatesNil => {
                "Avec oui, un partenaire peut dire qu’un lot de ses secteurs n’a pas eu d’heures dans un mois."
            }
            Self::PartnerValidates => {
                "Avec oui, un partenaire peut décider de l’issue des orientations de ses secteurs."
            }
            Self::LabourShare | Self::InsertionEffort | Self::HourlyLabourCost => {
                "Valeur que le calcul des heures prévues propose. Les heures prévues déjà enregistrées gardent les leurs."
            }
        }
    }

    /// Whether its values are yes and no.
    pub const fn is_yes_or_no(self) -> bool {
        matches!(self.kind(), Kind::YesOrNo)
    }

    /// What to type, for the hint beside the field.
    pub const fn typed_as(self) -> &'static str {
        match self.kind() {
            Kind::HoursOfAWeek => "Heures par semaine, par exemple 48.",
            Kind::Hours => "Heures, par exemple 1607.",
            Kind::Months => "Un nombre entier de mois, de 1 à 120.",
            Kind::DayOfMonth => "Un jour du mois, de 1 à 28.",
            Kind::YesOrNo => "Oui ou non.",
            Kind::Rate => "Un taux en pour cent, par exemple 5 ou 12,5.",
            Kind::Money => "Un montant en euros, par exemple 30,00.",
        }
    }

    /// Reads a value as people type it: with a comma, with spaces, a rate in percent.
    ///
    /// # Errors
    /// `invalid_setting`, with what to type.
    pub fn typed(self, text: &str) -> Result<String, InvalidValue> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace(',', ".");
        let plain = plain.trim_end_matches(['€', 'h']);
        let read = match self.kind() {
            Kind::Rate => Rate::parse_percent(text).and_then(|share| self.value(&share.to_string())),
            _ => self.value(plain),
        };
        read.map_err(|_| {
            let detail = format!("« {} » ne convient pas. {}", shorten(text), self.typed_as());
            InvalidValue::new(ProblemCode::InvalidSetting, detail)
        })
    }

    /// A stored value in French: `24 mois`, `oui`, `5 %`.
    pub fn in_french(self, value: &str) -> String {
        let number = |hours: Hours| {
            let text = hours.in_french();
            text.strip_suffix(",00").unwrap_or(&text).to_owned()
        };
        let hours = || Hours::parse(value).map(number);
        let said = match self.kind() {
            Kind::HoursOfAWeek => hours().map(|hours| format!("{hours}\u{a0}h par semaine")),
            Kind::Hours => hours().map(|hours| format!("{hours}\u{a0}h")),
            Kind::Months => Ok(format!("{value}\u{a0}mois")),
            Kind::DayOfMonth => Ok(format!("le {value}")),
            Kind::YesOrNo => Ok(if value == "true" { "oui" } else { "non" }.to_owned()),
            Kind::Rate => Rate::parse(value).map(Rate::in_french),
            Kind::Money => Money::parse(value).map(Money::in_french),
        };
        said.unwrap_or_else(|_| value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_people_type_them() {
        for (key, typed, value) in [
            (Key::WindowMonths, " 36 ", "36"),
            (Key::FteDivisor, "1\u{202f}607,5", "1607.5"),
            (Key::FteDivisor, "1607 h", "1607"),
            (Key::InsertionEffort, "5 %", "0.05"),
            (Key::InsertionEffort, "7,5\u{a0}%", "0.075"),
            (Key::InsertionEffort, "12,5", "0.125"),
            (Key::HourlyLabourCost, "30,5 €", "30.50"),
            (Key::PartnerValidates, "true", "true"),
        ] {
            assert_eq!(key.typed(typed).unwrap(), value, "{typed}");
        }
        for (key, typed) in [(Key::WindowMonths, "5 %"), (Key::InsertionEffort, "500 %"), (Key::InsertionEffort, "x %")]
        {
            assert!(key.typed(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn values_are_written_in_french() {
        for (key, value, expected) in [
            (Key::WeeklyCapHours, "48", "48\u{a0}h par semaine"),
            (Key::FteDivisor, "1607.5", "1\u{202f}607,50\u{a0}h"),
            (Key::WindowMonths, "24", "24\u{a0}mois"),
            (Key::HoursDeadlineDay, "15", "le 15"),
            (Key::PartnerStatesNil, "true", "oui"),
            (Key::InsertionEffort, "0.05", "5\u{a0}%"),
            (Key::HourlyLabourCost, "30.00", "30,00\u{a0}€"),
        ] {
            assert_eq!(key.in_french(value), expected);
        }
    }
}
