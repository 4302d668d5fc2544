//! The tables that break the hours of the months down, and the people who worked them: by month, and by what rows of hours
//! carry.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use super::super::facts::{Details, Facts, Worked};
use super::figures::count;
use super::key_figures::PEOPLE;
use crate::bilan::{Figure, Table, Value};
use crate::values::{AgeBracket, CandidateId, CommuneCode, Hours, Modality, Month, PrescriberKind, Sex, french_order};

/// What a pair of tables breaks down by.
struct Breakdown {
    /// The keys of the table of hours and of that of people.
    keys: (&'static str, &'static str),
    /// Their titles.
    titles: (&'static str, &'static str),
    /// The code of the line of hours.
    code: fn(&Worked, &Details) -> String,
    /// The label of a line.
    label: fn(&str, &Details) -> String,
    /// The codes that have a line even without hours, in this order.
    always: fn() -> Vec<String>,
}

macro_rules! breakdowns {
    ($($name:literal, $title:literal, $code:expr, $label:expr, $always:expr;)+) => {
        const BREAKDOWNS: &[Breakdown] = &[$(Breakdown {
            keys: (concat!("hours_by_", $name), concat!("people_by_", $name)),
            titles: (concat!("Heures par ", $title), concat!("Personnes par ", $title)),
            code: $code,
            label: $label,
            always: $always,
        }),+];
    };
}

breakdowns! {
    "employer", "employeur", |worked, _| worked.employer.to_string(), organisation, Vec::new;
    "buyer", "donneur d’ordre", buyer, organisation, Vec::new;
    "public_contract", "marché", |worked, _| worked.contract.to_string(), contract, Vec::new;
    "modality", "modalité", |worked, _| worked.modality.to_string(), |code, _| label_of(code, Modality::ALL, |of| of.label()),
        || codes(Modality::ALL);
    "commune", "commune", |worked, _| worked.commune.as_ref().map_or_else(none, ToString::to_string), commune, Vec::new;
    "age_bracket", "tranche d’âge", |worked, _| worked.age.to_string(), |code, _| age(code), || codes(AgeBracket::ALL);
    "sex", "sexe", |worked, _| worked.sex.to_string(), |code, _| sex(code), || codes(Sex::ALL);
    "age_bracket_and_sex", "tranche d’âge et sexe", |worked, _| format!("{}.{}", worked.age, worked.sex), age_and_sex, ages_and_sexes;
    "qualification_level", "niveau de qualification", |worked, _| worked.level.map_or_else(none, |level| level.to_string()),
        |code, _| level(code), levels;
    "rsa", "situation au regard du RSA", |worked, _| worked.has_rsa.to_string(),
        |code, _| if code == "true" { "Bénéficiaires du RSA" } else { "Autres personnes" }.to_owned(),
        || codes(&["true", "false"]);
    "prescriber_kind", "type de prescripteur", |worked, _| worked.prescriber.map_or_else(none, |kind| kind.to_string()),
        |code, _| prescriber(code), || [codes(PrescriberKind::ALL), vec![none()]].concat();
}

/// The code of no value.
pub(super) const NONE: &str = "none";

fn none() -> String {
    NONE.to_owned()
}

fn codes<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn label_of<T: ToString + Copy>(code: &str, all: &[T], label: impl Fn(T) -> &'static str) -> String {
    all.iter().find(|of| of.to_string() == code).map_or_else(|| code.to_owned(), |of| label(*of).to_owned())
}

/// The record with the id that is the code.
fn by_id<'a, K: From<i64> + Eq + Hash, V>(code: &str, records: &'a HashMap<K, V>) -> Option<&'a V> {
    records.get(&K::from(code.parse().ok()?))
}

fn organisation(code: &str, details: &Details) -> String {
    by_id(code, &details.names.organisations).cloned().unwrap_or_default()
}

fn buyer(worked: &Worked, details: &Details) -> String {
    details.names.contracts.get(&worked.contract).map(|contract| contract.buyer.to_string()).unwrap_or_default()
}

fn contract(code: &str, details: &Details) -> String {
    let contract = by_id(code, &details.names.contracts);
    contract.map(|contract| format!("{} – {}", contract.reference, contract.title)).unwrap_or_default()
}

fn commune(code: &str, details: &Details) -> String {
    if code == NONE {
        return "Sans adresse connue".to_owned();
    }
    let known = CommuneCode::parse(code).ok().and_then(|code| details.names.communes.get(&code));
    known.cloned().unwrap_or_else(|| format!("Commune {code}"))
}

fn age(code: &str) -> String {
    label_of(code, AgeBracket::ALL, AgeBracket::label)
}

