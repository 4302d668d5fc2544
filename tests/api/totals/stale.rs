//! A 304 never hides what was committed, whoever wrote it.

use std::sync::atomic::{AtomicU32, Ordering};

use clauses::values::Role;
use reqwest::Method;

use crate::support::builders::{Placed, somebody_at_work};
use crate::support::{Client, Reply, on_both_databases};

const YEAR: &str = "/v1/totals?year=2023";

/// How many figures are said, each one hour more than the last.
const FIGURES: u32 = 60;

/// One says ever greater figures of one cell, and another asks with what they have, all the while: what they are told,
/// or told to keep, is never less than what was acknowledged before they asked. Tells how often they were told to keep
/// it.
async fn watch(writer: &Client, reader: &Client, placed: Placed) -> u32 {
    let acknowledged = AtomicU32::new(0);
    let write = async {
        let mut last = placed.hours("2023-02", "0").validated().send(writer).await.created();
        for figure in 1..=FIGURES {
            let hours = placed.hours("2023-02", &figure.to_string()).validated().because("Relevé");
            last = hours.correct(writer, last.etag()).await.ok();
            acknowledged.store(figure, Ordering::SeqCst);
            tokio::time::sleep(std::time::Duration::from_millis(u64::from(figure % 4) * 3)).await;
        }
    };
    let read = async {
        let (mut kept, mut known) = (0, reader.get(YEAR).await.ok());
        while shown(&known) < FIGURES {
            let least = acknowledged.load(Ordering::SeqCst);
            let reply = reader.request(Method::GET, YEAR).header("If-None-Match", known.etag()).send().await;
            match reply.status {
                304 => kept += 1,
                _ => known = reply.ok(),
            }
            assert!(shown(&known) >= least, "{least} were acknowledged: {known}");
        }
        kept
    };
    tokio::join!(write, read).1
}

fn shown(reply: &Reply) -> u32 {
    reply.at("/total/hours").as_str().unwrap().trim_end_matches(".00").parse().unwrap()
}

on_both_databases! {
    async fn nothing_acknowledged_is_hidden_by_another_application(app: App) {
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let other = app.at("2024-03-15T09:00:00Z");
        let kept = watch(&app.officer(), &other.officer(), placed).await;
        assert!(kept > 0);
    }

    async fn nothing_acknowledged_is_hidden_by_another_program(app: App) {
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let key = app.secret_until(Role::Officer, "2999-12-31");
        let (one, other) = (app.program(), app.program());
        let kept = watch(&one.bearing(&key), &other.bearing(&key), placed).await;
        assert!(kept > 0);
        let known = one.bearing(&key).get(YEAR).await.ok();
        let reply = other.bearing(&key).request(Method::GET, YEAR).header("If-None-Match", known.etag()).send().await;
        reply.with_status(304);
    }
}
