//! What is asked over HTTP, of the service and of the peer: each a work that can be put beside others.

use std::net::SocketAddr;

use anyhow::Result;

use super::client::{Client, request};
use super::generate::YEAR;
use super::raw::{Cell, Cells};
use super::rounds::{Step, Work};

/// Somebody who answers over HTTP.
#[derive(Clone)]
pub struct Door {
    pub address: SocketAddr,
    pub key: String,
    pub pid: Option<u32>,
}

impl Door {
    /// The same request again and again.
    pub fn ask(&self, name: &'static str, clients: usize, path: &str) -> Work<'static> {
        self.repeat(name, clients, 200, request("GET", path, &self.key, "", ""))
    }

    /// The same question by who knows the answer's tag already: nothing has changed.
    pub fn ask_again(&self, name: &'static str, clients: usize, path: &str, tag: &str) -> Work<'static> {
        let known = format!("If-None-Match: {tag}\r\n");
        self.repeat(name, clients, 304, request("GET", path, &self.key, &known, ""))
    }

    /// One known row after the other.
    pub fn rows(&self, name: &'static str, clients: usize, cells: &Cells, path: fn(Cell) -> String) -> Work<'static> {
        let (cells, key) = (cells.clone(), self.key.clone());
        let next = move || Some(request("GET", &path(cells.cycle()), &key, "", ""));
        self.work(name, clients, 200, next)
    }

    /// A new row each time, as long as there are cells.
    pub fn writes(
        &self,
        name: &'static str,
        clients: usize,
        cells: &Cells,
        write: fn(&str, Cell) -> Vec<u8>,
    ) -> Work<'static> {
        let (cells, key) = (cells.clone(), self.key.clone());
        self.work(name, clients, 201, move || cells.take().map(|cell| write(&key, cell)))
    }

    /// Requests that the service answers with 200, as long as there are any.
    pub fn sends(
        &self,
        name: &'static str,
        clients: usize,
        next: impl Fn() -> Option<Vec<u8>> + Clone + Send + Sync + 'static,
    ) -> Work<'static> {
        self.work(name, clients, 200, next)
    }

    /// Requests that are answered with 201, as long as there are any.
    pub fn creates(
        &self,
        name: &'static str,
        clients: usize,
        next: impl Fn() -> Option<Vec<u8>> + Clone + Send + Sync + 'static,
    ) -> Work<'static> {
        self.work(name, clients, 201, next)
    }

    fn repeat(&self, name: &'static str, clients: usize, status: u16, bytes: Vec<u8>) -> Work<'static> {
        self.work(name, clients, status, move || Some(bytes.clone()))
    }

    fn work(
        &self,
        name: &'static str,
        clients: usize,
        status: u16,
        next: impl Fn() -> Option<Vec<u8>> + Clone + Send + Sync + 'static,
    ) -> Work<'static> {
        let address = self.address;
        Work::new(name, clients, self.pid, move || {
            let (mut client, next) = (Client::connect(address)?, next.clone());
            let step: Step = Box::new(move || {
                let Some(bytes) = next() else { return Ok(false) };
                let head = client.send(&bytes)?;
                let said = || String::from_utf8_lossy(&client.body).into_owned();
                anyhow::ensure!(head.status == status, "{} instead of {status}: {}", head.status, said());
                Ok(true)
            });
            Ok(step)
        })
    }
}

/// A month as it is written in the API's addresses.
pub fn month_in_path(month: i32) -> String {
    format!("{}-{:02}", month / 100, month % 100)
}

pub fn our_row((employment, lot, month): Cell) -> String {
    format!("/v1/hours/{employment}/{lot}/{}", month_in_path(month))
}

pub fn peer_row((employment, lot, month): Cell) -> String {
    format!("/hours/{employment}/{lot}/{month}/")
}

pub fn our_write(key: &str, cell: Cell) -> Vec<u8> {
    request("PUT", &our_row(cell), key, "", r#"{"worked": "121.50", "training": "7.00", "status": "submitted"}"#)
}

pub fn peer_write(key: &str, cell: Cell) -> Vec<u8> {
    request("POST", "/hours/", key, "", &peer_cell(cell))
}

/// A cell as the peer takes it.
pub fn peer_cell((employment, lot, month): Cell) -> String {
    format!(
        r#"{{"employment":{employment},"lot":{lot},"month":{month},"worked":12150,"training":700,"status":"submitted",
"source":"load","version":1,"candidate_id":{employment},"employer_id":11,"public_contract_id":1,"sector":"MS",
"contract_type":"CDDI","modality":"direct_hire","prescriber_kind":"plie_referent","sex":"F","age_bracket":"26_44",
"qualification_level":3,"commune_code":"21231","qpv_legal":false,"rsa":true,"in_plie":true,"counted":true}}"#
    )
}

/// The year by sector and contract type, everyone: the rows are the same in every database that `generate` fills.
pub fn our_totals() -> String {
    format!("/v1/totals?year={YEAR}&group_by=sector,contract_type&scope=all")
}

/// Asks once, for what an answer says besides its body.
pub fn once(door: &Door, path: &str) -> Result<super::client::Head> {
    Client::connect(door.address)?.send(&request("GET", path, &door.key, "", ""))
}
