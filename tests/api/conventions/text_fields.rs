//! Every text field of every resource returns a text exactly as it was sent, or refuses it and stores nothing.

use reqwest::Method;
use serde_json::{Value, json};

use super::texts::HOSTILE;
use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation};
use crate::support::{Client, Reply, on_both_databases};

/// A valid request, and its text fields.
struct Form {
    method: Method,
    path: String,
    body: Value,
    /// The fields of one line, up to 200 characters.
    names: &'static [&'static str],
    /// The fields of one line, up to 1,000 characters.
    titles: &'static [&'static str],
    /// The fields of several lines, up to 2,000 characters.
    texts: &'static [&'static str],
    /// The list that contains its resource.
    list: String,
}

impl Form {
    fn post(path: &str, body: Value, names: &'static [&'static str], texts: &'static [&'static str]) -> Self {
        let list = path.to_owned();
        Self { method: Method::POST, path: path.to_owned(), body, names, titles: &[], texts, list }
    }

    fn put(
        path: &str,
        list: &str,
        body: Value,
        names: &'static [&'static str],
        texts: &'static [&'static str],
    ) -> Self {
        Self { method: Method::PUT, list: list.to_owned(), ..Self::post(path, body, names, texts) }
    }

    /// All text fields.
    fn fields(&self) -> Vec<&'static str> {
        [self.names, self.titles, self.texts].concat()
    }

    /// Sends it with this text in these fields.
    async fn send(&self, client: &Client, fields: &[&str], text: &str) -> Reply {
        let mut body = self.body.clone();
        for field in fields {
            *body.pointer_mut(field).unwrap() = json!(text);
        }
        client.request(self.method.clone(), &self.path).json(&body).send().await
    }
}

/// A form for each resource, each with its own people and contracts.
async fn forms(admin: &Client, number: usize) -> Vec<Form> {
    let person = a_candidate().create(admin).await;
    let buyer = an_organisation().buyer("commune").employer("ACI").create(admin).await;
    let contract = a_public_contract().create(admin).await;
    let referral = a_referral(person).create(admin).await;
    let worker = a_candidate().create(admin).await;
    a_referral(worker).validated("BTP", "2023-01-05").create(admin).await;
    let lot = a_public_contract().create_lot(admin).await;
    let employment = an_employment(worker).on(lot).create(admin).await;
    let of_person = |what: &str| format!("/v1/candidates/{person}/{what}");
    let mut contract_with_lot = a_public_contract().bought_by(buyer).with_lot("1", "10").json().clone();
    contract_with_lot["follow_up_body"] = json!("ARIQ");
    let mut candidate = a_candidate().with("external_ref", format!("C-{number}")).json().clone();
    candidate["eligibility"] = json!([{ "code": "BRSA", "from": "2023-01-01", "proof_kind": "x", "checked_by": "x" }]);
    let referral_body = a_referral(person).with("external_ref", format!("R-{number}")).json().clone();
    let employment_body = an_employment(person).at(buyer).with("external_ref", format!("E-{number}")).json().clone();
    let contract_names = &["/reference", "/follow_up_body", "/lots/0/number"];
    let (lots, lot_body) = (format!("/v1/public-contracts/{contract}/lots"), json!({ "number": "2", "title": "x" }));
    vec![
        Form {
            titles: &["/title", "/lots/0/title"],
            ..Form::post("/v1/public-contracts", contract_with_lot, contract_names, &[])
        },
        Form { titles: &["/title"], ..Form::post(&lots, lot_body, &["/number"], &[]) },
        Form::post(
            "/v1/candidates",
            candidate,
            &["/last_name", "/first_name", "/external_ref", "/eligibility/0/proof_kind", "/eligibility/0/checked_by"],
            &[],
        ),
        Form::post(&of_person("waivers"), json!({ "sector": "BTP", "reason": "x" }), &[], &["/reason"]),
        Form::post(
            &of_person("eligibility-windows"),
            json!({ "ends_on": "2025-01-01", "reason": "x" }),
            &[],
            &["/reason"],
        ),
        Form::post(&of_person("referrals"), referral_body, &["/external_ref"], &[]),
        Form::put(
            &format!("/v1/referrals/{referral}/outcome"),
            &of_person("referrals"),
            json!({ "outcome": "not_integrated", "reason": "other", "comment": "x", "decided_on": "2023-02-01" }),
            &[],
            &["/comment"],
        ),
        Form::post("/v1/employments", employment_body, &["/external_ref"], &[]),
        Form::put(
            &format!("/v1/hours/{employment}/{lot}/2023-03"),
            "/v1/hours",
            json!({ "worked": "1", "evidence": { "kind": "timesheet", "reference": "x" } }),
            &["/evidence/reference"],
            &[],
        ),
        Form::post(
            "/v1/positive-exits",
            json!({
                "candidate_id": person, "kind": "CDI", "started_on": "2023-05-01", "met_on": "2023-05-01",
                "proof_reference": "x",
            }),
            &["/proof_reference"],
            &[],
        ),
        Form::put(
            "/v1/settings",
            "/v1/settings",
            json!({ "key": "fte_divisor", "effective_on": "2024-01-01", "value": "1607", "reason": "x" }),
            &[],
            &["/reason"],
        ),
        Form::post(
            "/v1/reference/communes",
            json!({ "code": (39_000 + number).to_string(), "name": "x" }),
            &["/name"],
            &[],
        ),
        Form::post(
            "/v1/reference/neighbourhoods",
            json!({
                "name": "x", "official_code": "x", "commune_code": "21231",
                "statuses": [{ "status": "qpv", "from": "2024-01-01" }],
            }),
            &["/name", "/official_code"],
            &[],
        ),
    ]
}

