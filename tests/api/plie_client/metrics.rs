//! What monitoring sees of the participant records.

use chrono::Utc;
use clauses::app::{Application, plie_client};
use clauses::config::Config;
use clauses::db::Db;
use clauses::plie::stub::Behaviour;
use clauses::values::CallFailure;

use super::*;

#[test]
fn the_metrics_count_calls_by_outcome_and_show_an_open_circuit() {
    let stub = stub();
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/none.db", directory.path().display());
    let url = stub.url();
    let setting = |name: &str| match name {
        "CLAUSES_PLIE_URL" => Some(url.clone()),
        "CLAUSES_PLIE_KEY" => Some(KEY.to_owned()),
        "CLAUSES_PLIE_LOCAL" => Some("yes".to_owned()),
        _ => None,
    };
    let config = Config::from_lookup(setting, &database).unwrap();
    let application = Application::build(&config);
    let client = plie_client(config.plie.as_ref().unwrap(), application.metrics()).unwrap();
    let db = Db::open(&config);
    let metrics = || application.metrics().text(&db, Utc::now());
    assert!(metrics().contains("# TYPE clauses_plie_circuit_open gauge\nclauses_plie_circuit_open 0\n"));
    assert!(read(&client).is_ok());
    assert_eq!(client.participant(&number("P-9"), REQUEST_ID).unwrap_err().failure, CallFailure::Missing);
    stub.set_behaviour(Behaviour { cut_before_percent: 100, ..Behaviour::default() });
    for _ in 0..6 {
        assert_eq!(failure(&client), CallFailure::CutOff);
    }
    let text = metrics();
    for line in [
        "clauses_plie_calls_total{outcome=\"answered\"} 1",
        "clauses_plie_calls_total{outcome=\"missing\"} 1",
        "clauses_plie_calls_total{outcome=\"cut_off\"} 5",
        "clauses_plie_calls_total{outcome=\"not_sent\"} 1",
        "clauses_plie_circuit_changes_total{circuit=\"open\"} 1",
        "clauses_plie_circuit_open 1",
    ] {
        assert!(text.lines().any(|written| written == line), "{line} is missing in {text}");
    }
}
