//! The changes that the verification must find, one by one.

use super::filled::{Filled, filled};
use super::{Named, found_by_program, found_by_verifier, is_intact};
use crate::support::{App, Engine, on_both_databases};

/// A change by SQL past the triggers: what it is, the tables that it changes, and what is found.
struct Change {
    what: &'static str,
    tables: &'static [&'static str],
    sql: String,
    found: Named,
}

fn change(
    what: &'static str,
    tables: &'static [&'static str],
    sql: String,
    (fault, record, id): (&str, &str, i64),
) -> Change {
    Change { what, tables, sql, found: (fault.to_owned(), record.to_owned(), id) }
}

fn of_figures(Filled { open, closed, .. }: &Filled) -> Vec<Change> {
    let (hours, versions, both) = (&["hours"][..], &["hours_versions"][..], &["hours", "hours_versions"][..]);
    let version = |set: &str| format!("UPDATE hours_versions SET {set} WHERE hours_id = {open} AND version = 1");
    let row = |id: &i64, set: &str| format!("UPDATE hours SET {set} WHERE id = {id}");
    let delete = format!("DELETE FROM hours_versions WHERE hours_id = {open}");
    let whole = format!("{delete}; DELETE FROM hours WHERE id = {open}");
    vec![
        change("hours of an open month", hours, row(open, "worked = 50000"), ("cell_changed", "hours", *open)),
        change("hours of a closed month", hours, row(closed, "worked = 50000"), ("cell_changed", "hours", *closed)),
        change(
            "a reference of evidence without its kind",
            hours,
            row(open, "evidence_kind = NULL, evidence_reference = 'FH-1'"),
            ("cell_changed", "hours", *open),
        ),
        change("a version", versions, version("worked = 50000"), ("record_changed", "hours_version", *open)),
        change(
            "a version that is gone",
            versions,
            format!("{delete} AND version = 2"),
            ("record_removed", "hours_version", *open),
        ),
        change("a cell that is gone", both, whole, ("record_removed", "hours_version", *open)),
        change("who recorded", versions, version("recorded_by = 'key:99'"), ("record_changed", "hours_version", *open)),
        change("a reason", versions, version("reason = 'Autre'"), ("record_changed", "hours_version", *open)),
        change(
            "a frozen column",
            hours,
            row(closed, "commune_code = '39300'"),
            ("record_changed", "closed_hours", *closed),
        ),
        change(
            "a frozen sex",
            hours,
            row(closed, "sex = CASE sex WHEN 'F' THEN 'M' ELSE 'F' END"),
            ("record_changed", "closed_hours", *closed),
        ),
        change(
            "whether closed hours count",
            hours,
            row(closed, "counted = NOT counted"),
            ("record_changed", "closed_hours", *closed),
        ),
        change("whether open hours count", hours, row(open, "counted = NOT counted"), ("cell_changed", "hours", *open)),
        change("the sector of open hours", hours, row(open, "sector = 'PI'"), ("cell_changed", "hours", *open)),
    ]
}

