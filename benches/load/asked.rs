//! What is asked over HTTP, of the service and of its peers: each a work that can be put beside others.

use std::net::SocketAddr;

use anyhow::Result;

use super::client::{Client, request};
use super::generate::YEAR;
use super::raw::{Cell, Cells, Known};
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
    pub fn ask(&self, name: &str, clients: usize, path: &str) -> Work<'static> {
        self.repeat(name, clients, 200, request("GET", path, &self.key, "", ""))
    }

    /// The same question by who knows the answer's tag already: nothing has changed.
    pub fn ask_again(&self, name: &str, clients: usize, path: &str, tag: &str) -> Work<'static> {
        let known = format!("If-None-Match: {tag}\r\n");
        self.repeat(name, clients, 304, request("GET", path, &self.key, &known, ""))
    }

    /// One known row after the other.
    pub fn rows(
        &self,
        name: &str,
        clients: usize,
        known: &Cells<Known>,
        path: impl Fn(Known) -> String + Clone + Send + Sync + 'static,
    ) -> Work<'static> {
        let (known, key) = (known.clone(), self.key.clone());
        let next = move || Some(request("GET", &path(known.cycle()), &key, "", ""));
        self.sends(name, clients, 200, next)
    }

    /// A new row each time, as long as there are cells.
    pub fn writes(&self, name: &str, clients: usize, cells: &Cells) -> Work<'static> {
        let (cells, key) = (cells.clone(), self.key.clone());
        self.sends(name, clients, 201, move || cells.take().map(|cell| our_write(&key, cell)))
    }

    fn repeat(&self, name: &str, clients: usize, status: u16, bytes: Vec<u8>) -> Work<'static> {
        self.sends(name, clients, status, move || Some(bytes.clone()))
    }

    /// Requests that are answered with this status, as long as there are any.
    pub fn sends(
        &self,
        name: &str,
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

pub fn our_row((_, cell): Known) -> String {
    our_cell(cell)
}

fn our_cell((employment, lot, month): Cell) -> String {
    format!("/v1/hours/{employment}/{lot}/{}", month_in_path(month))
}

fn our_write(key: &str, cell: Cell) -> Vec<u8> {
    request("PUT", &our_cell(cell), key, "", r#"{"worked": "121.50", "training": "7.00", "status": "submitted"}"#)
}

/// The year by sector and contract type, everyone: the rows are the same in every database that `generate` fills.
pub fn our_totals() -> String {
    format!("/v1/totals?year={YEAR}&group_by=sector,contract_type&scope=all")
}

/// Asks once, for what an answer says besides its body.
pub fn once(door: &Door, path: &str) -> Result<super::client::Head> {
    Client::connect(door.address)?.send(&request("GET", path, &door.key, "", ""))
}
