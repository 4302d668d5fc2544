//! Two worlds have the same records that a partner of works sees; one of them has records of services besides, about the
//! same person and with the same references. Every answer of every operation is the same in both, byte for byte.
//! `docs/partners.md` lists what a partner learns of other sectors all the same; `tests/api/partners/elsewhere.rs` holds
//! those cases.

use clauses::values::Role;
use reqwest::Method;
use serde_json::{Value, json};

use super::world::{Kind, World, world};
use super::{Operation, of_field, operations};
use crate::support::builders::{a_public_contract, a_referral, admit, an_employment, hours, waive};
use crate::support::{App, Client, Engine, on_both_databases};

/// The id of the first record of its kind after [`align_ids`].
const FIRST: i64 = 1_000_001;

/// A request of the partner.
struct Question {
    method: Method,
    address: String,
    headers: Vec<(&'static str, &'static str)>,
    body: Option<(String, Value)>,
}

impl Question {
    fn new(method: Method, address: impl Into<String>) -> Self {
        Self { method, address: address.into(), headers: Vec::new(), body: None }
    }

    fn post(address: impl Into<String>, body: Value) -> Self {
        Self { body: Some(("application/json".to_owned(), body)), ..Self::new(Method::POST, address) }
    }

    fn put(address: impl Into<String>, body: Value) -> Self {
        Self { method: Method::PUT, ..Self::post(address, body) }
    }

    fn patch(address: impl Into<String>, body: Value) -> Self {
        let body = Some(("application/merge-patch+json".to_owned(), body));
        Self { body, ..Self::new(Method::PATCH, address) }.over("\"1\"")
    }

    fn over(mut self, etag: &'static str) -> Self {
        self.headers.push(("if-match", etag));
        self
    }

    /// The question, and its answer without what depends on the moment: the time, the requests left, whether the
    /// connection stays open.
    async fn answer(&self, partner: &Client) -> (String, String) {
        let mut request = partner.request(self.method.clone(), &self.address).header("x-request-id", "the-same");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((media_type, body)) = &self.body {
            request = request.body(media_type, body.to_string());
        }
        let reply = request.send().await;
        let body = self.body.as_ref().map(|(_, body)| body.to_string()).unwrap_or_default();
        let question = format!("{} {} {:?} {body}", self.method, self.address, self.headers);
        let headers =
            reply.headers.iter().filter(|(name, _)| !["date", "ratelimit", "connection"].contains(&name.as_str()));
        let mut headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.sort_unstable();
        (question, format!("{}\n{}\n{}", reply.status, headers.join("\n"), reply.text))
    }
}

fn of_partner(operation: &&Operation) -> bool {
    operation.lets_in(Role::Partner)
}

/// Every list and every record, as JSON and as a table, and every list of one record's.
fn reads(world: &World) -> Vec<Question> {
    let mut questions = Vec::new();
    for operation in operations().iter().filter(of_partner).filter(|operation| operation.method == "GET") {
        let address = operation.address_with_ids_of(&world.works, None);
        let filters =
            operation.parameters().iter().filter(|parameter| parameter["in"] == "query").filter_map(|filter| {
                let name = filter["name"].as_str().unwrap();
                Some(format!("{address}?{name}={}", world.works.id(of_field(name)?)?))
            });
        let addresses: Vec<String> = std::iter::once(address.clone()).chain(filters).collect();
        for address in addresses {
            for accept in ["application/json", "text/csv"] {
                let question = Question::new(Method::GET, address.clone());
                questions.push(Question { headers: vec![("accept", accept)], ..question });
            }
        }
    }
    questions
}

/// Every other operation, with the body of the contract's example about records that the partner sees.
fn changes(world: &World) -> Vec<Question> {
    let changing = |operation: &&Operation| operation.method != "GET" && operation.path != "/v1/session";
    let of_operation = |operation: &Operation| {
        let question = Question::new(operation.method(), operation.address_with_ids_of(&world.works, None));
        let question = Question { body: operation.body(world), ..question };
        let takes_version = operation.parameters().iter().any(|parameter| parameter["name"] == "If-Match");
        if takes_version { question.over("\"1\"") } else { question }
    };
    operations().iter().filter(of_partner).filter(changing).map(of_operation).collect()
}

