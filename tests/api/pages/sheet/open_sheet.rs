//! The sheet of May 2023, opened by an officer in a browser.

use std::net::SocketAddr;
use std::ops::Deref;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::Placed;
use crate::support::{App, PASSWORD};

pub const PATH: &str = "/saisie/2023-05";
pub const EMAIL: &str = "claire@example.org";

/// The month that an open sheet shows.
pub const MONTH: &str = "2023-05";

/// A browser that shows the sheet.
pub struct OpenSheet {
    page: Browser,
    origin: String,
}

impl Deref for OpenSheet {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.page
    }
}

/// The key of a row in the names of its fields.
pub fn key(placed: &Placed) -> String {
    format!("{}-{}", placed.employment, placed.lot)
}

/// The selector of a row's field: `h` for hours, `f` for hours of training.
pub fn field(name: &str, placed: &Placed) -> String {
    format!("[name='{name}-{}']", key(placed))
}

/// The selector of what a row says of itself.
pub fn note(placed: &Placed) -> String {
    format!("[id='n-{}']", key(placed))
}

/// Each version of a cell: its hours, its source, and its reason.
pub async fn history(app: &App, placed: &Placed) -> Vec<(String, String, Option<String>)> {
    let officer = app.officer();
    let id = officer.get(&placed.cell(MONTH)).await.ok().id();
    let versions = officer.all(&format!("/v1/hours/{id}/history")).await;
    let text = |version: &Value, field: &str| version[field].as_str().map(str::to_owned);
    let of =
        |version: &Value| (text(version, "worked").unwrap(), text(version, "source").unwrap(), text(version, "reason"));
    let mut versions: Vec<(Value, _)> =
        versions.iter().map(|version| (version["version"].clone(), of(version))).collect();
    versions.sort_by_key(|(number, _)| number.as_i64());
    versions.into_iter().map(|(_, version)| version).collect()
}

/// The figures of a cell, version by version.
pub async fn figures(app: &App, placed: &Placed) -> Vec<String> {
    history(app, placed).await.into_iter().map(|(worked, ..)| worked).collect()
}

impl OpenSheet {
    /// Opens it as a new officer.
    pub async fn of(app: &App) -> Self {
        app.owner(EMAIL, "officer").await;
        Self::at(app.address, EMAIL).await
    }

    /// Opens it at the address of an application, as an officer whom it has.
    pub async fn at(address: SocketAddr, email: &str) -> Self {
        let sheet = Self::closed(address).await;
        sheet.visit(PATH).await;
        sheet.sign_in(email).await;
        sheet
    }

    /// A browser that shows nothing yet.
    pub async fn closed(address: SocketAddr) -> Self {
        let page = Browser::open().await;
        page.set_window_rect(0, 0, 1280, 900).await.unwrap();
        Self { page, origin: format!("http://{address}") }
    }

    pub async fn visit(&self, path: &str) {
        self.goto(format!("{}{path}", self.origin)).await.unwrap();
    }

    /// Fills the page of sign-in, and waits until it led to the sheet.
    pub async fn sign_in(&self, email: &str) {
        says(self, "h1", "Connexion").await;
        fill(self, &[("email", email), ("password", PASSWORD)]).await;
        says(self, "h1", "Saisie mensuelle").await;
    }

    /// Puts the focus into a field of a row, with all that it holds chosen, as Tab does it.
    pub async fn focus(&self, name: &str, placed: &Placed) {
        let field = self.find(By::Css(field(name, placed))).await.unwrap();
        let choose = "arguments[0].focus(); arguments[0].select()";
        self.execute(choose, vec![field.to_json().unwrap()]).await.unwrap();
    }

    /// Types hours in place of those that a row has, and leaves the cell with Enter.
    pub async fn enter(&self, placed: &Placed, hours: &str) {
        self.focus("h", placed).await;
        self.press(hours.to_owned() + Key::Enter).await;
    }

    /// Types into the filter, in place of what it has.
    pub async fn filter(&self, text: &str) {
        self.tab_to("#filtre").await;
        self.press_with(Key::Control, "a").await;
        self.press(Key::Delete + text).await;
    }

    /// What stands in the hours of a row.
    pub async fn hours(&self, placed: &Placed) -> String {
        let field = self.find(By::Css(field("h", placed))).await.unwrap();
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    /// What stands in the hours of each row.
    pub async fn all_hours(&self, rows: &[Placed]) -> Vec<String> {
        let mut all = Vec::new();
        for row in rows {
            all.push(self.hours(row).await);
        }
        all
    }

    /// Waits until everything is saved.
    pub async fn is_saved(&self) {
        says(self, "#enregistre", "Tout est enregistré").await;
    }

    /// Waits until a row shows this state.
    pub async fn shows(&self, placed: &Placed, state: &str) {
        says(self, &format!("tr[data-row='{}'] .state .chip", key(placed)), state).await;
    }

    /// Waits until a row says this below its figures.
    pub async fn tells(&self, placed: &Placed, text: &str) {
        says(self, &note(placed), text).await;
    }

    /// Waits until the sheet says this of the server, the network or the session.
    pub async fn warns(&self, text: &str) {
        says(self, "#panne", text).await;
    }

    /// Waits for the dialog that says this, and does with Enter what its first button offers, which has the focus.
    pub async fn agree(&self, text: &str) {
        says(self, "dialog[open]", text).await;
        assert!(self.has_focus("dialog[open] button").await, "the focus is on {}", self.focused().await);
        self.press(Key::Enter).await;
        let open = self.query(By::Css("dialog[open]"));
        assert!(open.not_exists().await.unwrap(), "the dialog stays open");
    }

    /// What the browser remembers of this origin, as one text.
    pub async fn memory(&self) -> String {
        self.script("return JSON.stringify({ ...localStorage, ...sessionStorage })").await
    }

    /// Puts a text onto the clipboard as a spreadsheet does, and presses Ctrl+V where the focus is.
    pub async fn paste(&self, text: &str) {
        let rights = json!({ "origin": self.origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        self.command("Browser.grantPermissions", rights).await;
        let write = "const [text, done] = arguments; navigator.clipboard.writeText(text).then(() => done(''), done)";
        let failed: Value = self.execute_async(write, vec![json!(text)]).await.unwrap().convert().unwrap();
        assert_eq!(failed, json!(""));
        self.press_with(Key::Control, "v").await;
    }
}
