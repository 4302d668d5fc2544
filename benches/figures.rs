//! What single steps cost inside the process: parsing a figure, recording a cell that is already so, and computing
//! totals, on an SQLite file with the demonstration's data. Run by `cargo bench --bench figures`.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros; a bench reports failures by panicking")]

use std::hint::black_box;

use clauses::access::{Caller, ReadHours, ReadTotals, RecordHours};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::hours::{self, Basis, CellKey, Entry, HoursFilter};
use clauses::totals::{self, Counted, Dimension, Question, Reach, Statuses};
use clauses::values::{Hours, Month, Place};
use criterion::{Criterion, criterion_group, criterion_main};

fn demonstration(folder: &std::path::Path) -> Application {
    let file = format!("sqlite://{}", folder.join("figures.db").display());
    let config = Config::from_lookup(|_| None, &file).unwrap();
    app::prepare(&config, true).unwrap();
    let application = Application::build(&config);
    clauses::demo::load_once(&application.operator().unwrap()).unwrap();
    application
}

fn parsing_a_figure(criterion: &mut Criterion) {
    criterion.bench_function("parse and format a figure", |bencher| {
        bencher.iter(|| Hours::parse(black_box("121.50")).unwrap().to_string());
    });
}

fn computing_totals(criterion: &mut Criterion) {
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

/// Recording an identical cell reads and checks everything and writes nothing, so that it can be repeated.
fn recording_an_identical_cell(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let application = demonstration(folder.path());
    let reader: Caller<ReadHours> = application.operator().unwrap();
    let cell = hours::list(&reader, &HoursFilter::default(), Place::Position(0), 1).unwrap().remove(0);
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
    criterion.bench_function("record an identical cell", |bencher| {
        bencher.iter(|| hours::set(&writer, black_box(&entry)).unwrap());
    });
}

criterion_group!(benches, parsing_a_figure, computing_totals, recording_an_identical_cell);
criterion_main!(benches);
