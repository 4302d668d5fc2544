//! A partner of works cannot distinguish a resource of services from one that does not exist, in any path, body, batch
//! or filter of the contract. An operation with an id that the tables below lack fails until it is added.

mod two_worlds;
mod world;

use clauses::values::Role;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};

use self::world::{Kind, MARK, Things, World, world};
use super::{Operation, contract, operations};
use crate::support::{Client, Reply, on_both_databases};

/// An id that no test reaches.
const NOBODYS: i64 = 987_654_321;

/// The kind of an id in an address, by the segment before it and its name.
fn of_address(operation: &Operation, before: &str, name: &str) -> Kind {
    match (before, name) {
        ("candidates", _) => Kind::Candidate,
        ("public-contracts", _) => Kind::Contract,
        ("lots", _) => Kind::Lot,
        ("employments", _) => Kind::Employment,
        ("referrals", _) => Kind::Referral,
        ("batches", _) => Kind::Batch,
        ("nil-statements", _) => Kind::NilStatement,
        ("evidence", _) => Kind::Evidence,
        ("hours", "id") => Kind::Hours,
        ("organisations" | "api-keys" | "users" | "sessions", _) => Kind::OfNoSector,
        _ => of_field(name).unwrap_or_else(|| panic!("{operation}: what {before}/{{{name}}} names is not said here")),
    }
}

/// The kind of an id in a body or a filter; `None` if the field is not an id.
fn of_field(name: &str) -> Option<Kind> {
    Some(match name {
        // Of whichever record was withdrawn.
        "candidate_id" | "record_id" => Kind::Candidate,
        "public_contract_id" => Kind::Contract,
        "lot_id" => Kind::Lot,
        "employment_id" => Kind::Employment,
        "referral_id" => Kind::Referral,
        "hours_id" => Kind::Hours,
        "batch_id" => Kind::Batch,
        "employer_id" | "prescriber_id" | "buyer_id" | "holder_id" | "organisation_id" => Kind::OfNoSector,
        _ if name.ends_with("_id") || name.ends_with("ids") => panic!("what {name} names is not said here"),
        _ => return None,
    })
}

impl Operation {
    fn lets_in(&self, role: Role) -> bool {
        let roles = self.about["x-access"]["roles"].as_array();
        roles.is_some_and(|roles| roles.iter().any(|one| one == role.as_str()))
    }

    /// The segments of the address, each parameter with the segment before it.
    fn words(&self) -> Vec<(String, Option<String>)> {
        let word = |part: &str| (part.to_owned(), part.strip_prefix('{').map(|name| name.replace('}', "")));
        self.path.split('/').skip(1).map(word).collect()
    }

    /// The parameters of its address that are ids, by the index of their segment.
    fn ids(&self) -> Vec<(usize, Kind)> {
        let words = self.words();
        let mut found = Vec::new();
        for (place, (_, parameter)) in words.iter().enumerate() {
            let Some(name) = parameter else { continue };
            if !["month", "sector", "year", "code"].contains(&name.as_str()) && self.lets_in(Role::Partner) {
                found.push((place, of_address(self, &words[place - 1].0, name)));
            }
        }
        found
    }

    /// Its address with the ids of these resources, except for one segment.
    fn address_with_ids_of(&self, things: &Things, but: Option<(usize, i64)>) -> String {
        let ids = self.ids();
        let mut address = String::new();
        for (place, (word, parameter)) in self.words().into_iter().enumerate() {
            let own =
                ids.iter().find(|(at, _)| *at == place).map(|(_, kind)| things.id(*kind).unwrap_or(1).to_string());
            let given = but.filter(|(at, _)| *at == place).map(|(_, id)| id.to_string());
            let value = match parameter.as_deref() {
                None => word,
                Some("month") => "2023-06".to_owned(),
                Some("sector") => "BTP".to_owned(),
                Some("year") => "2023".to_owned(),
                Some("code") => "not_found".to_owned(),
                Some(_) => given.or(own).unwrap_or_else(|| "1".to_owned()),
            };
            address += &format!("/{value}");
        }
        address
    }

    /// The address with a reason, if one is required: without it a withdrawal is refused before the record is looked up.
    fn with_reason(&self, address: String) -> String {
        let is_required = |parameter: &Value| parameter["name"] == "reason" && parameter["required"] == true;
        let asks = self.parameters().iter().any(is_required);
        if asks { format!("{address}?reason=Essai") } else { address }
    }

