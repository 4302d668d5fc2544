//! The errors of a form, each with a link to its field, as the summary above the form lists them.

use super::view::FieldErrors;

/// A field of a form: where refusals point, its id in the page, and its label.
pub(super) type FormField = (&'static str, &'static str, &'static str);

/// An error with its field.
pub(super) struct Line {
    pub id: &'static str,
    pub label: &'static str,
    pub detail: String,
}

/// The errors of these fields, in the order of the form.
pub(super) fn summary(field_errors: &FieldErrors, fields: &[FormField]) -> Vec<Line> {
    let line =
        |(pointer, id, label): &FormField| Some(Line { id, label, detail: field_errors.at(pointer)?.to_owned() });
    fields.iter().filter_map(line).collect()
}

/// Where the refusals of these fields point.
pub(super) fn pointers(fields: &[FormField]) -> Vec<&'static str> {
    fields.iter().map(|(pointer, ..)| *pointer).collect()
}