fn of_the_rest(Filled { hours_due, key, batch, person, organisation, .. }: &Filled) -> Vec<Change> {
    let reopened =
        "UPDATE months SET state = 'open', changed_by = NULL, changed_at = NULL, reason = NULL WHERE state = 'closed'";
    let due = format!("UPDATE hours_due SET hours = 100 WHERE id = {hours_due}");
    let admin = format!("UPDATE api_keys SET role = 'admin' WHERE id = {key}");
    let summary = format!("UPDATE hours_batches SET worked = 99900 WHERE id = {batch}");
    let inserted = "INSERT INTO nil_statements (id, lot_id, month, stated_by, stated_at) SELECT 4242, id, 202212, 'key:1', \
                    '2024-01-01 00:00:00' FROM lots ORDER BY id LIMIT 1";
    vec![
        change(
            "a month opened again",
            &["months"],
            reopened.to_owned(),
            ("record_removed", "month_of_sector", 2_023_011),
        ),
        change("hours due", &["hours_due"], due, ("record_changed", "hours_due", *hours_due)),
        change("a key made administrator", &["api_keys"], admin, ("record_changed", "api_key", *key)),
        change("a batch's summary", &["hours_batches"], summary, ("record_changed", "hours_batch", *batch)),
        change(
            "a statement out of nowhere",
            &["nil_statements"],
            inserted.to_owned(),
            ("record_inserted", "nil_statement", 4242),
        ),
        change(
            "a number that the program never gives",
            &["nil_statements"],
            inserted.replace("4242", "-5"),
            ("record_inserted", "nil_statement", -5),
        ),
        change(
            "a fact that lists keep",
            &["candidate_facts"],
            format!("UPDATE candidate_facts SET window_until = '2031-01-01' WHERE candidate_id = {person}"),
            ("facts_changed", "candidate_facts", *person),
        ),
        change(
            "facts that are gone",
            &["candidate_facts"],
            format!("DELETE FROM candidate_facts WHERE candidate_id = {person}"),
            ("facts_changed", "candidate_facts", *person),
        ),
        change(
            "a commune whose code is none",
            &["communes"],
            "INSERT INTO communes (code, name, name_folded) VALUES ('XXXXX', 'X', 'x')".to_owned(),
            ("record_inserted", "commune", -1),
        ),
        change(
            "the name under which an organisation sends",
            &["organisations"],
            format!("UPDATE organisations SET sender_name = 'Autre' WHERE id = {organisation}"),
            ("record_changed", "organisation", *organisation),
        ),
        change(
            "the data version",
            &["data_version"],
            "UPDATE data_version SET counter = 0".to_owned(),
            ("data_version_low", "data_version", 0),
        ),
        change(
            "what an event made",
            &["audit_records"],
            format!("UPDATE audit_records SET digest = NULL WHERE record = 'api_key' AND record_id = {key}"),
            ("record_inserted", "api_key", *key),
        ),
    ]
}

/// Makes each change, looks at what is found, and puts the tables back.
fn is_found(app: &App, changes: &[Change]) {
    for Change { what, tables, sql, found } in changes {
        let keep: String =
            tables.iter().map(|table| format!("CREATE TABLE kept_{table} AS SELECT * FROM {table};")).collect();
        app.rewrite(&format!("{keep} {sql}"));
        for (by, faults) in [("program", found_by_program(app)), ("verifier", found_by_verifier(app))] {
            assert!(faults.contains(found), "{what}, by the {by}: {faults:?}");
        }
        let put_back = tables.iter().map(|table| {
            format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table};")
        });
        app.rewrite(&put_back.collect::<String>());
    }
    is_intact(app);
}

on_both_databases! {
    async fn a_changed_figure_is_found_and_named(app: App) {
        let filled = filled(&app).await;
        is_intact(&app);
        let mut changes = of_figures(&filled);
        if app.engine == Engine::Sqlite {
            let row = format!("UPDATE hours SET in_plie = 7 WHERE id = {}", filled.open);
            changes.push(change("a flag that is none", &["hours"], row, ("cell_changed", "hours", filled.open)));
        }
        is_found(&app, &changes);
    }

    async fn a_changed_month_key_batch_or_hours_due_is_found_and_named(app: App) {
        let filled = filled(&app).await;
        is_found(&app, &of_the_rest(&filled));
    }

    async fn records_are_sealed_as_they_stand_only_once(app: App) {
        filled(&app).await;
        app.rewrite("DELETE FROM audit_adoption; INSERT INTO nil_statements (id, lot_id, month, stated_by, stated_at) \
                     SELECT 4242, id, 202212, 'key:1', '2024-01-01 00:00:00' FROM lots ORDER BY id LIMIT 1");
        app.seal_everything();
        let inserted: Named = ("record_inserted".to_owned(), "nil_statement".to_owned(), 4242);
        assert_eq!((found_by_program(&app), found_by_verifier(&app)), (vec![inserted.clone()], vec![inserted]));
    }
}
