//! The house: the carrier that runs the service, and who follows the contracts of each sector.

use std::collections::BTreeMap;

use super::bad_setting::{BadSetting, bad};
use crate::values::{Name, Sector, fold};

const HOUSE: &str = "CLAUSES_HOUSE";
const FOLLOW_UP: &str = "CLAUSES_FOLLOW_UP";

/// The carrier and its follow-up bodies. Hours that its officers record carry its name as their source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    name: String,
    /// Only sectors that another body follows.
    follow_up: BTreeMap<Sector, String>,
}

impl House {
    /// Reads both settings. A carrier that names itself follows every sector for which it names no other body.
    pub(super) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let house = match lookup(HOUSE) {
            Some(text) => Self { name: name(HOUSE, &text)?, follow_up: BTreeMap::new() },
            None => Self::default(),
        };
        let Some(pairs) = lookup(FOLLOW_UP) else { return Ok(house) };
        let mut follow_up = BTreeMap::new();
        for pair in pairs.split(',') {
            let (sector, body) = pair.split_once('=').ok_or_else(|| not_a_pair(pair))?;
            let sector = Sector::parse(sector.trim()).map_err(|_| not_a_pair(pair))?;
            if follow_up.insert(sector, name_of(body)?).is_some() {
                return Err(bad(FOLLOW_UP, format!("names {sector} twice")));
            }
        }
        Ok(Self { follow_up, ..house })
    }

    /// The carrier's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who follows the contracts of a sector, unless a contract names another body.
    pub fn follow_up_body(&self, sector: Sector) -> &str {
        self.follow_up.get(&sector).unwrap_or(&self.name)
    }

    /// Whether a name is the carrier's, ignoring case, accents and spaces.
    pub fn is_called(&self, name: &str) -> bool {
        fold(name) == fold(&self.name)
    }
}

/// The PLIE of Dijon. Source: CREATIV, *Bilan Service PLIE 2023*, section 4.1.
impl Default for House {
    fn default() -> Self {
        Self { name: "CREATIV".to_owned(), follow_up: BTreeMap::from([(Sector::Btp, "ARIQ".to_owned())]) }
    }
}

fn name(setting: &'static str, text: &str) -> Result<String, BadSetting> {
    let name = Name::parse(text).map_err(|invalid| bad(setting, format!("is no name: {}", invalid.detail)))?;
    Ok(name.to_string())
}

fn name_of(body: &str) -> Result<String, BadSetting> {
    name(FOLLOW_UP, body.trim())
}

fn not_a_pair(pair: &str) -> BadSetting {
    bad(FOLLOW_UP, format!("must be pairs such as BTP=ARIQ, separated by commas, not {pair:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(name: Option<&str>, follow_up: Option<&str>) -> Result<House, String> {
        let lookup = |asked: &str| match asked {
            HOUSE => name.map(str::to_owned),
            FOLLOW_UP => follow_up.map(str::to_owned),
            _ => None,
        };
        House::from_lookup(lookup).map_err(|bad| bad.to_string())
    }

    #[test]
    fn by_default_works_are_followed_by_ariq_and_the_rest_by_creativ() {
        let house = house(None, None).unwrap();
        let bodies: Vec<_> = Sector::ALL.iter().map(|sector| house.follow_up_body(*sector)).collect();
        assert_eq!(bodies, ["ARIQ", "CREATIV", "CREATIV"]);
        assert_eq!(House::default(), house);
        assert!(house.is_called("creativ") && !house.is_called("ARIQ"));
    }

    #[test]
    fn another_carrier_names_itself_and_its_follow_up_bodies() {
        let house = house(Some("Maison de l’emploi"), Some("MS=Régie, PI = Atelier ")).unwrap();
        let bodies: Vec<_> = Sector::ALL.iter().map(|sector| house.follow_up_body(*sector)).collect();
        assert_eq!(bodies, ["Maison de l’emploi", "Régie", "Atelier"]);
        let alone = self::house(Some("Relais"), None).unwrap();
        assert!(Sector::ALL.iter().all(|sector| alone.follow_up_body(*sector) == "Relais"));
    }

    #[test]
    fn what_is_no_pair_or_no_name_is_refused_by_the_setting_that_holds_it() {
        for (name, follow_up, refused) in [
            (None, Some("BTP"), "CLAUSES_FOLLOW_UP must be pairs such as BTP=ARIQ, separated by commas, not \"BTP\""),
            (None, Some("XX=Y"), "CLAUSES_FOLLOW_UP must be pairs such as BTP=ARIQ, separated by commas, not \"XX=Y\""),
            (None, Some("BTP=A,BTP=B"), "CLAUSES_FOLLOW_UP names BTP twice"),
            (Some("  "), None, "CLAUSES_HOUSE is no name"),
            (None, Some("BTP="), "CLAUSES_FOLLOW_UP is no name"),
        ] {
            let message = house(name, follow_up).unwrap_err();
            assert!(message.starts_with(refused), "{message}");
        }
    }
}
