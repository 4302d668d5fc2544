//! The refusals of a form: beside each field, and in the summary above the form, which leads to the fields.

use crate::error::AppError;

/// A field of a form: its JSON pointer in refusals, its name, which is its id too, and its label.
pub type FormField = (&'static str, &'static str, &'static str);

/// The refusal of a field.
#[derive(Debug)]
pub struct FieldFault {
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
    /// The refusals of an error; `field` gives the id and the label of the field at a pointer.
    pub fn of(error: &AppError, field: impl Fn(&str) -> Option<(String, String)>) -> Self {
        if error.field_errors.is_empty() {
            return Self { above: vec![error.detail.clone()], faults: Vec::new() };
        }
        let mut errors = Self::default();
        for field_error in &error.field_errors {
            let detail = field_error.detail.clone();
            match field(&field_error.pointer) {
                Some((id, label)) => errors.faults.push(FieldFault { id, label, detail }),
                None => errors.above.push(detail),
            }
        }
        errors
    }

    /// What is wrong with the field of this id.
    pub fn at(&self, id: impl AsRef<str>) -> Option<&str> {
        self.faults.iter().find(|fault| fault.id == id.as_ref()).map(|fault| fault.detail.as_str())
    }

    /// Whether nothing is refused.
    pub fn is_empty(&self) -> bool {
        self.above.is_empty() && self.faults.is_empty()
    }
}

/// The id and the label of the field at a pointer.
pub fn field_at(fields: &[FormField], pointer: &str) -> Option<(String, String)> {
    let (_, name, label) = fields.iter().find(|(at, ..)| *at == pointer)?;
    Some(((*name).to_owned(), (*label).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{FieldError, ProblemCode};

    const FIELDS: &[FormField] = &[("/title", "intitule", "Intitulé")];

    #[test]
    fn an_error_stands_at_its_field_or_above_the_form() {
        let wrong = |pointer| FieldError::new(pointer, ProblemCode::Missing);
        let error = AppError::from_field_errors(vec![wrong("/title"), wrong("/unheard_of")]);
        let errors = FormErrors::of(&error, |pointer| field_at(FIELDS, pointer));
        assert_eq!((errors.above.len(), errors.faults.len()), (1, 1));
        assert_eq!(errors.at("intitule"), Some(error.field_errors[0].detail.as_str()));
        assert_eq!((errors.at("titre"), errors.is_empty()), (None, false));
        let whole = FormErrors::of(&AppError::new(ProblemCode::Forbidden), |_| None);
        assert_eq!((whole.above.len(), whole.faults.len()), (1, 0));
    }
}
