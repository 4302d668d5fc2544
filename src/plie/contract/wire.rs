//! The answers as they come over the wire: texts that are not checked yet. Members that are not known are ignored.

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct SearchAnswer {
    pub items: Vec<SummaryAnswer>,
    pub truncated: bool,
}

#[derive(Deserialize)]
pub(super) struct SummaryAnswer {
    pub number: String,
    pub last_name: String,
    pub first_name: String,
    pub other_last_names: Vec<String>,
    pub birth_date: String,
    pub commune_code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ParticipantAnswer {
    pub number: String,
    pub last_name: String,
    pub first_name: String,
    pub other_last_names: Vec<String>,
    pub birth_date: String,
    pub periods: Vec<PeriodAnswer>,
    pub referent: Option<ReferentAnswer>,
}

#[derive(Deserialize)]
pub(super) struct PeriodAnswer {
    pub from: String,
    pub to: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ReferentAnswer {
    pub name: String,
    pub organisation: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ReceiptAnswer {
    pub id: String,
}

#[derive(Deserialize)]
pub(super) struct ProblemAnswer {
    #[serde(rename = "type")]
    pub _kind: String,
    #[serde(rename = "title")]
    pub _title: String,
    pub status: u16,
}