fn sex(code: &str) -> String {
    label_of(code, Sex::ALL, |sex| if sex == Sex::Female { "Femmes" } else { "Hommes" })
}

fn age_and_sex(code: &str, _: &Details) -> String {
    code.split_once('.')
        .map(|(of_age, of_sex)| format!("{}, {}", age(of_age), sex(of_sex).to_lowercase()))
        .unwrap_or_default()
}

fn ages_and_sexes() -> Vec<String> {
    AgeBracket::ALL.iter().flat_map(|age| Sex::ALL.iter().map(move |sex| format!("{age}.{sex}"))).collect()
}

fn level(code: &str) -> String {
    match code {
        NONE => "Niveau inconnu".to_owned(),
        "9" => "Niveau 9 (diplôme étranger sans équivalence)".to_owned(),
        "10" => "Niveau 10 (illettrisme)".to_owned(),
        other => format!("Niveau {other}"),
    }
}

fn levels() -> Vec<String> {
    (1..=10).map(|level: i32| level.to_string()).chain([none()]).collect()
}

fn prescriber(code: &str) -> String {
    if code == NONE {
        return "Sans orientation validée".to_owned();
    }
    label_of(code, PrescriberKind::ALL, PrescriberKind::label)
}

/// A line of both tables.
struct Line {
    code: String,
    label: String,
    hours: Hours,
    people: usize,
}

impl Breakdown {
    /// The lines that are always there in their order, then the others, those with the most hours first.
    fn lines(&self, details: &Details) -> Vec<Line> {
        let mut sums: BTreeMap<String, (Hours, BTreeSet<CandidateId>)> = BTreeMap::new();
        for worked in &details.worked {
            let (hours, people) = sums.entry((self.code)(worked, details)).or_default();
            *hours = *hours + worked.hours;
            if worked.hours > Hours::ZERO {
                people.insert(worked.candidate);
            }
        }
        let line = |(code, (hours, people)): (String, (Hours, BTreeSet<CandidateId>))| {
            let label = (self.label)(&code, details);
            Line { code, label, hours, people: people.len() }
        };
        let always = (self.always)();
        let mut lines: Vec<Line> = always
            .into_iter()
            .map(|code| {
                let sum = sums.remove(&code).unwrap_or_default();
                line((code, sum))
            })
            .collect();
        let mut others: Vec<Line> = sums.into_iter().map(line).collect();
        others.sort_by_cached_key(|line| (Reverse(line.hours), french_order(&*line.label)));
        lines.extend(others);
        lines
    }

    fn tables(&self, details: &Details, (hours, people): (Value, Value)) -> [Table; 2] {
        let lines = self.lines(details);
        let of_hours = |line: &Line| {
            let figure = Figure::new(format!("{}.{}", self.keys.0, line.code), &*line.label, Value::Hours(line.hours));
            figure.of("hours.total", hours)
        };
        let of_people =
            |line: &Line| count(format!("{}.{}", self.keys.1, line.code), &*line.label, line.people).of(PEOPLE, people);
        [
            Table::new(self.keys.0, self.titles.0, HOURS_RULE, lines.iter().map(of_hours).collect()),
            Table::new(self.keys.1, self.titles.1, PEOPLE_RULE, lines.iter().map(of_people).collect()),
        ]
    }
}

const HOURS_RULE: &str = "Les heures réalisées, selon ce que chacune de leurs lignes porte : la situation de la personne au \
    premier jour du mois, l’employeur, le marché et la modalité de l’affectation.";

const PEOPLE_RULE: &str = "Personnes distinctes qui ont des heures validées et comptées sur la ligne. Une personne qui a des \
    heures sur plusieurs lignes compte dans chacune, et une fois au total.";

/// The hours of each month, then each breakdown of hours and of people.
pub(super) fn tables(facts: &Facts, details: &Details) -> Vec<Table> {
    let total: Hours = facts.hours.iter().map(|of| of.hours).sum();
    let wholes = (Value::Hours(total), Value::Count(facts.with_counted_hours.len()));
    let of_month = |month: &Month| {
        let hours = details.worked.iter().filter(|worked| worked.month == *month).map(|worked| worked.hours).sum();
        let figure = Figure::new(format!("hours_by_month.{month}"), month.in_title(), Value::Hours(hours));
        figure.of("hours.total", wholes.0)
    };
    let rule = "Les heures réalisées de chaque mois.";
    let months = Table::new("hours_by_month", "Heures par mois", rule, details.months.iter().map(of_month).collect());
    let breakdowns = BREAKDOWNS.iter().flat_map(|breakdown| breakdown.tables(details, wholes));
    std::iter::once(months).chain(breakdowns).collect()
}
