//! The values that hours rows carry are taken anew when their source changes.

use crate::access::WriteTx;
use crate::error::Result;
use crate::units::{CandidateId, EmploymentId, PublicContractId};

/// After a change to a person: what they are, where they live, what makes them eligible, when the PLIE accompanies them.
///
/// # Errors
/// `unavailable`.
pub fn refresh_candidate(_tx: &mut WriteTx<'_>, _candidate: CandidateId) -> Result<()> {
    Ok(())
}

/// After a change to an employment or its assignments.
///
/// # Errors
/// `unavailable`.
pub fn refresh_employment(_tx: &mut WriteTx<'_>, _employment: EmploymentId) -> Result<()> {
    Ok(())
}

/// After a change to a public contract.
///
/// # Errors
/// `unavailable`.
pub fn refresh_public_contract(_tx: &mut WriteTx<'_>, _contract: PublicContractId) -> Result<()> {
    Ok(())
}