/// Hours of one person below, at and above the cap: alone, with others, dry and recorded.
fn sums(world: &World) -> Vec<Question> {
    let (employment, lot) = (world.works.id(Kind::Employment).unwrap(), world.works.id(Kind::Lot).unwrap());
    let row = |month: &str, worked: &str| json!({ "employment_id": employment, "lot_id": lot, "month": month, "worked": worked });
    let batch = |dry: bool, atomic: bool, rows: Vec<Value>| {
        let body = json!({ "dry_run": dry, "atomic": atomic, "reason": "Relevé", "rows": rows });
        Question::post("/v1/hours/batches", body)
    };
    let cell = |month: &str, worked: &str| {
        Question::put(format!("/v1/hours/{employment}/{lot}/{month}"), json!({ "worked": worked, "reason": "Relevé" }))
    };
    let mut questions = Vec::new();
    // In July and November the person works in services too, if they do.
    for month in ["2023-06", "2023-07", "2023-11"] {
        for worked in ["0", "0.01", "0.71", "0.72", "57.53", "100", "205.71", "205.72", "212.58", "720"] {
            questions.push(batch(true, false, vec![row(month, worked)]));
        }
    }
    let by_numbers = json!({
        "external_ref": "R-1", "employment_id": employment, "lot": { "public_contract": "Travaux", "number": "1" },
        "month": "2023-08", "worked": "100",
    });
    questions.extend([
        batch(false, true, vec![row("2023-06", "100"), row("2023-06", "101")]),
        batch(false, false, vec![row("2023-06", "100"), by_numbers, row("2024-01", "1")]),
        cell("2023-09", "205.71"),
        cell("2023-09", "205.72").over("\"1\""),
        cell("2023-09", "720").over("\"2\""),
        cell("2023-04", "10"),
        Question::new(Method::DELETE, format!("/v1/hours/{employment}/{lot}/2023-09?reason=Relu")).over("\"3\""),
    ]);
    questions
}

/// What a partner records about a person whom others know too, with references that others use.
fn records(world: &World) -> Vec<Question> {
    let (person, lot) = (world.works.id(Kind::Candidate).unwrap(), world.works.id(Kind::Lot).unwrap());
    let named = json!({ "external_ref": "N-1" });
    let referral = json!({
        "prescriber_id": null, "prescriber_kind": "self", "origin": "AUTRES", "for_plie": true,
        "referred_on": "2023-01-02", "sectors": ["BTP"], "external_ref": "O-1",
    });
    let validated = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-01-03" });
    let rejected = json!({ "outcome": "not_integrated", "reason": "unreachable", "decided_on": "2023-01-03" });
    let at = |candidate: i64, external_ref: &str, sender_of: i64| {
        an_employment(candidate).at(world.organisation).with("external_ref", external_ref).on(sender_of).json().clone()
    };
    vec![
        Question::patch(format!("/v1/candidates/{person}"), named.clone()),
        Question::patch(format!("/v1/employments/{}", world.works.id(Kind::Employment).unwrap()), named),
        Question::new(Method::GET, "/v1/employments?external_ref=N-1"),
        Question::new(Method::GET, "/v1/candidates?external_ref=N-1"),
        Question::post("/v1/candidates", somebody()),
        Question::patch(format!("/v1/candidates/{FIRST}"), json!({ "first_name": "Awa" })),
        Question::post(format!("/v1/candidates/{FIRST}/referrals"), referral.clone()),
        Question::patch(format!("/v1/referrals/{FIRST}"), json!({ "referred_on": "2023-01-03" })),
        Question::put(format!("/v1/referrals/{FIRST}/outcome"), rejected).over("\"2\""),
        Question::put(format!("/v1/referrals/{FIRST}/outcome"), validated).over("\"3\""),
        Question::post(format!("/v1/candidates/{person}/referrals"), referral),
        Question::post("/v1/employments", at(FIRST, "E-1", lot)),
        Question::patch(format!("/v1/employments/{FIRST}"), json!({ "weekly_hours": "20" })),
        Question::post("/v1/employments", at(person, "E-1", lot)),
        Question::post("/v1/employments", at(person, "E-2", lot)),
        Question::put(format!("/v1/hours/{}/{lot}/2023-06", FIRST + 1), json!({ "worked": "105.71" })),
        Question::put(format!("/v1/hours/{}/{lot}/2023-06", FIRST + 1), json!({ "worked": "105.72" })).over("\"1\""),
    ]
}

/// A person whom both partners record, with the same reference.
fn somebody() -> Value {
    json!({ "last_name": "Diallo", "first_name": "Aïssa", "birth_date": "1991-02-03", "sex": "F", "external_ref": "P-1" })
}

