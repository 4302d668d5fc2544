//! The keys of settings, and the valid values of each.

use rust_decimal::Decimal;

use crate::error::ProblemCode;
use crate::values::{Hours, InvalidValue, Money, Rate, parse_whole, shorten};

/// The kind of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    HoursOfAWeek,
    Hours,
    Months,
    DayOfMonth,
    YesOrNo,
    Rate,
    Money,
}

macro_rules! keys {
    ($($variant:ident = $key:literal, $kind:ident, $label:literal;)+) => {
        /// A setting.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key {
            $(#[doc = $label] $variant,)+
        }

        impl Key {
            /// Every setting.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the API and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }

            /// What it decides, in French.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            pub(super) const fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind),+ }
            }
        }
    };
}

keys! {
    WeeklyCapHours = "weekly_cap_hours", HoursOfAWeek, "Plafond légal d’heures par semaine et par personne";
    FteDivisor = "fte_divisor", Hours, "Heures d’un équivalent temps plein annuel";
    WindowMonths = "window_months", Months, "Mois d’éligibilité à compter de la première affectation";
    CdiWindowMonths = "cdi_window_months", Months, "Mois d’éligibilité à compter de l’embauche en CDI";
    TrainingContractUntilItsEnd = "training_contract_until_its_end", YesOrNo,
        "Heures comptées jusqu’à la fin du contrat de professionnalisation ou d’apprentissage";
    ValidationNeedsEvidence = "validation_needs_evidence", YesOrNo, "Justificatif obligatoire pour la validation";
    HoursDeadlineDay = "hours_deadline_day", DayOfMonth, "Jour du mois suivant jusqu’auquel les heures d’un lot sont attendues";
    ClosingNeedsAllEmployments = "closing_needs_all_employments", YesOrNo,
        "Un lot incomplet empêche la clôture du mois";
    PartnerStatesNil = "partner_states_nil", YesOrNo, "Les partenaires déclarent les états néant de leurs secteurs";
    PartnerValidates = "partner_validates", YesOrNo, "Les partenaires décident des orientations de leurs secteurs";
    LabourShare = "labour_share", Rate, "Part de la main-d’œuvre dans le montant d’un marché";
    InsertionEffort = "insertion_effort", Rate, "Part de la main-d’œuvre réservée à l’insertion";
    HourlyLabourCost = "hourly_labour_cost", Money, "Coût d’une heure de main-d’œuvre, en euros";
}

impl Key {
    /// Parses the name of a setting.
    ///
    /// # Errors
    /// `unknown_setting`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let key = Self::ALL.iter().copied().find(|key| key.as_str() == text);
        key.ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|key| key.as_str()).collect();
            let detail = format!("Le réglage « {} » n’existe pas ; attendu : {}.", shorten(text), names.join(", "));
            InvalidValue::new(ProblemCode::UnknownSetting, detail)
        })
    }

    /// Whether it affects until when hours count.
    pub const fn moves_windows(self) -> bool {
        matches!(self, Self::WindowMonths | Self::CdiWindowMonths | Self::TrainingContractUntilItsEnd)
    }

    /// Whether it decides what becomes of what partners send: they read these settings.
    pub const fn concerns_partners(self) -> bool {
        match self {
            Self::WeeklyCapHours
            | Self::ValidationNeedsEvidence
            | Self::HoursDeadlineDay
            | Self::ClosingNeedsAllEmployments
            | Self::PartnerStatesNil
            | Self::PartnerValidates => true,
            Self::FteDivisor
            | Self::WindowMonths
            | Self::CdiWindowMonths
            | Self::TrainingContractUntilItsEnd
            | Self::LabourShare
            | Self::InsertionEffort
            | Self::HourlyLabourCost => false,
        }
    }

    /// Parses a value and writes it in its canonical form.
    ///
    /// # Errors
    /// `invalid_setting`, with what the setting expects.
    pub fn value(self, text: &str) -> Result<String, InvalidValue> {
        let (value, expected) = match self.kind() {
            Kind::HoursOfAWeek => (hours(text, Some(Decimal::from(168))), "un nombre d’heures entre 0.01 et 168"),
            Kind::Hours => (hours(text, None), "un nombre d’heures positif, par exemple 1607"),
            Kind::Months => (months(text), "un nombre entier de mois, de 1 à 120"),
            Kind::DayOfMonth => (day_of_month(text), "un jour du mois, de 1 à 28"),
            Kind::YesOrNo => (text.parse::<bool>().ok().map(|yes| yes.to_string()), "true ou false"),
            Kind::Rate => (rate(text), "un taux supérieur à 0 et d’au plus 1, par exemple 0.05"),
            Kind::Money => (money(text), "un montant positif en euros, par exemple 30.00"),
        };
        value.ok_or_else(|| {
            let detail = format!("« {} » ne convient pas ; attendu : {expected}.", shorten(text));
            InvalidValue::new(ProblemCode::InvalidSetting, detail)
        })
    }
}

