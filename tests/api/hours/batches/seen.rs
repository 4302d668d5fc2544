//! Visibility of batches: the source and sectors of their sender decide, not the displayed name.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::{BATCHES, row, send};
use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::{Client, on_both_databases};

async fn visible_ids(client: &Client) -> Vec<i64> {
    client.all(BATCHES).await.iter().map(|batch| batch["batch_id"].as_i64().unwrap()).collect()
}

/// Checks that these batches are hidden in the list and by address.
async fn sees_exactly(client: &Client, all: &[i64], own: &[i64]) {
    assert_eq!(visible_ids(client).await, own);
    for batch in all {
        let reply = client.get(&format!("{BATCHES}/{batch}")).await;
        match own.contains(batch) {
            true => drop(reply.ok()),
            false => drop(reply.refused(404, "not_found")),
        }
    }
}

async fn sent(client: &Client, rows: &[Value]) -> i64 {
    send(client, rows).await.ok()["batch_id"].as_i64().unwrap()
}

on_both_databases! {
    async fn keys_of_one_organisation_see_no_batch_of_another_sector(app: App) {
        let officer = app.officer();
        let organisation = an_organisation().named("ARIQ").create(&officer).await;
        let (works, services) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await);
        let of_works = app.as_partner(organisation, &[Sector::Btp]);
        let of_services = app.as_partner(organisation, &[Sector::Ms]);
        let of_both = app.as_partner(organisation, &[Sector::Btp, Sector::Ms]);
        let one = sent(&of_works, &[row(&works, "2023-06", "10")]).await;
        let other = sent(&of_services, &[row(&services, "2023-06", "11")]).await;
        let both = sent(&of_both, &[row(&works, "2023-07", "12"), row(&services, "2023-07", "13")]).await;
        let all = [one, other, both];
        sees_exactly(&of_works, &all, &[one]).await;
        sees_exactly(&of_services, &all, &[other]).await;
        sees_exactly(&of_both, &all, &all).await;
        sees_exactly(&app.as_partner(organisation, &[Sector::Btp]), &all, &[one]).await;
        sees_exactly(&officer, &all, &all).await;
        let other = an_organisation().named("Autre").create(&officer).await;
        sees_exactly(&app.as_partner(other, &[Sector::Btp, Sector::Ms]), &all, &[]).await;
    }

    async fn an_officer_of_some_sectors_sees_what_others_of_the_house_sent_who_saw_no_more(app: App) {
        let officer = app.officer();
        let (works, services) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await);
        let everywhere = sent(&officer, &[row(&works, "2023-06", "10"), row(&services, "2023-06", "11")]).await;
        let of_works = app.as_role(Role::Officer, &[Sector::Btp]);
        let in_works = sent(&of_works, &[row(&works, "2023-07", "12")]).await;
        let all = [everywhere, in_works];
        sees_exactly(&of_works, &all, &[in_works]).await;
        sees_exactly(&app.as_role(Role::Officer, &[Sector::Btp, Sector::Pi]), &all, &[in_works]).await;
        sees_exactly(&app.as_role(Role::Officer, &[Sector::Ms]), &all, &[]).await;
        sees_exactly(&app.as_role(Role::Admin, &[]), &all, &all).await;
    }

    async fn a_partner_called_as_the_house_is_not_the_house(app: App) {
        let (admin, officer) = (app.admin(), app.officer());
        let placed = somebody_at_work(&officer, "BTP").await;
        let named = |role: &str, name: &str| json!({ "name": name, "role": role, "sectors": ["BTP"] });
        for name in ["CREATIV", "Créativ", " creativ. "] {
            admin.post("/v1/api-keys", &named("partner", name)).await.refused_at(409, "already_exists", "/name");
        }
        admin.post("/v1/api-keys", &named("officer", "CREATIV")).await.with_status(201);
        let of_house = app.as_role(Role::Officer, &[Sector::Btp]);
        let batch = sent(&of_house, &[row(&placed, "2023-06", "10")]).await;
        // A source created before such names were refused.
        let made = admin.post("/v1/api-keys", &named("partner", "Autre")).await.created();
        app.execute(&format!("UPDATE api_keys SET name = 'CREATIV' WHERE id = {}", made.id()));
        let partner = app.bearing(made["secret"].as_str().unwrap());
        sees_exactly(&partner, &[batch], &[]).await;
        let own = sent(&partner, &[row(&placed, "2023-07", "9")]).await;
        assert_eq!(partner.get(&format!("{BATCHES}/{own}")).await.ok()["source"], "CREATIV (partenaire)");
        sees_exactly(&of_house, &[batch, own], &[batch]).await;
        let rotation = format!("/v1/api-keys/{}/rotations", made.id());
        admin.post(&rotation, &json!({ "overlap_hours": 1 })).await.refused_at(409, "already_exists", "/name");
    }
}
