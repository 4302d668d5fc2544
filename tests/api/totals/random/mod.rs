//! Property test: the answers to random questions about random hours equal a naive sum.

mod naive;
mod world;

use std::collections::BTreeMap;

use clauses::access::{Caller, LoadDemo, ReadTotals, RecordHours, Scope};
use clauses::hours::{self, Basis, CellKey, Entry};
use clauses::totals::{self, Counted, Dimension, Question, Reach, Statuses};
use clauses::values::{EmploymentId, FreeText, Hours, HoursStatus, LotId, Month, OrganisationId, Role, fold};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use self::naive::{Row, Sum, overlaps};
use self::world::{Ids, JOBS, MONTHS};
use crate::support::{App, on_both_databases};

/// The history of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Drafted,
    Entered,
    Validated,
    Sent,
    SentAndValidated,
    /// Sent, validated, with a pending correction.
    Corrected,
}

use Fate::{Corrected, Drafted, Entered, Sent, SentAndValidated, Validated};

/// A question, with filters by the values that some cell has.
#[derive(Debug, Clone)]
struct TestQuestion {
    months: (Month, Month),
    by: Vec<Dimension>,
    reach: Reach,
    statuses: Statuses,
    counted: Counted,
    filters: Vec<(Dimension, usize)>,
}

type Figures = Vec<Option<(i64, Fate)>>;

/// Every cell of an employment on a lot in a month, without a figure.
fn cells() -> Vec<Row> {
    let mut cells = Vec::new();
    for (job, details) in JOBS.iter().enumerate() {
        for lot in details.lots {
            let months = (0..MONTHS.len()).filter(|month| overlaps(*month, &[details.days]));
            let empty = |month| Row { job, lot: *lot, month, worked: 0, status: "", source: "CREATIV" };
            cells.extend(months.map(empty));
        }
    }
    cells
}

fn some_figures(cells: usize) -> impl Strategy<Value = Figures> {
    let fate = select(vec![Drafted, Entered, Validated, Validated, Sent, SentAndValidated, Corrected]);
    let worked = prop_oneof![1 => Just(0_i64), 9 => 1..=20_000_i64];
    prop::collection::vec(prop::option::weighted(0.4, (worked, fate)), cells)
}

fn a_question() -> impl Strategy<Value = TestQuestion> {
    let first = Month::new(2022, 10).unwrap();
    let months: Vec<Month> = std::iter::successors(Some(first), |month| Some(month.next())).take(12).collect();
    let months = subsequence(months, 1..=2).prop_map(|ends| (ends[0], *ends.last().unwrap()));
    let by = subsequence(Dimension::ALL.to_vec(), 0..=4).prop_shuffle();
    let reach = select(vec![Reach::Plie, Reach::All]);
    let statuses = select(vec![Statuses::Validated, Statuses::Submitted, Statuses::Any]);
    let counted = select(vec![Counted::Yes, Counted::No, Counted::Any]);
    let filters = prop::collection::vec((select(Dimension::ALL.to_vec()), 0..cells().len()), 0..=2);
    (months, by, reach, statuses, counted, filters).prop_map(|(months, by, reach, statuses, counted, filters)| {
        TestQuestion { months, by, reach, statuses, counted, filters }
    })
}

/// Questions about everything: by each dimension alone, and with a filter by each value that some cell has.
fn one_by_one(cells: &[Row]) -> Vec<TestQuestion> {
    let everything = |by: Vec<Dimension>, filters: Vec<(Dimension, usize)>| TestQuestion {
        months: (Month::new(2022, 10).unwrap(), Month::new(2023, 9).unwrap()),
        by,
        reach: Reach::All,
        statuses: Statuses::Any,
        counted: Counted::Any,
        filters,
    };
    let by = Dimension::ALL.iter().map(|dimension| everything(vec![*dimension], Vec::new()));
    let some_cells = || (0..cells.len()).step_by(3);
    let filtered = Dimension::ALL
        .iter()
        .flat_map(|dimension| some_cells().map(|cell| everything(Vec::new(), vec![(*dimension, cell)])));
    by.chain(filtered).collect()
}