fn hours(text: &str, max: Option<Decimal>) -> Option<String> {
    let hours = Hours::parse(text).ok().filter(|hours| *hours > Hours::ZERO)?;
    let is_valid = max.is_none_or(|max| hours.to_decimal() <= max);
    is_valid.then(|| hours.to_decimal().normalize().to_string())
}

fn months(text: &str) -> Option<String> {
    let months = parse_whole::<u32>(text).filter(|months| (1..=120).contains(months))?;
    Some(months.to_string())
}

/// A day that every month has.
fn day_of_month(text: &str) -> Option<String> {
    let day = parse_whole::<u32>(text).filter(|day| (1..=28).contains(day))?;
    Some(day.to_string())
}

fn rate(text: &str) -> Option<String> {
    let rate = Rate::parse(text).ok().filter(|rate| !rate.to_decimal().is_zero())?;
    Some(rate.to_decimal().to_string())
}

fn money(text: &str) -> Option<String> {
    Money::parse(text).ok().filter(|amount| *amount.cents() > 0).map(|amount| amount.to_string())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::super::Settings;
    use super::*;

    #[test]
    fn every_setting_that_is_read_has_a_key_and_a_value_that_it_can_take() {
        let requested = RefCell::new(Vec::new());
        let read = Settings::read(|name| {
            requested.borrow_mut().push(name.to_owned());
            let key = Key::parse(name).ok()?;
            ["24", "true", "0.50"].iter().find_map(|text| key.value(text).ok())
        });
        assert!(read.is_ok());
        let keys: Vec<_> = Key::ALL.iter().map(|key| key.as_str().to_owned()).collect();
        assert_eq!(requested.into_inner(), keys);
    }

    #[test]
    fn values_are_kept_in_one_way_of_writing_and_absurd_ones_are_refused() {
        assert_eq!(Key::WeeklyCapHours.value("48.00").unwrap(), "48");
        assert_eq!(Key::HourlyLabourCost.value("30").unwrap(), "30.00");
        assert_eq!(Key::WindowMonths.value("36").unwrap(), "36");
        let refused = [
            (Key::WeeklyCapHours, "169"),
            (Key::FteDivisor, "0"),
            (Key::WindowMonths, "+24"),
            (Key::WindowMonths, "036"),
            (Key::LabourShare, "00.5"),
            (Key::CdiWindowMonths, "0"),
            (Key::HoursDeadlineDay, "29"),
            (Key::HoursDeadlineDay, "0"),
            (Key::PartnerValidates, "oui"),
            (Key::LabourShare, "1.5"),
            (Key::HourlyLabourCost, "-3"),
        ];
        for (key, text) in refused {
            assert_eq!(key.value(text).unwrap_err().code, ProblemCode::InvalidSetting, "{text}");
        }
    }
}
