//! Where a user returns to after signing in: the page that they asked for, and only ever one of this service.

use actix_web::HttpRequest;
use actix_web::http::header::REFERER;

use super::csrf::is_safe;
use crate::error::{AppError, Result};

/// The parameter of `/connexion`, and the field of its form.
const FIELD: &str = "suite";

/// The greatest length in bytes.
const LONGEST: usize = 2_000;

/// An address of this service: a path, and the query if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// Takes a path; `None` for what a browser could read as an address elsewhere: `//host`, `/\host`, an absolute URL.
    /// Browsers drop tabs and line breaks from addresses and read `\` as `/`, so only visible ASCII without it is taken.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let is_own = text.starts_with('/') && !text.starts_with("//");
        (is_plain && is_own && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    /// The page that a request asks for; for a form, the page that it was on.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        if is_safe(request.method()) {
            return Self::parse(request.uri().path_and_query()?.as_str());
        }
        let (_, rest) = request.headers().get(REFERER)?.to_str().ok()?.split_once("://")?;
        Self::parse(&rest[rest.find('/')?..])
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of the sign-in page that leads back here.
    ///
    /// # Errors
    /// `internal`.
    pub fn sign_in_address(path: Option<&Self>) -> Result<String> {
        let Some(path) = path.filter(|path| path.0 != "/") else { return Ok("/connexion".to_owned()) };
        let query = serde_urlencoded::to_string([(FIELD, &path.0)]).map_err(AppError::internal)?;
        Ok(format!("/connexion?{query}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_service_is_returned_to() {
        for own in ["/", "/saisie/2024-02", "/saisie/2024-02?sector=MS&q=%C3%A9", "/%2F/evil.example", "/a//b"] {
            assert_eq!(ReturnPath::parse(own).unwrap().as_str(), own);
        }
        let long = format!("/{}", "x".repeat(LONGEST));
        for elsewhere in [
            "",
            "saisie",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/é",
            "/a b",
            &long,
        ] {
            assert_eq!(ReturnPath::parse(elsewhere), None, "{elsewhere:?}");
        }
    }

    #[test]
    fn the_sign_in_page_gets_the_whole_address_as_one_parameter() {
        let path = ReturnPath::parse("/saisie/2024-02?sector=MS&q=%C3%A9");
        let address = ReturnPath::sign_in_address(path.as_ref()).unwrap();
        assert_eq!(address, "/connexion?suite=%2Fsaisie%2F2024-02%3Fsector%3DMS%26q%3D%25C3%25A9");
        assert_eq!(ReturnPath::sign_in_address(ReturnPath::parse("/").as_ref()).unwrap(), "/connexion");
    }
}
