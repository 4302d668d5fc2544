//! A batch and a decision take as many statements for five hundred rows as for fifty; SQLite runs one prepared
//! statement for each row that it writes.

use serde_json::{Value, json};

use super::{BATCHES, ariq};
use crate::support::builders::{Placed, an_employment};
use crate::support::{App, Client, Engine, Reply, on_both_databases};

/// The number of statements of a request.
async fn taken(app: &App, client: &Client, path: &str, body: &Value) -> (u64, Reply) {
    let before = app.statements_sent().await;
    let reply = client.post(path, body).await.ok();
    (app.statements_sent().await - before, reply)
}

/// A batch for all months of that many employments, with these figures.
fn batch(placed: &[Placed], worked: &str) -> Value {
    let rows = placed.iter().flat_map(|placed| {
        (1..=10).map(move |month| {
            json!({
                "employment_id": placed.employment, "lot_id": placed.lot, "month": format!("2023-{month:02}"),
                "worked": worked, "external_ref": format!("R-{}-{month}", placed.employment),
            })
        })
    });
    json!({ "reason": "Relevé", "rows": rows.collect::<Vec<_>>() })
}

on_both_databases! {
    async fn statements_do_not_grow_with_the_rows(app: App) {
        let (ariq, officer, first) = ariq(&app).await;
        let mut placed = Vec::new();
        for _ in 0..55 {
            let employment = an_employment(first.candidate).on(first.lot).create(&officer).await;
            placed.push(Placed { employment, ..first });
        }
        // The first batch creates months and prepares statements.
        let (warm, placed) = placed.split_at(5);
        let (few, many) = (batch(&placed[..5], "10"), batch(placed, "10"));
        let (few_more, many_more) = (batch(&placed[..5], "11"), batch(placed, "12"));
        ariq.post(BATCHES, &batch(warm, "10")).await.ok();
        let decide = async || {
            let waiting = officer.all("/v1/hours?limit=500").await;
            let ids: Vec<&Value> = waiting.iter().filter(|cell| cell["status"] == "submitted" || !cell["pending"].is_null()).map(|cell| &cell["id"]).collect();
            let (statements, reply) = taken(&app, &officer, "/v1/hours/validations", &json!({ "ids": ids })).await;
            assert_eq!(reply.at("/summary/refused"), 0);
            (statements, reply.at("/summary/decided").as_i64().unwrap())
        };
        let mut figures = Vec::new();
        // New rows, their validation; the same rows again; corrections, their validation.
        let (new_few, reply) = taken(&app, &ariq, BATCHES, &few).await;
        assert_eq!(reply.at("/summary/created"), 50);
        let decided_few = decide().await;
        let (new_many, reply) = taken(&app, &ariq, BATCHES, &many).await;
        assert_eq!((reply.at("/summary/created"), reply.at("/summary/unchanged")), (&json!(450), &json!(50)));
        let decided_many = decide().await;
        assert_eq!((decided_few.1, decided_many.1), (100, 450));
        figures.push(("decided", decided_few.0, decided_many.0, 3 * 350));
        figures.push(("new", new_few, new_many, 4 * 400));
        let (same_few, _) = taken(&app, &ariq, BATCHES, &few).await;
        let (same_many, reply) = taken(&app, &ariq, BATCHES, &many).await;
        assert_eq!(reply.at("/summary/unchanged"), 500);
        figures.push(("the same again", same_few, same_many, 0));
        let (corrected_few, _) = taken(&app, &ariq, BATCHES, &few_more).await;
        let (corrected_many, reply) = taken(&app, &ariq, BATCHES, &many_more).await;
        assert_eq!(reply.at("/summary/updated"), 500);
        figures.push(("corrected", corrected_few, corrected_many, 3 * 450));
        // Lists cut at five hundred keys may take one statement more for each kind of query. A row is written with its
        // version and the digest of that.
        for (what, few, many, written) in figures {
            let one_by_one = if app.engine == Engine::Sqlite { written } else { 0 };
            assert!(many <= few + one_by_one + 6, "{what}: {few} statements for 50 rows, {many} for 500");
            println!("{:?}, {what}: {few} statements for 50 rows, {many} for 500", app.engine);
        }
    }
}
