//! What one caller may see: every query is made with it.

use crate::units::{OrganisationId, Role, Sector, Sectors};

/// Who asks, and how far their sight goes.
#[derive(Debug, Clone)]
pub struct Scope {
    /// What they are.
    pub role: Role,
    /// The sectors they see; anything of another sector does not exist for them.
    pub sectors: Sectors,
    /// The organisation they speak for, if it is not the service's own.
    pub organisation: Option<OrganisationId>,
    /// The name that their hours carry as source.
    pub source: String,
    /// Who they are, for the audit trail: a kind and a number, never a person's name.
    pub actor: String,
    /// The request that they made.
    pub request_id: Option<String>,
}

/// The source of hours that the service's own officers enter.
pub const OWN_SOURCE: &str = "CREATIV";

impl Scope {
    /// An administrator acting from the command line or at the start.
    pub fn operator() -> Self {
        Self {
            role: Role::Admin,
            sectors: Sectors::all(),
            organisation: None,
            source: OWN_SOURCE.to_owned(),
            actor: "operator".to_owned(),
            request_id: None,
        }
    }

    /// Whether both are the same caller with the same rights, whatever they ask for.
    pub fn is_same_caller(&self, other: &Self) -> bool {
        let Self { role, sectors, organisation, source, actor, request_id: _ } = self;
        let theirs = (&other.role, &other.sectors, &other.organisation, &other.source, &other.actor);
        (role, sectors, organisation, source, actor) == theirs
    }

    /// Whether they are of the house: officers and administrators, who decide.
    pub fn is_officer(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Officer)
    }

    /// Whether things of the sector exist for them.
    pub fn sees(&self, sector: Sector) -> bool {
        self.sectors.contains(sector)
    }

    /// The sectors they see, for a query.
    pub fn visible_sectors(&self) -> Vec<Sector> {
        self.sectors.iter().collect()
    }
}
