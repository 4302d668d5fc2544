//! The peers, the requests that each answers, and the goals that compare the service with them.

use super::cells::{Cell, KnownCell};
use super::client::request;
use super::generate::YEAR;

/// Other software over a copy of the same rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PeerKind {
    /// Django REST Framework.
    Drf,
    /// Directus.
    Directus,
}

/// A workload in which the service and a peer are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Batch,
    Cell,
    /// Totals that have not changed: the service answers 304.
    Unchanged,
    /// Totals that the service computes each time.
    Computed,
    Row,
    Page,
}

impl Comparison {
    /// How it is reported, the goal's number first.
    pub fn label(self, peer: PeerKind) -> String {
        let peer = peer.name();
        match self {
            Self::Batch => format!("1: batches against {peer}, rows/s"),
            Self::Cell => format!("3: new cells against {peer}"),
            Self::Unchanged => format!("5: totals, unchanged, against {peer}"),
            Self::Computed => format!("totals, computed each time, against {peer}"),
            Self::Row => format!("6: row by key against {peer}"),
            Self::Page => format!("6: page of 100 against {peer}"),
        }
    }

    /// How many times the peer's rate the goal asks for, if there is a goal.
    pub fn goal(self, peer: PeerKind) -> Option<f64> {
        match (self, peer) {
            (Self::Row | Self::Page, _) => Some(15.0),
            (Self::Batch, PeerKind::Drf) => Some(3.0),
            (Self::Batch, PeerKind::Directus) => Some(50.0),
            (Self::Cell, _) => Some(6.0),
            (Self::Unchanged, _) => Some(10.0),
            (Self::Computed, _) => None,
        }
    }
}

impl PeerKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Drf => "DRF",
            Self::Directus => "Directus",
        }
    }

    /// The script that serves it.
    pub fn script(self) -> &'static str {
        match self {
            Self::Drf => concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/drf/serve"),
            Self::Directus => concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/directus/serve"),
        }
    }

    /// Its `Authorization` header.
    pub fn key(self, token: &str) -> String {
        match self {
            Self::Drf => format!("Token {token}"),
            Self::Directus => format!("Bearer {token}"),
        }
    }

    /// The path of a row. Directus has keys of one column only.
    pub fn row_path(self, (id, (employment, lot, month)): KnownCell) -> String {
        match self {
            Self::Drf => format!("/hours/{employment}/{lot}/{month}/"),
            Self::Directus => format!("/items/hours/{id}"),
        }
    }

    /// The path of the first so many rows of a month.
    pub fn page_path(self, limit: usize) -> String {
        match self {
            Self::Drf => format!("/hours/?month={YEAR}06&limit={limit}"),
            Self::Directus => format!("/items/hours?filter[month][_eq]={YEAR}06&sort=id&limit={limit}"),
        }
    }

    /// The path of the year's totals by sector and contract type. Directus gives no grand total with them: that would
    /// be a second request.
    pub fn totals_path(self) -> String {
        match self {
            Self::Drf => format!("/totals/?year={YEAR}"),
            Self::Directus => format!(
                "/items/hours?aggregate[sum]=worked&aggregate[countDistinct]=candidate_id,employment_id\
                 &groupBy[]=sector&groupBy[]=contract_type&filter[month][_between]={YEAR}01,{YEAR}12\
                 &filter[status][_eq]=validated&filter[counted][_eq]=true"
            ),
        }
    }

    /// The status that answers a creation.
    pub fn created(self) -> u16 {
        match self {
            Self::Drf => 201,
            Self::Directus => 200,
        }
    }

    /// How many batches one client sends in a round: Directus takes seconds for each.
    pub fn batches_a_round(self) -> usize {
        match self {
            Self::Drf => 2,
            Self::Directus => 1,
        }
    }

    /// A request that creates a row.
    pub fn post_cell(self, key: &str, cell: Cell) -> Vec<u8> {
        let path = match self {
            Self::Drf => "/hours/",
            Self::Directus => "/items/hours",
        };
        request("POST", path, key, "", &self.row_json(cell))
    }

    /// A request that creates many rows.
    pub fn post_batch(self, key: &str, cells: &[Cell]) -> Vec<u8> {
        let path = match self {
            Self::Drf => "/hours/batches/",
            Self::Directus => "/items/hours",
        };
        let rows = cells.iter().map(|cell| self.row_json(*cell)).collect::<Vec<_>>().join(",");
        request("POST", path, key, "", &format!("[{rows}]"))
    }

    fn row_json(self, (employment, lot, month): Cell) -> String {
        let suffix = if self == Self::Directus { "_id" } else { "" };
        format!(
            r#"{{"employment{suffix}":{employment},"lot{suffix}":{lot},"month":{month},"worked":12150,"training":700,
"status":"submitted","source":"load","version":1,"candidate_id":{employment},"employer_id":11,"public_contract_id":1,
"sector":"MS","contract_type":"CDDI","modality":"direct_hire","prescriber_kind":"plie_referent","sex":"F",
"age_bracket":"26_44","qualification_level":3,"commune_code":"21231","qpv_legal":false,"rsa":true,"in_plie":true,
"counted":true}}"#
        )
    }
}
