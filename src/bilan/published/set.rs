//! The figures of a published bilan, as a JSON object: `{"hours": {"total": "42437.89", "by_sector": {…}}, "shares": […]}`.

use std::collections::BTreeSet;
use std::fmt;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{FieldError, ProblemCode};
use crate::values::{Hours, fold, shorten};

/// The deepest path of a figure, and of a share's member.
const MOST_LEVELS: usize = 6;

/// The most figures, and the most shares, of a set: a report has some hundred.
const MOST_FIGURES: usize = 2_000;

/// The longest name in a path, in characters: that of an organisation.
const LONGEST_NAME: usize = 200;

/// How many errors one refusal names.
const MOST_ERRORS: usize = 100;

/// In a path: any name but that of a total.
const ANY: &str = "*";

/// The folded name of a total.
const TOTAL: &str = "total";

/// The members that are no figures, beside those whose name begins with `_`.
const NO_FIGURES: [&str; 2] = ["source", "year"];

/// What a figure is published as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// Hours or a count, with its print.
    Number(Decimal, String),
    /// The names of a list.
    Names(Vec<String>),
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(_, printed) => f.write_str(printed),
            Self::Names(names) => f.write_str(&names.join(", ")),
        }
    }
}

/// A published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFigure {
    /// Its path: the names of the members that lead to it.
    pub path: Vec<String>,
    /// What it is published as.
    pub published: Published,
    /// The path with each name folded.
    folded: Vec<String>,
}

impl PublishedFigure {
    fn new(path: Vec<String>, published: Published) -> Self {
        let folded = path.iter().map(|name| fold(name)).collect();
        Self { path, published, folded }
    }

    /// Its path as the bilan writes keys: `hours.by_sector.BTP`.
    pub fn key(&self) -> String {
        self.path.join(".")
    }
}

/// A share that is printed beside the figures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedShare {
    /// Its name.
    pub figure: String,
    /// In percent, as printed.
    pub printed_percent: String,
    /// The path of its part; `*` stands for any name but `total`, and a path that ends above figures for their sum.
    pub numerator: String,
    /// The path of its whole.
    pub denominator: String,
    /// The sentence that it is printed in.
    #[serde(default)]
    pub sentence: Option<String>,
}

/// A published bilan.
#[derive(Debug, Clone, Default)]
pub struct PublishedSet {
    /// The year that it names.
    pub year: Option<String>,
    /// Its figures, in their order.
    pub figures: Vec<PublishedFigure>,
    /// The shares printed beside them.
    pub shares: Vec<PublishedShare>,
}

impl PublishedSet {
    /// Reads the figures of a JSON object.
    ///
    /// # Errors
    /// What is no figure: `invalid_body` at its place, `hours_malformed` for a text or number that is no decimal.
    pub fn parse(json: &RawValue) -> Result<Self, Vec<FieldError>> {
        let mut set = Self::default();
        let mut errors = Vec::new();
        match members(json) {
            Ok(members) => members.into_iter().for_each(|(name, value)| match name.as_str() {
                "year" => set.year = Some(value.get().trim_matches('"').to_owned()),
                "shares" => match serde_json::from_str(value.get()) {
                    Ok(shares) => set.shares = shares,
                    Err(error) => errors.push(invalid("/shares", &error)),
                },
                _ => set.read(&[], name, &value, &mut errors),
            }),
            Err(error) => errors.push(invalid("", &error)),
        }
        if set.figures.len().max(set.shares.len()) > MOST_FIGURES {
            let detail = format!("Un bilan a au plus {MOST_FIGURES} chiffres et autant de parts.");
            return Err(vec![FieldError::new("", ProblemCode::InvalidBody).with_detail(detail)]);
        }
        if errors.is_empty() { Ok(set) } else { Err(errors) }
    }

