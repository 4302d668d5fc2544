//! Concurrent writers of cells.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::builders::{Placed, an_employment, somebody_at_work};
use crate::support::{Reply, on_both_databases};

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

on_both_databases! {
    async fn of_eight_who_create_one_cell_with_different_figures_one_does(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let figures: Vec<String> = (1..=8).map(|number| format!("{number}.25")).collect();
        let replies = join_all(figures.iter().map(|worked| placed.hours("2023-06", worked).send(&officer))).await;
        assert_eq!((count(&replies, 201), count(&replies, 428)), (1, 7));
        let created = replies.iter().find(|reply| reply.status == 201).unwrap();
        for late in replies.iter().filter(|reply| reply.status == 428) {
            late.clone().refused(428, "precondition_required");
        }
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok().unnamed(), created.json);
        let history = officer.get(&format!("/v1/hours/{}/history", created.id())).await.ok();
        assert_eq!(history.items().len(), 1);
        assert_eq!(officer.all("/v1/hours").await.len(), 1);
    }

    async fn of_eight_who_create_one_cell_with_one_figure_all_are_told_so(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let replies = join_all((0..8).map(|_| placed.hours("2023-06", "10").send(&officer))).await;
        assert_eq!((count(&replies, 201), count(&replies, 200)), (1, 7));
        assert!(replies.iter().all(|reply| reply["version"] == 1));
        assert_eq!(officer.all("/v1/hours").await.len(), 1);
    }

    async fn of_eight_who_correct_one_version_one_does(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let id = placed.hours("2023-06", "10").create(&officer).await;
        let figures: Vec<String> = (1..=8).map(|number| format!("{number}.25")).collect();
        let sent = figures.iter().map(|worked| placed.hours("2023-06", worked).correct(&officer, "\"1\""));
        let replies = join_all(sent).await;
        assert_eq!((count(&replies, 200), count(&replies, 412)), (1, 7));
        let corrected = replies.iter().find(|reply| reply.status == 200).unwrap();
        assert_eq!((&corrected["version"], corrected.id()), (&json!(2), id));
        let history = officer.get(&format!("/v1/hours/{id}/history")).await.ok();
        assert_eq!(history.items().len(), 2);
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok().unnamed(), corrected.json);
    }

    async fn eight_on_different_cells_are_all_kept(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let second = an_employment(works.candidate).on(works.lot).create(&officer).await;
        let other = somebody_at_work(&officer, "MS").await;
        let months = ["2023-01", "2023-02", "2023-03", "2023-04"];
        let on_two_employments = [works, Placed { employment: second, ..works }];
        let sent = on_two_employments.iter().flat_map(|placed| months.map(|month| placed.hours(month, "10.01").validated()));
        let clients: Vec<_> = (0..8).map(|_| app.officer()).collect();
        let replies = join_all(sent.zip(&clients).map(|(cell, client)| cell.send(client))).await;
        assert_eq!((replies.len(), count(&replies, 201)), (8, 8));
        assert_eq!(officer.all("/v1/hours").await.len(), 8);
        other.hours("2023-01", "0.02").validated().create(&officer).await;
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "80.10");
    }
}