    /// The media type of its body, and a body about resources that the caller sees.
    fn body(&self, world: &World) -> Option<(String, Value)> {
        let (media_type, content) = self.about["requestBody"]["content"].as_object()?.iter().next()?;
        let mut body = content["example"].clone();
        if ["/v1/candidates", "/v1/candidates/{id}"].contains(&self.path.as_str()) {
            // What partners record about people.
            let said = ["last_name", "first_name", "birth_date", "sex"];
            body.as_object_mut().unwrap().retain(|name, _| said.contains(&name.as_str()));
        }
        for (pointer, kind) in self.ids_of_body() {
            set(&mut body, &pointer, world.works.id(kind).unwrap_or(world.organisation));
        }
        Some((media_type.clone(), body))
    }

    /// The pointers to ids in its body.
    fn ids_of_body(&self) -> Vec<(String, Kind)> {
        let mut found = Vec::new();
        let content = self.about["requestBody"]["content"].as_object();
        if let Some((_, content)) = content.and_then(|content| content.iter().next()) {
            collect(&contract(), &content["schema"], "", &mut found);
        }
        found
    }
}

/// Collects the fields of a schema that are ids.
fn collect(contract: &Value, schema: &Value, at: &str, found: &mut Vec<(String, Kind)>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return collect(contract, &contract.pointer(reference.trim_start_matches('#')).unwrap().clone(), at, found);
    }
    for half in schema["oneOf"].as_array().into_iter().flatten() {
        collect(contract, half, at, found);
    }
    collect_items(contract, &schema["items"], at, found);
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        match of_field(name) {
            Some(kind) => found.push((format!("{at}/{name}"), kind)),
            None => collect(contract, field, &format!("{at}/{name}"), found),
        }
    }
}

fn collect_items(contract: &Value, items: &Value, at: &str, found: &mut Vec<(String, Kind)>) {
    if !items.is_null() {
        collect(contract, items, &format!("{at}/0"), found);
    }
}

/// Sets an id in a body, and removes other references to the same resource.
fn set(body: &mut Value, pointer: &str, id: i64) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let Some(parent) = body.pointer_mut(parent).and_then(Value::as_object_mut) else { return };
    match name {
        "employment_id" => drop(parent.remove("employment_ref")),
        "lot_id" => drop(parent.remove("lot")),
        _ => {}
    }
    parent.insert(name.to_owned(), json!(id));
}

async fn ask(client: &Client, operation: &Operation, address: &str, body: Option<&(String, Value)>) -> Reply {
    let mut request = client.request(operation.method(), address);
    if operation.parameters().iter().any(|parameter| parameter["name"] == "If-Match") {
        request = request.header(IF_MATCH.as_str(), "\"1\"");
    }
    if let Some((media_type, body)) = body {
        request = request.body(media_type, body.to_string());
    }
    request.send().await
}

/// The body without the members that differ between any two requests.
fn untraced(reply: &Reply) -> (u16, Value) {
    let mut body = reply.json.clone();
    for field in ["instance", "request_id", "batch_id", "received_at"] {
        if let Some(members) = body.as_object_mut() {
            members.remove(field);
        }
    }
    (reply.status, body)
}