    fn read(&mut self, above: &[String], name: String, value: &RawValue, errors: &mut Vec<FieldError>) {
        let is_full = self.figures.len() > MOST_FIGURES || errors.len() >= MOST_ERRORS;
        if is_full || name.starts_with('_') || NO_FIGURES.contains(&name.as_str()) {
            return;
        }
        if name.chars().count() > LONGEST_NAME {
            let detail = format!("Un nom de plus de {LONGEST_NAME} caractères n’est celui d’aucun chiffre.");
            errors.push(FieldError::new(pointer(above), ProblemCode::InvalidBody).with_detail(detail));
            return;
        }
        let path: Vec<String> = above.iter().cloned().chain([name]).collect();
        if value.get().starts_with('{') && path.len() < MOST_LEVELS {
            match members(value) {
                Ok(members) => members.iter().for_each(|(name, value)| self.read(&path, name.clone(), value, errors)),
                Err(error) => errors.push(invalid(&pointer(&path), &error)),
            }
            return;
        }
        match published(value) {
            Some(published) => self.figures.push(PublishedFigure::new(path, published)),
            None => errors.push(FieldError::new(pointer(&path), ProblemCode::HoursMalformed).with_detail(format!(
                "« {} » n’est pas un chiffre : attendu par exemple 24 ou 19784.11.",
                shorten(value.get())
            ))),
        }
    }

    /// Whether the set has figures of the table that a path leads into.
    pub fn has_table_of(&self, pattern: &str) -> bool {
        let table: Vec<String> = pattern.rsplit_once('.').map_or("", |(table, _)| table).split('.').map(fold).collect();
        self.figures.iter().any(|figure| figure.folded.len() > table.len() && matches(&figure.folded, &table))
    }

    /// The sum of the figures of a path, and how many they are: see [`PublishedShare::numerator`].
    pub fn sum(&self, pattern: &str) -> Option<(Decimal, usize)> {
        let pattern: Vec<String> =
            pattern.split('.').map(|name| if name == ANY { name.to_owned() } else { fold(name) }).collect();
        let numbers = |is_wanted: &dyn Fn(&PublishedFigure) -> bool| -> Vec<Decimal> {
            self.figures.iter().filter(|figure| is_wanted(figure)).filter_map(number).collect()
        };
        let mut parts = numbers(&|figure| figure.path.len() == pattern.len() && matches(&figure.folded, &pattern));
        if parts.is_empty() {
            parts = numbers(&|figure| {
                figure.path.len() > pattern.len()
                    && matches(&figure.folded, &pattern)
                    && figure.folded.last().is_none_or(|name| name != TOTAL)
            });
        }
        let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))?;
        (!parts.is_empty()).then_some((sum, parts.len()))
    }
}

/// Whether a folded path begins with a pattern.
fn matches(path: &[String], pattern: &[String]) -> bool {
    pattern.iter().zip(path).all(|(wanted, name)| if wanted == ANY { name != TOTAL } else { wanted == name })
}

fn number(figure: &PublishedFigure) -> Option<Decimal> {
    match &figure.published {
        Published::Number(number, _) => Some(*number),
        Published::Names(_) => None,
    }
}

fn published(value: &RawValue) -> Option<Published> {
    let text = value.get();
    if text.starts_with('[') {
        let names: Vec<String> = serde_json::from_str(text).ok()?;
        return (names.iter().collect::<BTreeSet<_>>().len() == names.len()).then_some(Published::Names(names));
    }
    let printed = if text.starts_with('"') { serde_json::from_str(text).ok()? } else { text.to_owned() };
    let hours = Hours::parse(&printed).ok()?;
    Some(Published::Number(hours.to_decimal(), printed))
}

fn pointer(path: &[String]) -> String {
    path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}

fn invalid(pointer: &str, error: &serde_json::Error) -> FieldError {
    FieldError::new(pointer, ProblemCode::InvalidBody)
        .with_detail(format!("Cette partie n’est pas de la forme attendue : {error}."))
}

/// The members of an object, in their order.
struct Members(Vec<(String, Box<RawValue>)>);

fn members(json: &RawValue) -> Result<Vec<(String, Box<RawValue>)>, serde_json::Error> {
    serde_json::from_str::<Members>(json.get()).map(|members| members.0)
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let (mut members, mut names) = (Vec::new(), BTreeSet::new());
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if !names.insert(name.clone()) {
                        return Err(A::Error::custom(format!("`{name}` stands twice")));
                    }
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}
