//! HTTP requests to the service and to its peers, each as a workload that can be compared with others.

use std::net::SocketAddr;

use anyhow::Result;

use super::cells::{Cell, Cells, KnownCell};
use super::client::{Client, Head, request};
use super::generate::YEAR;
use super::workload::{Step, Workload};

/// A server that answers over HTTP.
#[derive(Clone)]
pub struct Endpoint {
    pub address: SocketAddr,
    /// The value of the `Authorization` header.
    pub key: String,
    /// The process whose CPU time is the server's, where it is only one.
    pub pid: Option<u32>,
}

impl Endpoint {
    pub fn client(&self) -> Result<Client> {
        Client::connect(self.address)
    }

    /// Sends one GET request and gives the head of its answer.
    pub fn get_once(&self, path: &str) -> Result<Head> {
        self.client()?.send(&request("GET", path, &self.key, "", ""))
    }

    /// Repeats one GET request.
    pub fn get(&self, name: &str, clients: usize, path: &str) -> Workload<'static> {
        self.repeat(name, clients, 200, request("GET", path, &self.key, "", ""))
    }

    /// Repeats one GET request with the ETag of an answer that is still valid: each is answered 304.
    pub fn get_unchanged(&self, name: &str, clients: usize, path: &str, etag: &str) -> Workload<'static> {
        let condition = format!("If-None-Match: {etag}\r\n");
        self.repeat(name, clients, 304, request("GET", path, &self.key, &condition, ""))
    }

    /// Reads rows by their keys, one after the other.
    pub fn get_rows(
        &self,
        name: &str,
        clients: usize,
        known: &Cells<KnownCell>,
        path: impl Fn(KnownCell) -> String + Clone + Send + Sync + 'static,
    ) -> Workload<'static> {
        let (known, key) = (known.clone(), self.key.clone());
        let next = move || Some(request("GET", &path(known.cycle()), &key, "", ""));
        self.send(name, clients, 200, next)
    }

    /// Records a new cell with each request until the cells are used up.
    pub fn put_cells(&self, name: &str, clients: usize, cells: &Cells) -> Workload<'static> {
        let (cells, key) = (cells.clone(), self.key.clone());
        self.send(name, clients, 201, move || cells.take().map(|cell| put_cell(&key, cell)))
    }

    fn repeat(&self, name: &str, clients: usize, status: u16, bytes: Vec<u8>) -> Workload<'static> {
        self.send(name, clients, status, move || Some(bytes.clone()))
    }

    /// Sends requests until there are none left; fails on any other status.
    pub fn send(
        &self,
        name: &str,
        clients: usize,
        status: u16,
        next: impl Fn() -> Option<Vec<u8>> + Clone + Send + Sync + 'static,
    ) -> Workload<'static> {
        let address = self.address;
        Workload::new(name, clients, self.pid, move || {
            let (mut client, next) = (Client::connect(address)?, next.clone());
            let step: Step = Box::new(move || {
                let Some(bytes) = next() else { return Ok(false) };
                let head = client.send(&bytes)?;
                let body = || String::from_utf8_lossy(&client.body).into_owned();
                anyhow::ensure!(head.status == status, "{} instead of {status}: {}", head.status, body());
                Ok(true)
            });
            Ok(step)
        })
    }
}

/// A month as it is written in the API.
pub fn month_text(month: i32) -> String {
    format!("{}-{:02}", month / 100, month % 100)
}

/// The path of a cell.
pub fn cell_path((employment, lot, month): Cell) -> String {
    format!("/v1/hours/{employment}/{lot}/{}", month_text(month))
}

fn put_cell(key: &str, cell: Cell) -> Vec<u8> {
    request("PUT", &cell_path(cell), key, "", r#"{"worked": "121.50", "training": "7.00", "status": "submitted"}"#)
}

/// The path of the benched year's totals by sector and contract type, of everyone.
pub fn totals_path() -> String {
    format!("/v1/totals?year={YEAR}&group_by=sector,contract_type&scope=all")
}

/// The path of a page of the benched year's hours.
pub fn page_path() -> String {
    format!("/v1/hours?month={YEAR}-06&limit=100")
}

/// The path of the benched year's bilan.
pub fn bilan_path() -> String {
    format!("/v1/bilans/{YEAR}?scope=all")
}
