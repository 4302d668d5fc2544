//! Communes by their names: those of the reference data have one, any other its INSEE code.

use crate::reference::Commune;
use crate::values::{CommuneCode, InvalidValue, fold};

/// The name of a commune, or its code.
pub fn commune_name(communes: &[Commune], code: &CommuneCode) -> String {
    let known = communes.iter().find(|commune| commune.code == *code);
    known.map_or_else(|| format!("INSEE {code}"), |commune| commune.name.to_string())
}

/// Reads a commune as it is typed: a name of the reference data, or an INSEE code.
///
/// # Errors
/// `invalid_commune`.
pub fn parse_commune(communes: &[Commune], text: &str) -> Result<CommuneCode, InvalidValue> {
    let named = communes.iter().find(|commune| fold(commune.name.as_str()) == fold(text));
    named.map_or_else(
        || CommuneCode::parse(text.trim().trim_start_matches("INSEE").trim()),
        |commune| Ok(commune.code.clone()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Name;

    #[test]
    fn a_commune_is_read_as_it_is_shown() {
        let dijon = CommuneCode::parse("21231").unwrap();
        let known = [Commune { code: dijon.clone(), name: Name::parse("Saint-Apollinaire").unwrap() }];
        for typed in ["saint apollinaire", "Saint-Apollinaire", "21231", "INSEE 21231"] {
            assert_eq!(parse_commune(&known, typed), Ok(dijon.clone()), "{typed}");
        }
        let other = CommuneCode::parse("39198").unwrap();
        assert_eq!(parse_commune(&known, &commune_name(&known, &other)), Ok(other));
        assert_eq!(commune_name(&known, &dijon), "Saint-Apollinaire");
        assert!(parse_commune(&known, "Saint").is_err());
    }
}