/// A figure in every cell, with each fate in turn.
fn something_everywhere(cells: &[Row]) -> Figures {
    let fates = [Validated, Sent, Entered, Corrected, Drafted, SentAndValidated, Validated];
    let figures = (100..).step_by(37).zip(fates.into_iter().cycle());
    cells.iter().zip(figures).map(|(_, (worked, fate))| Some((worked, fate))).collect()
}

/// The callers who record, and the caller who asks.
struct Callers {
    officer: Caller<RecordHours>,
    sender: Caller<RecordHours>,
    reader: Caller<ReadTotals>,
}

impl Callers {
    fn of(app: &App, ids: &Ids) -> Self {
        let organisation = Some(OrganisationId(ids.sender));
        let scope = Scope {
            role: Role::Partner,
            organisation,
            source: "ARIQ".to_owned(),
            ..Scope::operator(&std::sync::Arc::default())
        };
        let sender = app.operator::<LoadDemo>().speaking_for(scope).unwrap();
        Self { officer: app.operator(), sender, reader: app.operator() }
    }
}

/// Records the figures and returns the expected rows.
fn record(callers: &Callers, ids: &Ids, cells: &[Row], figures: &Figures) -> Vec<Row> {
    let with = |fates: &[Fate], status: Option<HoursStatus>, version: Option<i64>, more: i64| -> Vec<Entry> {
        let some = cells.iter().zip(figures).filter_map(|(cell, figures)| Some((cell, (*figures)?)));
        let some = some.filter(|(_, (_, fate))| fates.contains(fate));
        some.map(|(cell, (worked, _))| Entry {
            key: CellKey {
                employment: EmploymentId(ids.jobs[cell.job]),
                lot: LotId(ids.lots[cell.lot]),
                month: Month::new(MONTHS[cell.month].0, MONTHS[cell.month].1).unwrap(),
            },
            worked: Hours::from_hundredths(worked + more),
            training: Hours::ZERO,
            evidence: None,
            status,
            reason: Some(FreeText::parse("Feuille relue").unwrap()),
            basis: Basis::Version(version.map(Into::into)),
            decides: false,
        })
        .collect()
    };
    let validated = Some(HoursStatus::Validated);
    for (caller, entries) in [
        (&callers.officer, with(&[Drafted], Some(HoursStatus::Draft), None, 0)),
        (&callers.officer, with(&[Entered], None, None, 0)),
        (&callers.officer, with(&[Validated], validated, None, 0)),
        (&callers.sender, with(&[Sent, SentAndValidated, Corrected], None, None, 0)),
        (&callers.officer, with(&[SentAndValidated, Corrected], validated, Some(1), 0)),
        (&callers.sender, with(&[Corrected], None, Some(2), 100)),
    ] {
        for outcome in hours::record_all(caller, &entries).unwrap() {
            outcome.unwrap();
        }
    }
    let stands = |(cell, figures): (&Row, &Option<(i64, Fate)>)| {
        let (worked, fate) = (*figures)?;
        let status = match fate {
            Drafted => "draft",
            Entered | Sent => "submitted",
            Validated | SentAndValidated | Corrected => "validated",
        };
        let source = if matches!(fate, Sent | SentAndValidated | Corrected) { "ARIQ" } else { "CREATIV" };
        Some(Row { worked, status, source, ..*cell })
    };
    cells.iter().zip(figures).filter_map(stands).collect()
}

