//! `/v1/organisations`

use serde_json::json;

use crate::support::on_both_databases;

on_both_databases! {
    async fn an_organisation_is_recorded_and_shown_as_it_was_given(app: App) {
        let given = json!({
            "name": "Régie des Deux Rives", "siret": "732 829 320 00074", "employer_kind": "ACI",
            "contact_name": "Accueil", "contact_email": "accueil@example.org", "contact_phone": "03 80 00 00 00",
        });
        let reply = app.officer().post("/v1/organisations", &given).await.created();
        let address = format!("/v1/organisations/{}", reply.id());
        assert_eq!(reply.header("location"), Some(address.as_str()));
        let shown = app.officer().get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": reply.id(), "name": "Régie des Deux Rives", "siret": "73282932000074", "employer_kind": "ACI",
            "prescriber_kind": null, "buyer_kind": null,
            "contact_name": "Accueil", "contact_email": "accueil@example.org", "contact_phone": "03 80 00 00 00",
            "version": 1, "created_at": "2024-03-15T09:00:00Z", "updated_at": "2024-03-15T09:00:00Z",
        }));
        assert_eq!(shown.etag(), reply.etag());
    }
}
