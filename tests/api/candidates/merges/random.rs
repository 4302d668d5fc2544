//! Random pairs of records: every sum is computed from the rows beside the service, before and after. For more of them:
//! `PROPTEST_CASES=100 cargo test --test api candidates::merges::random`.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::{merge, totals};
use crate::support::builders::{a_candidate, place};
use crate::support::{App, Client, on_both_databases};

/// What one of two records has.
#[derive(Debug, Clone)]
struct Record {
    /// Sector and month with hundredths for each employment.
    employments: Vec<(usize, BTreeMap<u32, i64>)>,
    /// First and last month of a PLIE period.
    period: Option<(u32, u32)>,
    level: Option<u8>,
    is_addressed: bool,
}

const SECTORS: [&str; 3] = ["BTP", "MS", "PI"];

fn record() -> impl Strategy<Value = Record> {
    let months = proptest::collection::btree_map(1_u32..=12, 1_i64..15_000, 0..4);
    let employments = vec((0_usize..3, months), 0..3);
    (employments, proptest::option::of((1_u32..7, 7_u32..13)), proptest::option::of(1_u8..9), any::<bool>())
        .prop_map(|(employments, period, level, is_addressed)| Record { employments, period, level, is_addressed })
}

async fn create(client: &Client, record: &Record) -> i64 {
    let mut person = a_candidate().without("qualification_level");
    if let Some(level) = record.level {
        person = person.with("qualification_level", level);
    }
    if record.is_addressed {
        person = person.living_in("21231", "2020-01-01");
    }
    if let Some((from, to)) = record.period {
        person = person.in_plie(&format!("2023-{from:02}-01"), &format!("2023-{to:02}-28").replace("-13-", "-12-"));
    }
    let id = person.create(client).await;
    for (sector, months) in &record.employments {
        let placed = place(client, id, SECTORS[*sector]).await;
        for (month, hundredths) in months {
            let worked = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            placed.hours(&format!("2023-{month:02}"), &worked).validated().create(client).await;
        }
    }
    id
}

/// Every row of hours as the service lists it, without whose it is and what follows the person.
async fn rows(client: &Client) -> Vec<Value> {
    let keys = ["id", "employment_id", "lot_id", "month", "worked", "training", "status", "version", "sector"];
    let rows = client.all("/v1/hours").await;
    rows.iter().map(|row| keys.iter().map(|key| (key.to_string(), row[*key].clone())).collect()).collect()
}

async fn check(app: App, one: Record, other: Record, closed: Vec<(u32, usize)>) {
    let officer = app.officer();
    let (kept, gone) = (create(&officer, &one).await, create(&officer, &other).await);
    for (month, sector) in closed {
        app.close_month(&format!("2023-{month:02}"), SECTORS[sector]).await;
    }
    let (before, listed) = (totals(&officer).await, rows(&officer).await);
    let frozen = "(SELECT hours.id FROM hours JOIN months ON months.month = hours.month AND months.sector = hours.sector \
                  WHERE months.state = 'closed' AND (in_plie OR commune_code IS NOT NULL OR qualification_level IS NOT NULL))";
    let frozen = || app.count(&format!("{frozen} AS frozen"));
    let frozen_before = frozen();
    let merged = merge(&officer, kept, gone, json!({})).await.ok();
    let sum = |record: &Record| record.employments.iter().flat_map(|(_, months)| months.values()).sum::<i64>();
    let total = sum(&one) + sum(&other);
    let expected = format!("{}.{:02}", total / 100, total % 100);
    assert_eq!(merged["hours_total"], json!({ "before": expected, "after": expected }));
    let after = totals(&officer).await;
    assert_eq!((&after["hours"], &before["hours"]), (&json!(expected), &json!(expected)));
    let at_work = |record: &Record| record.employments.iter().any(|(_, months)| !months.is_empty());
    assert_eq!(before["people"], i64::from(at_work(&one)) + i64::from(at_work(&other)));
    assert_eq!(after["people"], i64::from(at_work(&one) || at_work(&other)));
    assert_eq!(rows(&officer).await, listed);
    assert_eq!(frozen(), frozen_before);
    assert_eq!(app.count(&format!("hours WHERE candidate_id <> {kept}")), 0);
    for table in ["employments", "referrals", "addresses", "plie_periods"] {
        assert_eq!(app.count(&format!("{table} WHERE candidate_id = {gone}")), 0, "{table}");
    }
    let lists = [one.employments.len() + other.employments.len()];
    assert_eq!(app.count(&format!("employments WHERE candidate_id = {kept}")), i64::try_from(lists[0]).unwrap());
    // A row of an open month carries what the person has now: a refresh finds nothing to change.
    let level = one.level.or(other.level).map_or("IS NOT NULL".to_owned(), |level| format!("<> {level}"));
    let open = "NOT EXISTS (SELECT 1 FROM months WHERE months.month = hours.month AND months.sector = hours.sector AND state = 'closed')";
    assert_eq!(app.count(&format!("hours WHERE qualification_level {level} AND {open}")), 0);
}

on_both_databases! {
    async fn whatever_two_records_have_no_hour_is_lost_or_made(app: App) {
        let engine = app.engine;
        let cases = std::env::var("PROPTEST_CASES").map_or(4, |cases| cases.parse().unwrap());
        let outcome = std::thread::spawn(move || {
            let config = Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
            let closed = vec((1_u32..=12, 0_usize..3), 0..6);
            TestRunner::new(config).run(&(record(), record(), closed), |(one, other, closed)| {
                crate::support::run(engine, |app| check(app, one, other, closed));
                Ok(())
            }).map_err(|failure| failure.to_string())
        });
        if let Err(failure) = outcome.join().unwrap() {
            panic!("{failure}");
        }
    }
}
