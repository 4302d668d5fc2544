//! `/v1/problems` and `/problems/{code}`

use std::collections::BTreeSet;

use clauses::error::ProblemCode;

use crate::support::on_both_databases;

on_both_databases! {
    async fn every_problem_is_listed_and_has_a_page(app: App) {
        let anonymous = app.anonymous();
        let list = anonymous.get("/v1/problems").await.ok();
        let problems = list.json.as_array().unwrap();
        let codes: BTreeSet<_> = problems.iter().map(|problem| problem["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ProblemCode::ALL.iter().map(|code| code.as_str()).collect());
        assert_eq!(codes.len(), ProblemCode::ALL.len(), "two codes share a code");
        for problem in problems {
            let code = problem["code"].as_str().unwrap();
            assert_eq!(problem["type"], format!("/problems/{code}"));
            assert!(problem["status"].as_u64().is_some_and(|status| (400..600).contains(&status)), "{problem}");
            let page = anonymous.get(problem["type"].as_str().unwrap()).await.ok();
            assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
            let plain = page.text.replace("&#34;", "\"").replace("&#62;", ">");
            for text in ["title", "meaning", "code"] {
                assert!(plain.contains(problem[text].as_str().unwrap()), "{code}: no {text}: {page}");
            }
        }
    }

    async fn an_unknown_problem_has_no_page(app: App) {
        let anonymous = app.anonymous();
        for path in ["/problems/nothing", "/problems/", "/problems/NOT_FOUND", "/v1/problems/not_found"] {
            anonymous.get(path).await.refused(404, "not_found");
        }
        let refused = anonymous.raw("GET", "/problems/%3Cscript%3E", &[]).refused(404, "not_found");
        assert!(!refused.text.contains("<script>"), "{refused}");
    }
}

#[test]
fn codes_are_snake_case_and_titles_are_words() {
    for code in ProblemCode::ALL {
        let name = code.as_str();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        assert!(name.bytes().all(plain), "{name}");
        assert!(code.title().starts_with(char::is_uppercase), "{name}");
        assert!(!code.title().ends_with('.') && !code.meaning().is_empty(), "{name}");
    }
}
