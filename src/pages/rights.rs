//! What an account or a key may do: the words of roles, and the fields of forms that set role, sectors and organisation.

use crate::access::Caller;
use crate::access::ReadOrganisations;
use crate::error::Result;
use crate::http::{Fields, Required, SentForm};
use crate::organisations::{OrganisationFilter, actions as organisations};
use crate::values::{InvalidValue, OrganisationId, Role, Sector, Sectors, french_order, parse_id};

/// What a role may do, as a form says it before somebody gives the role.
pub(super) const fn may(role: Role) -> &'static str {
    match role {
        Role::Admin => "Tout : saisir, décider, et gérer les comptes, les clés, les réglages et le référentiel.",
        Role::Officer => {
            "Tout lire et tout saisir dans ses secteurs, valider, clore. Ni comptes, ni clés, ni changement de réglage."
        }
        Role::Partner => {
            "Dans ses secteurs : enregistrer des personnes, des contrats de travail et des heures, qu’une chargée de \
             clauses valide. Aucun critère d’éligibilité."
        }
        Role::Dashboard => "Les totaux et le bilan, avec des effectifs arrondis. Aucune donnée d’une personne.",
        Role::Plie => "Le référentiel, et les heures des participants liés.",
    }
}

/// The sectors in words.
pub(super) fn sectors_in_words(sectors: &Sectors) -> String {
    if sectors.is_all() {
        return "Tous les secteurs".to_owned();
    }
    sectors.iter().map(Sector::label).collect::<Vec<_>>().join(", ")
}

/// An organisation that a form offers.
pub(super) struct Choice {
    pub id: OrganisationId,
    pub name: String,
}

/// All organisations, by name.
///
/// # Errors
/// `unavailable`.
pub(super) fn all_organisations(caller: &Caller<ReadOrganisations>) -> Result<Vec<Choice>> {
    let all = organisations::list(caller, &OrganisationFilter::default(), 0, i64::MAX)?;
    let mut all: Vec<Choice> = all.into_iter().map(|one| Choice { id: one.id, name: one.name.to_string() }).collect();
    all.sort_by_cached_key(|one| (french_order(&one.name), one.id));
    Ok(all)
}

/// The name of an organisation among all; for none, the house's.
pub(super) fn owner_name(all: &[Choice], organisation: Option<OrganisationId>, house: &str) -> String {
    let Some(id) = organisation else { return house.to_owned() };
    all.iter().find(|one| one.id == id).map_or_else(|| format!("organisme n° {id}"), |one| one.name.clone())
}

/// The fields as they were typed.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedRights {
    pub role: String,
    sectors: Vec<Sector>,
    pub organisation: String,
}

impl TypedRights {
    /// Nothing chosen yet, but all sectors.
    pub fn new() -> Self {
        Self { sectors: Sector::ALL.to_vec(), ..Self::default() }
    }

    /// The present rights.
    pub fn of(role: Role, sectors: &Sectors, organisation: Option<OrganisationId>) -> Self {
        Self {
            role: role.to_string(),
            sectors: sectors.iter().collect(),
            organisation: organisation.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    pub fn read(form: &SentForm) -> Self {
        let is_checked = |sector: &Sector| !form.text(&format!("secteur-{sector}")).is_empty();
        Self {
            role: form.text("role").to_owned(),
            sectors: Sector::ALL.iter().copied().filter(is_checked).collect(),
            organisation: form.text("organisme").to_owned(),
        }
    }

    /// Whether the sector is checked.
    pub fn has(&self, sector: &Sector) -> bool {
        self.sectors.contains(sector)
    }

    /// The rights, for those who read the rest of the form; errors go to the fields `/role`, `/sectors` and
    /// `/organisation_id`.
    pub fn parse(
        &self,
        fields: &mut Fields,
        parse_role: impl FnOnce(&str) -> std::result::Result<Role, InvalidValue>,
    ) -> (Option<Role>, Sectors, Option<OrganisationId>) {
        let role = Required(Some(self.role.as_str()).filter(|role| !role.is_empty()));
        let organisation = Some(self.organisation.as_str()).filter(|id| !id.is_empty());
        (
            fields.required("/role", role, parse_role),
            fields.sectors("/sectors", self.sectors.iter().map(ToString::to_string).collect()),
            fields.optional("/organisation_id", organisation, parse_id),
        )
    }
}