on_both_databases! {
    async fn in_every_address_a_thing_of_another_sector_is_one_that_was_never_recorded(app: App) {
        let world = world(&app).await;
        let mut compared = 0;
        for operation in operations().iter().filter(|operation| operation.lets_in(Role::Partner)) {
            let body = operation.body(&world);
            for (place, kind) in operation.ids() {
                let Some(hidden) = world.services.id(kind) else { continue };
                let at = |id| operation.with_reason(operation.address_with_ids_of(&world.works, Some((place, id))));
                let of_services = ask(&world.partner, operation, &at(hidden), body.as_ref()).await;
                let unknown = ask(&world.partner, operation, &at(NOBODYS), body.as_ref()).await;
                assert_eq!(untraced(&of_services), untraced(&unknown), "{operation}: {of_services}{unknown}");
                of_services.refused(404, "not_found");
                compared += 1;
                // An officer of works sees people of all sectors, and their own batches.
                if ![Kind::Candidate, Kind::Batch].contains(&kind) {
                    let of_services = ask(&world.officer, operation, &at(hidden), body.as_ref()).await;
                    of_services.refused(404, "not_found");
                }
            }
        }
        assert!(compared >= 20, "only {compared} addresses");
    }

    async fn in_every_body_a_thing_of_another_sector_is_one_that_was_never_recorded(app: App) {
        let world = world(&app).await;
        let mut compared = 0;
        for operation in operations().iter().filter(|operation| operation.lets_in(Role::Partner)) {
            let Some((media_type, body)) = operation.body(&world) else { continue };
            let address = operation.address_with_ids_of(&world.works, None);
            for (pointer, kind) in operation.ids_of_body() {
                let Some(hidden) = world.services.id(kind) else { continue };
                let about = |id| {
                    let mut body = body.clone();
                    set(&mut body, &pointer, id);
                    (media_type.clone(), body)
                };
                let of_services = ask(&world.partner, operation, &address, Some(&about(hidden))).await;
                let unknown = ask(&world.partner, operation, &address, Some(&about(NOBODYS))).await;
                assert_eq!(untraced(&of_services), untraced(&unknown), "{operation} {pointer}: {of_services}{unknown}");
                assert!(of_services.status >= 400 || of_services["summary"]["rejected"] == 1, "{of_services}");
                compared += 1;
            }
        }
        assert!(compared >= 6, "only {compared} bodies");
    }

    async fn in_every_filter_a_thing_of_another_sector_is_one_that_was_never_recorded(app: App) {
        let world = world(&app).await;
        let mut compared = 0;
        for operation in operations().iter().filter(|operation| operation.lets_in(Role::Partner)) {
            let address = operation.address_with_ids_of(&world.works, None);
            let of_query = |parameter: &&Value| parameter["in"] == "query";
            for parameter in operation.parameters().iter().filter(of_query) {
                let name = parameter["name"].as_str().unwrap();
                if name == "sector" {
                    let found = ask(&world.partner, operation, &format!("{address}?sector=MS"), None).await.ok();
                    let lists = ["items", "rows", "lots"].iter().filter_map(|list| found.json.get(list));
                    let found_lists: Vec<&Value> = lists.collect();
                    assert!(!found_lists.is_empty(), "{operation}: {found}");
                    assert!(found_lists.iter().all(|list| list.as_array().is_some_and(Vec::is_empty)), "{operation}: {found}");
                }
                let Some(hidden) = of_field(name).and_then(|kind| world.services.id(kind)) else { continue };
                let of_services = ask(&world.partner, operation, &format!("{address}?{name}={hidden}"), None).await.ok();
                let unknown = ask(&world.partner, operation, &format!("{address}?{name}={NOBODYS}"), None).await.ok();
                assert_eq!(untraced(&of_services), untraced(&unknown), "{operation} {name}: {of_services}{unknown}");
                compared += 1;
            }
        }
        assert!(compared >= 6, "only {compared} filters");
    }

    async fn nothing_that_is_hidden_stands_in_anything_a_partner_reads(app: App) {
        let world = world(&app).await;
        let mut read = 0;
        let of_partners = |operation: &&Operation| operation.method == "GET" && operation.lets_in(Role::Partner);
        for operation in operations().iter().filter(of_partners) {
            // A key has no session.
            let is_none_of_theirs = operation.path.starts_with("/v1/reference") || operation.path == "/v1/session";
            if is_none_of_theirs || operation.path.contains("batches/{") {
                continue;
            }
            let address = operation.address_with_ids_of(&world.works, None);
            for accepted in ["application/json", "text/csv"] {
                let offered = &operation.about["responses"]["200"]["content"][accepted];
                if offered.is_null() {
                    continue;
                }
                let asked = world.partner.request(operation.method(), &address).header("accept", accepted);
                let reply = asked.send().await.ok();
                for hidden in [MARK, "RQTH", "21231", "2022-02-03", "\"MS\"", "in_plie", "recorded_by\":\""] {
                    assert!(!reply.text.contains(hidden), "{operation} as {accepted} tells {hidden}: {reply}");
                }
                read += 1;
            }
        }
        assert!(read >= 25, "only {read} answers");
    }
}
