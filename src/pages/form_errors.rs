//! The refusals of a form: beside each field, and above the form, with a link to each field. `fields.html` shows them.

use crate::error::{AppError, ProblemCode, french};

/// A field of a form: its JSON pointer in refusals, its name, which is its id too, and its label.
pub type FormField = (&'static str, &'static str, &'static str);

/// The refusal of a field.
#[derive(Debug)]
pub struct FieldFault {
    /// Where the refusal points.
    pub pointer: String,
    /// The field's id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What is wrong.
    pub detail: String,
}

/// The refusals of a form.
#[derive(Debug, Default)]
pub struct FormErrors {
    /// Those of no field.
    pub above: Vec<String>,
    /// Those of fields.
    pub faults: Vec<FieldFault>,
}

impl FormErrors {
    /// The refusals of an error, if there is one, in the order of the form's fields.
    pub fn of<'e>(error: impl Into<Option<&'e AppError>>, fields: &[FormField]) -> Self {
        let mut errors = Self::with(error, |pointer| field_at(fields, pointer));
        errors.faults.sort_by_key(|fault| fields.iter().position(|(pointer, ..)| *pointer == fault.pointer));
        errors
    }

    /// The refusals of an error, if there is one; `field` gives the id and the label of the field at a pointer.
    pub fn with<'e>(error: impl Into<Option<&'e AppError>>, field: impl Fn(&str) -> Option<(String, String)>) -> Self {
        let mut errors = Self::default();
        let Some(error) = error.into() else { return errors };
        if error.field_errors.is_empty() {
            errors.above.push(above(error));
        }
        for field_error in &error.field_errors {
            let (pointer, detail) = (field_error.pointer.clone(), field_error.detail.clone());
            match field(&pointer) {
                Some((id, label)) => errors.faults.push(FieldFault { pointer, id, label, detail }),
                None => errors.above.push(detail),
            }
        }
        errors
    }

    /// The refusals of a form so short that it has no summary: each at its pointer.
    pub fn at_pointers<'e>(error: impl Into<Option<&'e AppError>>) -> Self {
        Self::with(error, |pointer| (!pointer.is_empty()).then(Default::default))
    }

    /// What is wrong with the field of this id, or at this pointer.
    pub fn at(&self, field: impl AsRef<str>) -> Option<&str> {
        let field = field.as_ref();
        let fault = self.faults.iter().find(|fault| fault.id == field || fault.pointer == field);
        fault.map(|fault| fault.detail.as_str())
    }

    /// Whether nothing is refused.
    pub fn is_empty(&self) -> bool {
        self.above.is_empty() && self.faults.is_empty()
    }
}

/// The refusal of a whole form. A key that was used before is refused in words about the form, unless the page has done so.
fn above(error: &AppError) -> String {
    let code = ProblemCode::IdempotencyKeyReused;
    if error.code == code && error.detail == AppError::new(code).detail {
        return french("Ce formulaire a déjà servi. Si vous voulez vraiment recommencer, renvoyez-le.");
    }
    error.detail.clone()
}

/// The id and the label of the field at a pointer.
pub fn field_at(fields: &[FormField], pointer: &str) -> Option<(String, String)> {
    let (_, name, label) = fields.iter().find(|(at, ..)| *at == pointer)?;
    Some(((*name).to_owned(), (*label).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldError;

    const FIELDS: &[FormField] = &[("/title", "intitule", "Intitulé"), ("/end", "fin", "Fin")];

    #[test]
    fn an_error_stands_at_its_field_or_above_the_form() {
        let wrong = |pointer| FieldError::new(pointer, ProblemCode::Missing);
        let error = AppError::from_field_errors(vec![wrong("/end"), wrong("/title"), wrong("/unheard_of")]);
        let errors = FormErrors::of(&error, FIELDS);
        assert_eq!(errors.above.len(), 1);
        assert_eq!(errors.faults.iter().map(|fault| fault.id.as_str()).collect::<Vec<_>>(), ["intitule", "fin"]);
        assert_eq!(errors.at("intitule"), Some(error.field_errors[1].detail.as_str()));
        assert_eq!((errors.at("/title"), errors.at("titre")), (errors.at("intitule"), None));
        let whole = FormErrors::of(&AppError::new(ProblemCode::Forbidden), FIELDS);
        assert_eq!((whole.above.len(), whole.faults.len(), whole.is_empty()), (1, 0, false));
        assert!(FormErrors::of(None, FIELDS).is_empty());
    }

    #[test]
    fn a_short_form_has_its_errors_at_pointers() {
        let wrong = |pointer| FieldError::new(pointer, ProblemCode::Missing);
        let errors = FormErrors::at_pointers(&AppError::from_field_errors(vec![wrong("/code"), wrong("")]));
        assert_eq!((errors.at("/code").is_some(), errors.above.len()), (true, 1));
    }
}
