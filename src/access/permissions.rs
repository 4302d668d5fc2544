//! Who may do what: the one table of permissions and roles.

use crate::values::Role;

/// Something that a handler lets only some roles do. It stands in the handler's signature.
pub trait Permission: Send + Sync + 'static {
    /// What it is called.
    const NAME: &'static str;
    /// The roles that have it.
    const ROLES: &'static [Role];
    /// Whether what is done by it goes by the dated settings, always: then they are held from the first.
    const LOCKS_SETTINGS: bool;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)+ $(, by $settings:ident)?;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Permission for $name {
                const NAME: &'static str = stringify!($name);
                const ROLES: &'static [Role] = &[$(Role::$role),+];
                const LOCKS_SETTINGS: bool = !matches!(stringify!($($settings)?).as_bytes(), []);
            }
        )+

        /// Every permission with the roles that have it.
        pub const PERMISSIONS: &[(&str, &[Role])] = &[$(($name::NAME, $name::ROLES)),+];
    };
}

permissions! {
    /// Read the reference data.
    ReadReference: Admin Officer Partner Dashboard Plie;
    /// Add to the reference data.
    EditReference: Admin;
    /// Read the dated settings.
    ReadSettings: Admin Officer;
    /// Set a setting from a day on.
    EditSettings: Admin;
    /// Read organisations.
    ReadOrganisations: Admin Officer Partner;
    /// Record organisations.
    EditOrganisations: Admin Officer;
    /// Read public contracts, lots and hours due.
    ReadContracts: Admin Officer Partner;
    /// Record public contracts, lots and hours due.
    EditContracts: Admin Officer;
    /// Read candidates; of partners, those of their own and of their sectors, without what makes them eligible.
    ReadCandidates: Admin Officer Partner;
    /// Record candidates; partners change those that they recorded.
    EditCandidates: Admin Officer Partner;
    /// Read what makes people eligible: periods, waivers and windows.
    ReadEligibility: Admin Officer;
    /// Record what makes people eligible.
    EditEligibility: Admin Officer;
    /// Read referrals; of partners, those of their sectors.
    ReadReferrals: Admin Officer Partner;
    /// Record referrals; partners change those that they recorded, until they are decided.
    EditReferrals: Admin Officer Partner;
    /// Decide referrals; partners where the setting lets them.
    DecideReferrals: Admin Officer Partner;
    /// Read employments and assignments.
    ReadEmployments: Admin Officer Partner;
    /// Record employments and assignments; partners change those that they recorded.
    EditEmployments: Admin Officer Partner;
    /// Read hours.
    ReadHours: Admin Officer Partner;
    /// Record hours.
    RecordHours: Admin Officer Partner, by settings;
    /// Validate and reject hours.
    DecideHours: Admin Officer, by settings;
    /// Read how months stand.
    ReadMonths: Admin Officer Partner;
    /// Close months and open them again.
    CloseMonths: Admin Officer;
    /// State that a lot has no hours in a month; partners where the setting lets them.
    StateNil: Admin Officer Partner;
    /// Record what proves the hours of a lot and month.
    ProveHours: Admin Officer Partner;
    /// Read findings.
    ReadFindings: Admin Officer;
    /// Read positive exits.
    ReadExits: Admin Officer;
    /// Record positive exits.
    EditExits: Admin Officer;
    /// Read totals.
    ReadTotals: Admin Officer Dashboard;
    /// Read the yearly bilan.
    ReadBilans: Admin Officer Dashboard;
    /// Read of people's accounts.
    ReadUsers: Admin;
    /// Invite people, change their accounts, let them in again.
    EditUsers: Admin;
    /// Read who one is, and look after one's own account and session.
    UseOwnAccount: Admin Officer Partner Dashboard Plie;
    /// Create, read, rotate and revoke API keys.
    EditKeys: Admin;
    /// Read the metrics, where they need a key.
    ReadMetrics: Admin Officer Dashboard;
    /// Read what was done, by whom and why; of officers, those who see every sector.
    ReadAudit: Admin Officer;
    /// Verify that nobody rewrote what was done.
    VerifyAudit: Admin;
    /// Read who opened which person's file.
    ReadRegister: Admin;
    /// Load the demonstration data.
    LoadDemo: Admin;
}
