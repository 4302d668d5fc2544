//! Amounts and shares as a person types them into a page: `1 250 000,50 €`, `12,5 %`. One rule for every page.

use rust_decimal::Decimal;

use super::number::split_decimal;
use super::typed_hours::closed_up;
use super::{InvalidValue, Money, Rate, shorten};
use crate::error::ProblemCode;

impl Money {
    /// Reads an amount as typed in French: a comma or a point before the cents, spaces between thousands, with or without
    /// `€`.
    ///
    /// # Errors
    /// `invalid_amount`.
    pub fn parse_typed(text: &str) -> Result<Self, InvalidValue> {
        let plain = closed_up(text).trim_end_matches('€').replace(',', ".");
        Self::parse(&plain).map_err(|invalid| {
            let quoted = shorten(text.trim());
            let detail =
                format!("« {quoted} » n’est pas un montant en euros. Écrivez par exemple 1\u{202f}250\u{202f}000,50.");
            InvalidValue::new(invalid.code, detail)
        })
    }
}

impl Rate {
    /// Reads a share that is typed in percent: `50`, `12,5 %`.
    ///
    /// # Errors
    /// `invalid_rate`.
    pub fn parse_percent(text: &str) -> Result<Self, InvalidValue> {
        let plain = closed_up(text).trim_end_matches('%').replace(',', ".");
        let percent = split_decimal(&plain).and_then(|_| Decimal::from_str_exact(&plain).ok());
        let share = percent.and_then(|percent| percent.checked_div(Decimal::ONE_HUNDRED));
        share.and_then(|share| Self::parse(&share.normalize().to_string()).ok()).ok_or_else(|| {
            let quoted = shorten(text.trim());
            let detail = format!("« {quoted} » n’est pas un pourcentage entre 0 et 100. Écrivez par exemple 12,5.");
            InvalidValue::new(ProblemCode::InvalidRate, detail)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (typed, amount) in [
            ("1 250 000,50 €", "1250000.50"),
            ("1\u{202f}250\u{202f}000,50\u{a0}€", "1250000.50"),
            (" 30 ", "30.00"),
            ("30.5", "30.50"),
        ] {
            assert_eq!(
                Money::parse_typed(typed).map(|amount| amount.to_string()).ok().as_deref(),
                Some(amount),
                "{typed}"
            );
        }
        for typed in ["", "€", "trente", "1.250,50", "-5", "30,555"] {
            assert_eq!(
                Money::parse_typed(typed).map_err(|invalid| invalid.code),
                Err(ProblemCode::InvalidAmount),
                "{typed}"
            );
        }
    }

    #[test]
    fn shares_are_read_in_percent() {
        for (typed, share) in [("50", "0.5"), ("12,5 %", "0.125"), ("100\u{a0}%", "1"), ("0", "0"), ("0,05", "0.0005")]
        {
            assert_eq!(Rate::parse_percent(typed).map(|rate| rate.to_string()).ok().as_deref(), Some(share), "{typed}");
        }
        for typed in ["", "%", "101", "-5", "5,00001", "cinq", "1e1"] {
            assert_eq!(
                Rate::parse_percent(typed).map_err(|invalid| invalid.code),
                Err(ProblemCode::InvalidRate),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        let (amount, share) = (Money::from_cents(125_000_050), Rate::parse("0.125").unwrap());
        assert_eq!(Money::parse_typed(&amount.in_french()), Ok(amount));
        assert_eq!(Rate::parse_percent(&share.in_french()), Ok(share));
    }
}
