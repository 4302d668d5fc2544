//! What one caller may see: every query is made with it.

use crate::error::{AppError, ProblemCode, Result};
use crate::values::{OrganisationId, Role, Sector, Sectors, fold};

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

/// In whose references things stand: those of the house, or of a partner, whatever key or account of theirs sent them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The service's own officers.
    House,
    /// An organisation.
    Organisation(OrganisationId),
    /// A partner that speaks for no organisation known here, by the name that its hours carry as source.
    Source(String),
}

impl Owner {
    /// As it was kept.
    pub fn stored(organisation: Option<OrganisationId>, source: Option<String>) -> Self {
        match (organisation, source) {
            (Some(organisation), _) => Self::Organisation(organisation),
            (None, Some(source)) => Self::Source(source),
            (None, None) => Self::House,
        }
    }

    /// As it is kept: the organisation.
    pub const fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(organisation) => Some(*organisation),
            Self::House | Self::Source(_) => None,
        }
    }

    /// As it is kept: the source.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Source(source) => Some(source),
            Self::House | Self::Organisation(_) => None,
        }
    }
}

/// Narrows a boxed query to what an [`Owner`] owns.
macro_rules! owned_by {
    ($query:expr, $table:ident, $owner:expr) => {
        match $owner {
            $crate::access::Owner::Organisation(organisation) => $query.filter($table::owner_id.eq(organisation)),
            $crate::access::Owner::Source(source) => $query.filter($table::owner_source.eq(source)),
            $crate::access::Owner::House => {
                $query.filter($table::owner_id.is_null()).filter($table::owner_source.is_null())
            }
        }
    };
}
pub(crate) use owned_by;

/// The source of hours that the service's own officers enter.
pub const OWN_SOURCE: &str = "CREATIV";

/// Whether somebody is called as the house is, in whatever letters.
pub fn is_own_name(name: &str) -> bool {
    fold(name) == fold(OWN_SOURCE)
}

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

    /// Whether they are of the house: officers and administrators, who decide.
    pub fn is_officer(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Officer)
    }

    /// Whose the things are that they record, and whose references they give.
    pub fn owner(&self) -> Owner {
        match (self.organisation, self.role) {
            (Some(organisation), _) => Owner::Organisation(organisation),
            (None, Role::Partner) => Owner::Source(self.source.clone()),
            (None, _) => Owner::House,
        }
    }

    /// Whether the references of an owner are theirs to read: the house reads everybody's, a partner its own.
    pub fn knows_references_of(&self, owner: &Owner) -> bool {
        self.is_officer() || *owner == self.owner()
    }

    /// A partner changes what it recorded itself, and nothing else; everything that an officer sees is an officer's to
    /// change. The same words whatever the reason, so that none tells of what is hidden.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may_change(&self, owner: &Owner) -> Result<()> {
        if self.is_officer() || *owner == self.owner() { Ok(()) } else { Err(officers_matter()) }
    }

    /// Whether things of the sector exist for them.
    pub fn sees(&self, sector: Sector) -> bool {
        self.sectors.contains(sector)
    }

    /// Goes on only for who sees every sector: settings hold in all, and whoever lets others in could let themselves in
    /// everywhere.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn must_see_every_sector(&self) -> Result<()> {
        if Sector::ALL.iter().all(|sector| self.sees(*sector)) {
            return Ok(());
        }
        let detail = "Cela vaut pour tous les secteurs : c'est à un administrateur qui les voit tous.";
        Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
    }

    /// The sectors they see, for a query.
    pub fn visible_sectors(&self) -> Vec<Sector> {
        self.sectors.iter().collect()
    }
}

/// What a partner sees and an officer changes.
pub fn officers_matter() -> AppError {
    AppError::new(ProblemCode::Forbidden).with_detail("Cette fiche se change auprès de la chargée de clauses.")
}
