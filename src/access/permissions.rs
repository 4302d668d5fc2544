//! The table of permissions and roles.

use crate::values::Role;

/// A permission that some roles hold. A handler names it in its `Caller<…>`.
pub trait Permission: Send + Sync + 'static {
    /// The name.
    const NAME: &'static str;
    /// The roles that have it.
    const ROLES: &'static [Role];
    /// Whether every action under it reads the dated settings: its transactions then begin with their lock.
    const LOCKS_SETTINGS: bool;
    /// Whether actions under it change who has access: their transactions then ask again whether the caller still has it.
    const CHANGES_ACCESS: bool;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)+ $(, by $rests_on:ident)?;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Permission for $name {
                const NAME: &'static str = stringify!($name);
                const ROLES: &'static [Role] = &[$(Role::$role),+];
                const LOCKS_SETTINGS: bool = matches!(stringify!($($rests_on)?).as_bytes(), b"settings");
                const CHANGES_ACCESS: bool = matches!(stringify!($($rests_on)?).as_bytes(), b"access");
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
    /// Read the dated settings; partners those that concern what they send.
    ReadSettings: Admin Officer Partner;
    /// Set a setting from a day on.
    EditSettings: Admin;
    /// Read organisations.
    ReadOrganisations: Admin Officer Partner;
    /// Record organisations.
    EditOrganisations: Admin Officer;
    /// Read how far a buyer's public contracts have come.
    ReadBuyerAccounts: Admin Officer;
    /// Give a buyer a link to its account, and revoke it; those who see every sector.
    ShareBuyerAccounts: Admin Officer;
    /// Read attestations of hours.
    ReadAttestations: Admin Officer;
    /// Issue attestations of hours.
    IssueAttestations: Admin Officer;
    /// Merge two records of one organisation; those who see every sector.
    MergeOrganisations: Admin Officer, by access;
    /// Read public contracts, lots and hours due.
    ReadContracts: Admin Officer Partner;
    /// Record public contracts, lots and hours due.
    EditContracts: Admin Officer;
    /// Read candidates; partners those that they recorded and those of their sectors, without eligibility data.
    ReadCandidates: Admin Officer Partner;
    /// Record candidates; partners change those that they recorded.
    EditCandidates: Admin Officer Partner;
    /// Merge two records of one person, or tell two people apart; those who see every sector of both.
    MergeCandidates: Admin Officer;
    /// Read PLIE periods, waivers and eligibility windows.
    ReadEligibility: Admin Officer;
    /// Record PLIE periods, waivers and eligibility windows.
    EditEligibility: Admin Officer;
    /// Read linked participants and their hours.
    ReadParticipants: Admin Officer Plie;
    /// Read referrals; partners those of their sectors.
    ReadReferrals: Admin Officer Partner;
    /// Record referrals; partners change those that they recorded, until they are decided.
    EditReferrals: Admin Officer Partner;
    /// Decide referrals; partners where a setting allows it.
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
    /// Read the state of months.
    ReadMonths: Admin Officer Partner;
    /// Close months and open them again.
    CloseMonths: Admin Officer;
    /// State that a lot has no hours in a month; partners where a setting allows it.
    StateNil: Admin Officer Partner;
    /// Record the evidence for the hours of a lot and month.
    ProveHours: Admin Officer Partner;
    /// Read which hours are owed, and reminders.
    ReadReminders: Admin Officer;
    /// Note reminders.
    NoteReminders: Admin Officer;
    /// Read findings.
    ReadFindings: Admin Officer;
    /// Read positive exits.
    ReadExits: Admin Officer;
    /// Record positive exits.
    EditExits: Admin Officer;
    /// Read which records were withdrawn; partners those that they could see.
    ReadWithdrawals: Admin Officer Partner;
    /// Read totals.
    ReadTotals: Admin Officer Dashboard;
    /// Read the yearly bilan.
    ReadBilans: Admin Officer Dashboard;
    /// Have documents proofread.
    Proofread: Admin Officer Dashboard;
    /// Have a published bilan proofread; of officers, those who see every sector.
    ProofreadBilans: Admin Officer;
    /// Read who is behind a figure of a bilan.
    ReadBilanPeople: Admin Officer;
    /// Read editions of bilans; of officers, those who see every sector.
    ReadEditions: Admin Officer;
    /// Freeze a bilan as an edition; of officers, those who see every sector.
    MakeEditions: Admin Officer;
    /// Read people's accounts.
    ReadUsers: Admin;
    /// Invite people, change their accounts, issue links to them.
    EditUsers: Admin, by access;
    /// Read and manage one's own account and session.
    UseOwnAccount: Admin Officer Partner Dashboard Plie;
    /// Create, read, rotate and revoke API keys.
    EditKeys: Admin, by access;
    /// Read the metrics, where they need a key.
    ReadMetrics: Admin Officer Dashboard;
    /// Read the audit trail; of officers, those who see every sector.
    ReadAudit: Admin Officer;
    /// Note that a head of the audit trail was copied to another place; of officers, those who see every sector.
    NoteAuditCopy: Admin Officer;
    /// Verify the audit trail.
    VerifyAudit: Admin;
    /// Read the log of who read which person's data.
    ReadRegister: Admin;
    /// Load the demonstration data.
    LoadDemo: Admin;
}
