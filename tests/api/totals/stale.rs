//! A 304 never hides committed hours, whichever process wrote them.

use std::sync::atomic::{AtomicU32, Ordering};

use clauses::values::Role;
use reqwest::Method;

use crate::support::builders::{Placed, somebody_at_work};
use crate::support::{Client, Reply, on_both_databases};

const YEAR: &str = "/v1/totals?year=2023";

/// The number of figures, each one hour more than the last.
const FIGURES: u32 = 60;

/// A writer raises one cell while a reader asks with its last `ETag`: no answer, nor the one that a 304 confirms, is lower
/// than the figure acknowledged before the request. Returns the number of 304s.
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
        let (mut unchanged, mut last) = (0, reader.get(YEAR).await.ok());
        while hours_of(&last) < FIGURES {
            let least = acknowledged.load(Ordering::SeqCst);
            let reply = reader.request(Method::GET, YEAR).header("If-None-Match", last.etag()).send().await;
            match reply.status {
                304 => unchanged += 1,
                _ => last = reply.ok(),
            }
            assert!(hours_of(&last) >= least, "{least} were acknowledged: {last}");
        }
        unchanged
    };
    tokio::join!(write, read).1
}

fn hours_of(reply: &Reply) -> u32 {
    reply.at("/total/hours").as_str().unwrap().trim_end_matches(".00").parse().unwrap()
}

on_both_databases! {
    async fn nothing_acknowledged_is_hidden_by_another_application(app: App) {
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let other = app.at("2024-03-15T09:00:00Z");
        let unchanged = watch(&app.officer(), &other.officer(), placed).await;
        assert!(unchanged > 0);
    }

    async fn nothing_acknowledged_is_hidden_by_another_program(app: App) {
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let key = app.secret_until(Role::Officer, "2999-12-31");
        let (one, other) = (app.program(), app.program());
        let unchanged = watch(&one.bearing(&key), &other.bearing(&key), placed).await;
        assert!(unchanged > 0);
        let answer = one.bearing(&key).get(YEAR).await.ok();
        let reply = other.bearing(&key).request(Method::GET, YEAR).header("If-None-Match", answer.etag()).send().await;
        reply.with_status(304);
    }
}