/// A value as a filter has it; none for a null value.
fn filter_text(dimension: Dimension, value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(month) if dimension == Dimension::Month => Some(month.replace('-', "")),
        Value::String(name) if dimension == Dimension::Neighbourhood => Some(fold(name)),
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn is_selected(row: &Row, question: &TestQuestion, filters: &[(Dimension, Value)], ids: &Ids) -> bool {
    let (year, month) = MONTHS[row.month];
    let month = Month::new(year, month).unwrap();
    let status = match question.statuses {
        Statuses::Validated => row.status == "validated",
        Statuses::Submitted => row.status == "submitted",
        Statuses::Any => row.status != "draft",
    };
    let counted = match question.counted {
        Counted::Yes => row.counts(),
        Counted::No => !row.counts(),
        Counted::Any => true,
    };
    let filtered = filters.iter().all(|(dimension, value)| row.value(*dimension, ids) == *value);
    let reached = question.reach == Reach::All || row.in_plie();
    (question.months.0..=question.months.1).contains(&month) && status && counted && filtered && reached
}

fn figures(sum: &Sum) -> Value {
    let fte = (2 * sum.worked + 1_607) / (2 * 1_607);
    let exact = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    json!([exact(sum.worked), sum.people.len(), sum.employments.len(), exact(fte)])
}

fn figures_of(answered: &Value) -> Value {
    json!([answered["hours"], answered["people"], answered["employments"], answered["fte"]])
}

/// Asks the question and compares the whole answer.
fn agrees(
    callers: &Callers,
    ids: &Ids,
    cells: &[Row],
    rows: &[Row],
    question: &TestQuestion,
) -> Result<(), TestCaseError> {
    let of_some_cell = |(dimension, cell): &(Dimension, usize)| {
        let value = cells[*cell].value(*dimension, ids);
        filter_text(*dimension, &value).map(|text| ((*dimension, text), (*dimension, value)))
    };
    let (filters, values): (Vec<_>, Vec<_>) = question.filters.iter().filter_map(of_some_cell).unzip();
    let request = Question {
        from: question.months.0,
        to: question.months.1,
        group_by: question.by.clone(),
        reach: question.reach,
        statuses: question.statuses,
        counted: question.counted,
        filters,
    };
    let answer = json!(totals::totals(&callers.reader, &request).unwrap());
    let selected: Vec<&Row> = rows.iter().filter(|row| is_selected(row, question, &values, ids)).collect();
    let whole = naive::sums(selected.iter().copied(), &[], ids).remove("[]").unwrap_or_default();
    prop_assert_eq!(figures_of(&answer["total"]), figures(&whole));
    let mut actual = BTreeMap::new();
    for row in answer["rows"].as_array().unwrap() {
        let key: Value = question.by.iter().map(|dimension| row[dimension.name()].clone()).collect();
        let twice = actual.insert(key.to_string(), figures_of(row));
        prop_assert_eq!(twice, None, "{} is there twice", key);
    }
    let expected =
        if question.by.is_empty() { BTreeMap::new() } else { naive::sums(selected.into_iter(), &question.by, ids) };
    for (key, sum) in &expected {
        prop_assert_eq!(actual.remove(key), Some(figures(sum)), "{}", key);
    }
    for (key, zero) in actual {
        prop_assert_eq!(zero, figures(&Sum::default()), "{}", key);
    }
    Ok(())
}

on_both_databases! {
    async fn every_dimension_alone_groups_and_filters_as_by_hand(app: App) {
        let ids = world::record(&app.officer()).await;
        let (callers, cells) = (Callers::of(&app, &ids), cells());
        let rows = record(&callers, &ids, &cells, &something_everywhere(&cells));
        for question in one_by_one(&cells) {
            agrees(&callers, &ids, &cells, &rows, &question).unwrap_or_else(|difference| panic!("{question:?}: {difference}"));
        }
    }

    async fn totals_are_what_adding_up_by_hand_gives(app: App) {
        let ids = world::record(&app.officer()).await;
        let (callers, cells) = (Callers::of(&app, &ids), cells());
        let cases = std::env::var("PROPTEST_CASES").map_or(64, |cases| cases.parse().unwrap());
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
        let data = (some_figures(cells.len()), prop::collection::vec(a_question(), 8));
        let outcome = TestRunner::new(config).run(&data, |(figures, questions)| {
            app.delete_all_hours();
            let rows = record(&callers, &ids, &cells, &figures);
            questions.iter().try_for_each(|question| agrees(&callers, &ids, &cells, &rows, question))
        });
        if let Err(failure) = outcome {
            panic!("{failure}");
        }
    }
}
