//! What single steps cost inside the process: reading a figure, judging a cell that says the same again, and the answer
//! to a question about totals, on a SQLite file that holds the demonstration.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros; a bench says what went wrong by panicking")]

use std::hint::black_box;

use clauses::access::{Caller, ReadHours, ReadTotals, RecordHours};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::hours::{self, Basis, CellKey, Entry, HoursFilter};
use clauses::totals::{self, Counted, Dimension, Question, Reach, Statuses};
use clauses::values::{Hours, Month};
use criterion::{Criterion, criterion_group, criterion_main};

fn demonstration(folder: &std::path::Path) -> Application {
    let file = format!("sqlite://{}", folder.join("figures.db").display());
    let config = Config::from_lookup(|_| None, &file).unwrap();
    app::prepare(&config, true).unwrap();
    let application = Application::build(&config);
    clauses::demo::load_once(&application.operator().unwrap()).unwrap();
    application
}

fn reading_a_figure(criterion: &mut Criterion) {
    criterion.bench_function("a figure read and written", |bencher| {
        bencher.iter(|| Hours::parse(black_box("121.50")).unwrap().to_string());
    });
}

fn asking(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let application = demonstration(folder.path());
    let reader: Caller<ReadTotals> = application.operator().unwrap();
    let question = Question {
        from: Month::parse("2023-01").unwrap(),
        to: Month::parse("2023-12").unwrap(),
        group_by: vec![Dimension::Sector, Dimension::ContractType],
        reach: Reach::Plie,
        statuses: Statuses::Validated,
        counted: Counted::Yes,
        filters: Vec::new(),
    };
    criterion.bench_function("totals of 2023 by sector and contract type", |bencher| {
        bencher.iter(|| totals::totals(&reader, black_box(&question)).unwrap());
    });
}

/// Judging takes all the facts; nothing is written, so that it can be done again and again.
fn saying_the_same(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let application = demonstration(folder.path());
    let reader: Caller<ReadHours> = application.operator().unwrap();
    let cell = hours::list(&reader, &HoursFilter::default(), 0, 1).unwrap().remove(0);
    let entry = Entry {
        key: CellKey { employment: cell.employment_id, lot: cell.lot_id, month: cell.month },
        worked: cell.worked,
        training: cell.training,
        evidence: None,
        status: None,
        reason: None,
        basis: Basis::Version(None),
        decides: false,
    };
    let writer: Caller<RecordHours> = application.operator().unwrap();
    criterion.bench_function("a cell judged that says the same again", |bencher| {
        bencher.iter(|| hours::set(&writer, black_box(&entry)).unwrap());
    });
}

criterion_group!(benches, reading_a_figure, asking, saying_the_same);
criterion_main!(benches);
