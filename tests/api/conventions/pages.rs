//! Lists read page by page while other requests add to them.

use serde_json::Value;

use crate::support::builders::{a_candidate, an_organisation};
use crate::support::on_both_databases;

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

on_both_databases! {
    async fn what_was_there_before_stands_once_in_the_pages_and_in_one_order_while_others_add(app: App) {
        let officer = app.officer();
        for _ in 0..12 {
            an_organisation().prescriber("association").create(&officer).await;
            a_candidate().create(&officer).await;
        }
        for path in ["/v1/organisations?limit=2", "/v1/candidates?limit=2"] {
            let before = ids(&officer.all(path).await);
            let adding = async {
                for _ in 0..12 {
                    an_organisation().prescriber("association").create(&officer).await;
                    a_candidate().create(&officer).await;
                }
            };
            let (pages, ()) = tokio::join!(officer.all(path), adding);
            let seen = ids(&pages);
            assert!(seen.windows(2).all(|two| two[0] < two[1]), "{path} is in no order, or tells twice: {seen:?}");
            let kept: Vec<i64> = seen.iter().copied().filter(|id| before.contains(id)).collect();
            assert_eq!(kept, before, "{path}");
        }
    }
}
