//! Which peers there are, how each is asked for the same things, and what the goals want beside each.

use super::client::request;
use super::generate::YEAR;
use super::raw::{Cell, Known};

/// Somebody else's software over a copy of the same rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Django REST Framework.
    Drf,
    /// Directus.
    Directus,
}

/// What the service and a peer are compared in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    Batch,
    Cell,
    Unchanged,
    Computed,
    Row,
    Page,
}

impl Matter {
    /// The comparison as it is reported, the goal's number first.
    pub fn against(self, peer: Kind) -> String {
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
}

impl Kind {
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

    /// What its `Authorization` header says.
    pub fn key(self, token: &str) -> String {
        match self {
            Self::Drf => format!("Token {token}"),
            Self::Directus => format!("Bearer {token}"),
        }
    }

    /// How many times the peer's rate the service's is to be; nothing where no goal says it.
    pub fn wanted(self, matter: Matter) -> Option<f64> {
        match (self, matter) {
            (_, Matter::Row | Matter::Page) => Some(15.0),
            (Self::Drf, Matter::Batch) => Some(3.0),
            (Self::Drf, Matter::Cell) => Some(8.0),
            (Self::Drf, Matter::Unchanged) => Some(10.0),
            (Self::Drf, Matter::Computed) => Some(1.0),
            (Self::Directus, Matter::Batch) => Some(50.0),
            (Self::Directus, Matter::Cell | Matter::Unchanged | Matter::Computed) => None,
        }
    }

    /// A row by the key that the peer has for it: Directus knows keys of one column only.
    pub fn row(self, (id, (employment, lot, month)): Known) -> String {
        match self {
            Self::Drf => format!("/hours/{employment}/{lot}/{month}/"),
            Self::Directus => format!("/items/hours/{id}"),
        }
    }

    /// The first so many rows of a month.
    pub fn page(self, limit: usize) -> String {
        match self {
            Self::Drf => format!("/hours/?month={YEAR}06&limit={limit}"),
            Self::Directus => format!("/items/hours?filter[month][_eq]={YEAR}06&sort=id&limit={limit}"),
        }
    }

    /// The year by sector and contract type. From Directus without the whole, which would be a second question.
    pub fn totals(self) -> String {
        match self {
            Self::Drf => format!("/totals/?year={YEAR}"),
            Self::Directus => format!(
                "/items/hours?aggregate[sum]=worked&aggregate[countDistinct]=candidate_id,employment_id\
                 &groupBy[]=sector&groupBy[]=contract_type&filter[month][_between]={YEAR}01,{YEAR}12\
                 &filter[status][_eq]=validated&filter[counted][_eq]=true"
            ),
        }
    }

    /// The status of an answer to what was created.
    pub fn created(self) -> u16 {
        match self {
            Self::Drf => 201,
            Self::Directus => 200,
        }
    }

    /// How many batches one client sends in a round: Directus takes seconds for each.
    pub fn batches(self) -> usize {
        match self {
            Self::Drf => 2,
            Self::Directus => 1,
        }
    }

    /// A request for a new row.
    pub fn write(self, key: &str, cell: Cell) -> Vec<u8> {
        let path = match self {
            Self::Drf => "/hours/",
            Self::Directus => "/items/hours",
        };
        request("POST", path, key, "", &self.cell(cell))
    }

    /// A request for many new rows.
    pub fn batch(self, key: &str, cells: &[Cell]) -> Vec<u8> {
        let path = match self {
            Self::Drf => "/hours/batches/",
            Self::Directus => "/items/hours",
        };
        let rows = cells.iter().map(|cell| self.cell(*cell)).collect::<Vec<_>>().join(",");
        request("POST", path, key, "", &format!("[{rows}]"))
    }

    fn cell(self, (employment, lot, month): Cell) -> String {
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
