//! What a merge takes of the record that goes, and what refuses it. What the record that stays says wins; what is empty in it
//! is filled. Totals group by the kinds of buyers and employers: a merge changes neither for what is recorded.

use super::model::{Conflict, Plan, Shared, Side};
use crate::error::{FieldError, ProblemCode};
use crate::organisations::{Contact, OrganisationDetails};
use crate::values::fold;

/// The refusals of a merge are at the record that goes.
const POINTER: &str = "/other_id";

/// What the merge of `other` into `kept` does.
///
/// # Errors
/// `kind_differs`, `siren_differs`, `reference_taken`, `external_ref_taken`; all that apply.
pub(super) fn plan(kept: &Side, other: &Side, shared: &Shared) -> Result<Plan, Vec<FieldError>> {
    let refusals = refusals(kept, other, shared);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let (mut filled, mut conflicts) = (Vec::new(), Vec::new());
    let (one, another) = (&kept.organisation, &other.organisation);
    if fold(one.name.as_str()) != fold(another.name.as_str()) {
        conflicts.push(not_taken("name", "Nom", &one.name, &another.name));
    }
    macro_rules! merged {
        ($($field:ident $label:literal $shown:expr),+ $(,)?) => {$(
            let $field = match (&one.$field, &another.$field) {
                (None, Some(value)) => {
                    filled.push(stringify!($field));
                    Some(ToOwned::to_owned(value))
                }
                (Some(value), Some(theirs)) if value != theirs => {
                    let shown = $shown;
                    conflicts.push(not_taken(stringify!($field), $label, shown(value), shown(theirs)));
                    Some(ToOwned::to_owned(value))
                }
                (value, _) => ToOwned::to_owned(value),
            };
        )+};
    }
    merged! {
        siret "SIRET" |value: &crate::values::Siret| value.to_string(),
        employer_kind "Nature d’employeur" |value: &crate::values::EmployerKind| value.label(),
        prescriber_kind "Nature de prescripteur" |value: &crate::values::PrescriberKind| value.label(),
        buyer_kind "Nature d’acheteur" |value: &crate::values::BuyerKind| value.label(),
        contact_name "Contact" |value: &crate::values::Name| value.to_string(),
        contact_email "Adresse électronique" |value: &crate::values::Email| value.to_string(),
        contact_phone "Téléphone" |value: &crate::values::Phone| value.to_string(),
    }
    let contact = Contact { name: contact_name, email: contact_email, phone: contact_phone };
    let name = one.name.clone();
    let details = OrganisationDetails { name, siret, employer_kind, prescriber_kind, buyer_kind, contact };
    Ok(Plan { details, filled, conflicts })
}

fn not_taken(what: &'static str, label: &str, stays: impl std::fmt::Display, goes: impl std::fmt::Display) -> Conflict {
    Conflict::new(what, &format!("{label} : « {stays} » reste, « {goes} » n’est pas repris."))
}

fn refusals(kept: &Side, other: &Side, shared: &Shared) -> Vec<FieldError> {
    let sides = [kept, other];
    let buyers = sides.map(|side| (side.buys, side.organisation.buyer_kind.map(|kind| kind.label())));
    let employers = sides.map(|side| (side.employs, side.organisation.employer_kind.map(|kind| kind.label())));
    let kinds = [kind_error("d’acheteur", buyers), kind_error("d’employeur", employers)];
    let contract = shared.contract.as_ref().map(|reference| {
        let detail =
            format!("Les deux structures ont un marché de numéro « {reference} » : retirez ou renumérotez l’un d’eux.");
        FieldError::new(POINTER, ProblemCode::ReferenceTaken).with_detail(detail)
    });
    let reference = shared.reference.as_ref().map(|reference| {
        let detail = format!(
            "Les deux structures ont donné la référence « {reference} » : changez-la d’abord pour l’une d’elles."
        );
        FieldError::new(POINTER, ProblemCode::ExternalRefTaken).with_detail(detail)
    });
    kinds.into_iter().chain([siren_error(kept, other), contract, reference]).flatten().collect()
}

/// Whether both are other legal persons: their SIRET begin with different SIREN.
fn siren_error(kept: &Side, other: &Side) -> Option<FieldError> {
    let (one, another) = (kept.organisation.siret.as_ref()?, other.organisation.siret.as_ref()?);
    if one.siren() == another.siren() {
        return None;
    }
    let detail = format!(
        "Les SIREN diffèrent : {} et {}. Ce sont deux personnes morales : si l’un des SIRET est faux, corrigez-le d’abord.",
        one.siren(),
        another.siren(),
    );
    Some(FieldError::new(POINTER, ProblemCode::SirenDiffers).with_detail(detail))
}

/// Whether the kind of what one of them plays would become another: `kept` first.
fn kind_error(what: &str, sides: [(bool, Option<&'static str>); 2]) -> Option<FieldError> {
    let [(_, kept), (_, other)] = sides;
    let merged = kept.or(other);
    if sides.iter().all(|(plays, kind)| !plays || *kind == merged) {
        return None;
    }
    let named = |kind: Option<&str>| kind.map_or("aucune".to_owned(), |kind| format!("« {kind} »"));
    let detail = format!(
        "La nature {what} diffère : {} et {}. Les totaux par nature changeraient : corrigez d’abord l’une des deux fiches.",
        named(kept),
        named(other)
    );
    Some(FieldError::new(POINTER, ProblemCode::KindDiffers).with_detail(detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(sides: [(bool, Option<&'static str>); 2]) -> bool {
        kind_error("d’acheteur", sides).is_some()
    }

    #[test]
    fn a_kind_that_something_is_counted_by_does_not_change() {
        assert!(!kinds([(true, Some("commune")), (true, Some("commune"))]));
        assert!(!kinds([(false, None), (true, Some("commune"))]), "an empty kind is filled");
        assert!(!kinds([(true, Some("commune")), (false, Some("état"))]), "nothing is counted by it");
        assert!(!kinds([(false, None), (false, None)]));
        assert!(kinds([(true, Some("commune")), (true, Some("état"))]));
        assert!(kinds([(true, None), (false, Some("commune"))]), "what it bought has no kind");
        assert!(kinds([(false, Some("commune")), (true, None)]));
    }
}