/// Records what the partner does not see: of services and studies about the person it sees, and of the neighbour.
async fn record_hidden(app: &App, world: &World) {
    let officer = app.officer();
    let person = world.works.id(Kind::Candidate).unwrap();
    let services = a_public_contract().ms().referenced("Travaux").bought_by(world.other_buyer);
    let lots = services.with_lot("1", "100").with_lot("2", "100").create_lots(&officer).await;
    admit(&officer, person, "MS").await;
    waive(&officer, person, "PI").await;
    a_referral(person).for_sectors(&["MS", "PI"]).with("external_ref", "O-9").create(&officer).await;
    // Neither the first assignment nor an employment that decides until when the person is eligible.
    let employment = an_employment(person).at(world.organisation).from("2023-02-01").on(lots[0]).create(&officer).await;
    hours(employment, lots[0], "2023-05", "150.25").validated().create(&officer).await;
    hours(employment, lots[0], "2023-06", "205").create(&officer).await;
    hours(employment, lots[0], "2023-07", "212.57").create(&officer).await;
    hours(employment, lots[0], "2023-08", "205.71").create(&officer).await;
    hours(employment, lots[0], "2023-11", "204.99").create(&officer).await;
    officer.post(&format!("/v1/candidates/{person}/plie-periods"), &json!({ "from": "2023-01-01" })).await.created();
    officer.post("/v1/months/2023-06/nil-statements", &json!({ "lot_id": lots[1] })).await.created();
    app.close_month("2023-04", "MS").await;

    let theirs = world.neighbour.post("/v1/candidates", &somebody()).await.created().id();
    let referral = a_referral(theirs).for_sectors(&["MS"]).with("external_ref", "O-1").validated("MS", "2023-01-02");
    referral.create(&world.neighbour).await;
    let placed = an_employment(theirs).at(world.organisation).with("external_ref", "E-1").on(lots[1]);
    let placed = placed.create(&world.neighbour).await;
    let row =
        json!({ "external_ref": "R-1", "employment_id": placed, "lot_id": lots[1], "month": "2023-05", "worked": 7 });
    let sent = world.neighbour.post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok();
    assert_eq!(sent["summary"]["created"], 1, "{sent}");
    for address in [format!("/v1/candidates/{person}"), format!("/v1/employments/{employment}")] {
        let etag = world.neighbour.get(&address).await.ok().etag().to_owned();
        world.neighbour.patch(&address, &etag, &json!({ "external_ref": "N-1" })).await.ok();
    }
}

/// Gives the next record of every kind the id [`FIRST`]: ids follow each other over all sectors.
fn align_ids(app: &App) {
    app.execute(&match app.engine {
        Engine::Sqlite => format!("UPDATE sqlite_sequence SET seq = {}", FIRST - 1),
        Engine::Postgres => format!(
            "DO $$ DECLARE name TEXT; BEGIN
                FOR name IN SELECT table_name FROM information_schema.columns
                    WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES'
                LOOP EXECUTE format('ALTER TABLE %I ALTER COLUMN id RESTART WITH {FIRST}', name); END LOOP;
            END $$"
        ),
    });
}

async fn answers(app: &App, world: &World) -> Vec<(String, String)> {
    align_ids(app);
    let questions = [reads(world), sums(world), records(world), changes(world), reads(world)];
    let mut answers = Vec::new();
    for question in questions.iter().flatten() {
        answers.push(question.answer(&world.partner).await);
    }
    answers
}

on_both_databases! {
    async fn what_a_partner_is_answered_does_not_depend_on_what_it_does_not_see(app: App) {
        let other_app = app.apart();
        let (alone, beside) = (world(&app).await, world(&other_app).await);
        record_hidden(&other_app, &beside).await;
        let (alone, beside) = (answers(&app, &alone).await, answers(&other_app, &beside).await);
        assert!(alone.len() >= 180, "only {} answers", alone.len());
        let recorded = alone.iter().filter(|(_, answer)| answer.starts_with("201")).count();
        assert!(recorded >= 11, "only {recorded} records");
        let differ = |((question, one), (_, other)): (&(String, String), &(String, String))| {
            (one != other).then(|| format!("{question}\n{one}\n— but beside hidden records —\n{other}\n"))
        };
        let different: Vec<String> = alone.iter().zip(&beside).filter_map(differ).collect();
        assert!(different.is_empty(), "{} answers differ:\n{}", different.len(), different.join("\n"));
    }
}
