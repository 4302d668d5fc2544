//! The program itself, as its users start it.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use super::app::App;
use super::client::Client;

/// A running program. It is ended when it is dropped.
pub struct Program {
    child: Child,
    address: SocketAddr,
}

impl App {
    /// Starts the program on the same database.
    pub fn program(&self) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clauses"));
        command.env_clear().env("DATABASE_URL", self.database_url()).env("BIND", "127.0.0.1:0");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let begun =
            lines.map(Result::unwrap).find_map(|line| Some(line.split_once("listening on http://")?.1.to_owned()));
        let address = begun.expect("the program does not start").parse().unwrap();
        Program { child, address }
    }
}

impl Program {
    /// A client that presents this as its key.
    pub fn bearing(&self, secret: &str) -> Client {
        Client::new(reqwest::Client::new(), self.address, Some(secret.to_owned()))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