/// The response to a form, and a later read, have this text in the fields.
async fn gives_back(client: &Client, reply: Reply, fields: &[&str], text: &str) {
    assert!(reply.status == 200 || reply.status == 201, "{reply}");
    let shown = match reply.header("location").filter(|_| reply.header("etag").is_some()) {
        Some(address) => client.get(address).await.ok(),
        None => reply.clone(),
    };
    for field in fields {
        // A referral has the comment in its outcome.
        let place = if *field == "/comment" { "/outcome_comment" } else { *field };
        assert_eq!((reply.at(place), shown.at(place)), (&json!(text), &json!(text)), "{field}: {reply}");
    }
}

on_both_databases! {
    async fn sql_and_markup_come_back_as_text_from_every_field(app: App) {
        let admin = app.admin();
        for (number, text) in HOSTILE.iter().enumerate() {
            for form in forms(&admin, number).await {
                let fields = form.fields();
                let reply = form.send(&admin, &fields, text).await;
                gives_back(&admin, reply, &fields, text).await;
            }
        }
        // None of the injected statements ran.
        assert_eq!(admin.all("/v1/organisations").await.len(), HOSTILE.len() * 4);
        assert_eq!(admin.all("/v1/hours").await.len(), HOSTILE.len());
    }

    async fn lines_and_pictographs_come_back_from_free_texts(app: App) {
        let admin = app.admin();
        for form in forms(&admin, 0).await.iter().filter(|form| !form.texts.is_empty()) {
            let text = "Bravo 🎉\n\tmerci";
            let reply = form.send(&admin, form.texts, text).await;
            gives_back(&admin, reply, form.texts, text).await;
        }
    }

    async fn what_nobody_sees_is_not_kept_in_any_field(app: App) {
        let admin = app.admin();
        for form in forms(&admin, 0).await {
            let fields = form.fields();
            let reply = form.send(&admin, &fields, "\u{FEFF}A\u{AD}b\u{2060}el\u{200B} \u{3164}").await;
            gives_back(&admin, reply, &fields, "Abel").await;
        }
    }

    async fn what_is_no_text_is_refused_in_every_field_and_nothing_is_kept(app: App) {
        let admin = app.admin();
        let long = "é".repeat(10_000);
        let never = [
            ("a\0b", "invalid_text"), ("a\u{7}b", "invalid_text"), ("\u{202E}cba", "invalid_text"),
            ("", "text_empty"), (" \u{a0} ", "text_empty"), (&long, "text_too_long"),
            ("\u{200B}", "text_empty"), ("\u{AD}\u{200E}\u{2060}", "text_empty"), (" \u{2800}\u{3164}", "text_empty"),
        ];
        let never_on_one_line = [("Zoé 🎉", "invalid_text"), ("a\nb", "invalid_text"), (&long[..402], "text_too_long")];
        for form in forms(&admin, 0).await {
            let before = admin.all(&form.list).await;
            for field in form.fields() {
                for (text, code) in never {
                    form.send(&admin, &[field], text).await.refused_at(422, code, field);
                }
            }
            for field in form.names {
                for (text, code) in never_on_one_line {
                    form.send(&admin, &[field], text).await.refused_at(422, code, field);
                }
            }
            for (fields, too_long) in [(form.titles, &long[..2002]), (form.texts, &long[..4002])] {
                for field in fields {
                    form.send(&admin, &[field], too_long).await.refused_at(422, "text_too_long", field);
                }
            }
            for field in form.titles {
                form.send(&admin, &[field], "a\nb").await.refused_at(422, "invalid_text", field);
            }
            assert_eq!(admin.all(&form.list).await, before, "{}", form.path);
        }
    }

    async fn the_longest_texts_are_kept_whole(app: App) {
        let admin = app.admin();
        for form in forms(&admin, 0).await {
            for (fields, length) in [(form.names, 200), (form.titles, 1_000), (form.texts, 2_000)] {
                if !fields.is_empty() {
                    let longest = "é".repeat(length);
                    let reply = form.send(&admin, fields, &longest).await;
                    gives_back(&admin, reply, fields, &longest).await;
                }
            }
        }
    }
}
