//! Which addresses need no credentials, which are pages, which take a key as a password, and which are not rate
//! limited. The `routes` function of each route declares this through [`super::Handlers`]; the middleware and the contract look it up here.

use actix_web::http::Method;
use actix_web::{HttpRequest, web};

/// The rules that the routes declare. An address without a rule needs credentials.
#[derive(Debug, Clone, Default)]
pub struct AccessRules {
    public: Vec<PublicAddress>,
    pages: Vec<&'static str>,
    unlimited: Vec<&'static str>,
    with_password: Vec<&'static str>,
}

#[derive(Debug, Clone)]
struct PublicAddress {
    pattern: &'static str,
    /// The methods that need credentials.
    private_methods: &'static [Method],
}

impl AccessRules {
    pub(super) fn add_public(&mut self, pattern: &'static str, private_methods: &'static [Method]) {
        self.public.push(PublicAddress { pattern, private_methods });
    }

    pub(super) fn add_page(&mut self, pattern: &'static str) {
        self.pages.push(pattern);
    }

    pub(super) fn add_unlimited(&mut self, pattern: &'static str) {
        self.unlimited.push(pattern);
    }

    pub(super) fn add_with_password(&mut self, pattern: &'static str) {
        self.with_password.push(pattern);
    }

    /// Whether the key of a dashboard may come as the password of Basic authentication.
    pub(super) fn takes_password(&self, method: &Method, path: &str) -> bool {
        [Method::GET, Method::HEAD].contains(method) && self.with_password.iter().any(|pattern| matches(pattern, path))
    }

    /// Whether a request needs no credentials.
    pub(super) fn is_public(&self, method: &Method, path: &str) -> bool {
        let applies = |rule: &PublicAddress| matches(rule.pattern, path) && !rule.private_methods.contains(method);
        self.public.iter().any(applies)
    }

    /// Whether the address is a page for users who have signed in. Forms of pages carry the CSRF token in a field.
    pub(super) fn is_page(&self, path: &str) -> bool {
        self.pages.iter().any(|pattern| matches(pattern, path))
    }

    /// Whether the address is exempt from rate limits.
    pub(super) fn is_unlimited(&self, path: &str) -> bool {
        self.unlimited.iter().any(|pattern| matches(pattern, path))
    }
}

/// A pattern is a whole address, of which `{name}` stands for any one part; or, where it ends with `/` and is longer than
/// that, everything below it.
fn matches(pattern: &str, path: &str) -> bool {
    if pattern.len() > 1 && pattern.ends_with('/') {
        return path.starts_with(pattern);
    }
    let (expected, given) = (pattern.split('/'), path.split('/'));
    let is_same =
        |(expected, given): (&str, &str)| expected == given || (expected.starts_with('{') && !given.is_empty());
    expected.clone().count() == given.clone().count() && expected.zip(given).all(is_same)
}

/// The rules that `app` registered with the server; without any, every address needs credentials.
pub(super) fn access_rules(request: &HttpRequest) -> web::Data<AccessRules> {
    request.app_data::<web::Data<AccessRules>>().cloned().unwrap_or_else(|| web::Data::new(AccessRules::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_one_part_and_a_last_slash_for_everything_below() {
        for path in ["/candidats/7/plie", "/saisie/2023-06"] {
            assert!(["/candidats/{id}/plie", "/saisie/"].iter().any(|pattern| matches(pattern, path)), "{path}");
        }
        for path in ["/candidats/7", "/candidats//plie", "/candidats/7/plie/8", "/candidats/7/autre", "/saisie"] {
            assert!(!["/candidats/{id}/plie", "/saisie/"].iter().any(|pattern| matches(pattern, path)), "{path}");
        }
    }

    #[test]
    fn the_root_is_itself_alone() {
        assert!(matches("/", "/"));
        assert!(!matches("/", "/v1/hours"));
    }
}
