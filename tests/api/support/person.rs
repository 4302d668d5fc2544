//! A user with an account, with the cookies of their browser or program.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use super::app::App;
use super::client::{Client, Request, path_of};
use super::reply::Reply;

/// A password that meets the policy.
pub const PASSWORD: &str = "vélo rouge dans la neige";

/// What a browser accepts when it loads a page.
const HTML: &str = "text/html,*/*;q=0.8";

/// A user with an account, and the state of their browser.
#[derive(Clone)]
pub struct Person {
    pub id: i64,
    pub email: String,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
    client: Client,
}

/// The cookies that a response sets: value and attributes by name.
pub fn cookies_of(reply: &Reply) -> BTreeMap<String, (String, String)> {
    let set = reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    set.map(|text| {
        let (pair, rest) = text.split_once(';').unwrap_or((text, ""));
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), (value.to_owned(), rest.trim().to_owned()))
    })
    .collect()
}

/// The value of a hidden field of a page's form.
pub fn field_of(page: &Reply, name: &str) -> String {
    let begin = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&begin).unwrap_or_else(|| panic!("no {name}: {page}"));
    rest.split_once('"').unwrap().0.to_owned()
}

impl App {
    /// Invites a user; returns their id and the path of their link.
    pub async fn invite(&self, email: &str, role: &str) -> (i64, String) {
        let body = json!({ "email": email, "name": "Dominique Essai", "role": role });
        let invited = self.admin().post("/v1/users", &body).await.created();
        (invited.id(), path_of(invited.at("/invitation/url").as_str().unwrap()).to_owned())
    }

    /// A user with an account and a password, not signed in.
    pub async fn owner(&self, email: &str, role: &str) -> Person {
        let (id, link) = self.invite(email, role).await;
        let mut person = self.nobody(email);
        person.id = id;
        person.fill(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.with_status(303);
        person.cookies.clear();
        person
    }

    /// A user who is signed in.
    pub async fn person(&self, email: &str, role: &str) -> Person {
        let mut person = self.owner(email, role).await;
        person.sign_in(PASSWORD, None).await.ok();
        person
    }

    /// A browser without cookies.
    pub fn nobody(&self, email: &str) -> Person {
        let (email, csrf) = (email.to_owned(), String::new());
        Person { id: 0, email, cookies: BTreeMap::new(), csrf, client: self.anonymous() }
    }
}

impl Person {
    /// The user with another client: another network address or application.
    pub fn through(&self, client: Client) -> Self {
        Self { client, ..self.clone() }
    }

    /// A request with the cookies and the CSRF token.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let request = self.page_request(method, path);
        if self.csrf.is_empty() { request } else { request.header("X-CSRF-Token", &self.csrf) }
    }

    /// A request as a browser makes it for the form of a page, whose token is a field.
    pub fn form_request(&self, method: Method, path: &str) -> Request {
        self.page_request(method, path).header("Accept", HTML)
    }

    /// A request as a browser makes it for a page, with the cookies alone.
    fn page_request(&self, method: Method, path: &str) -> Request {
        let request = self.client.request(method, path);
        if self.cookies.is_empty() {
            return request;
        }
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header("Cookie", &pairs.join("; "))
    }

    /// Takes cookies and CSRF token from a response.
    fn remember(&mut self, reply: &Reply) {
        for (name, (value, rest)) in cookies_of(reply) {
            if rest.contains("Max-Age=0") {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
        if let Some(token) = reply["csrf_token"].as_str() {
            self.csrf = token.to_owned();
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.request(Method::GET, path).send().await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.request(Method::POST, path).json(body).send().await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.request(Method::DELETE, path).send().await
    }

    /// Signs in over the API.
    pub async fn sign_in(&mut self, password: &str, code: Option<&str>) -> Reply {
        let mut body = json!({ "email": self.email, "password": password });
        if let Some(code) = code {
            body["code"] = json!(code);
        }
        let reply = self.post("/v1/session", &body).await;
        self.remember(&reply);
        reply
    }

    /// Loads a page, like a browser.
    pub async fn visit(&mut self, path: &str) -> Reply {
        let reply = self.page_request(Method::GET, path).header("Accept", HTML).send().await;
        self.remember(&reply);
        reply
    }

    /// Loads a page and sends its form.
    pub async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let page = self.visit(path).await.ok();
        self.send(path, &page, fields).await
    }

    /// Sends the form of a loaded page.
    pub async fn send(&mut self, path: &str, page: &Reply, fields: &[(&str, &str)]) -> Reply {
        let token = field_of(page, "jeton");
        let fields: Vec<_> = [("jeton", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let reply = self.page_request(Method::POST, path).header("Accept", HTML).form(&fields).send().await;
        self.remember(&reply);
        reply
    }
}
