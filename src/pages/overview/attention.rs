//! `/constats`: everything that needs attention.

use askama::Template;

use super::super::shell::Shell;
use crate::overview::Attention;

#[derive(Template)]
#[template(path = "attention.html", config = "src/pages/askama.toml")]
pub(super) struct AttentionPage {
    pub shell: Shell,
    pub attention: Attention,
}
