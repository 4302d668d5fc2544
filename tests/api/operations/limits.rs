//! Limits on sizes, times and connections of clients.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::builders::an_organisation;
use crate::support::{App, Engine, Program, on_both_databases, run};

const QUICK: &[(&str, &str)] = &[("CLAUSES_HEAD_SECONDS", "1"), ("CLAUSES_BODY_SECONDS", "1")];

/// Everything that the program sends until it closes the connection.
fn answer(program: &Program, sent: &str) -> String {
    let mut stream = TcpStream::connect(program.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert!(error.kind() == std::io::ErrorKind::ConnectionReset, "still open: {error}");
    }
    String::from_utf8(answer).unwrap()
}

on_both_databases! {
    async fn a_body_that_does_not_arrive_is_not_waited_for(app: App) {
        let program = Program::beside(&app, QUICK);
        let key = "the-administrator-of-the-program-0123456789";
        let answer = answer(&program, &format!(
            "POST /v1/organisations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"name\": "
        ));
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(answer.contains("\"code\":\"request_timeout\""), "{answer}");
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 0);
    }

    async fn a_head_that_does_not_arrive_is_not_waited_for(app: App) {
        let program = Program::beside(&app, QUICK);
        let answer = answer(&program, "GET /v1/organisations HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }

    async fn a_body_in_parts_that_nobody_reads_holds_no_connection(app: App) {
        let program = Program::beside(&app, QUICK);
        let key = "the-administrator-of-the-program-0123456789";
        for (status, head) in [
            (200, "GET /health/live HTTP/1.1\r\nHost: x".to_owned()),
            (401, "POST /v1/organisations HTTP/1.1\r\nHost: x".to_owned()),
            (404, format!("POST /v1/nothing HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}")),
        ] {
            let answer = answer(&program, &format!("{head}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"));
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        }
        let body = r#"{"name": "En morceaux"}"#;
        let whole = answer(&program, &format!(
            "POST /v1/organisations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        ));
        assert!(whole.starts_with("HTTP/1.1 201"), "{whole}");
    }

    async fn what_is_no_http_is_refused_and_tells_nothing(app: App) {
        let program = Program::beside(&app, QUICK);
        let long = "x".repeat(200 * 1024);
        let many: String = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect();
        for (status, sent) in [
            (431, format!("GET / HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n\r\n")),
            (431, format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n")),
            (431, format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n")),
            (400, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".to_owned()),
            (400, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_owned()),
            (400, "\u{16}\u{3}\u{1}\r\n\r\n".to_owned()),
        ] {
            let answer = answer(&program, &sent);
            let shown: String = sent.chars().take(60).collect();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{shown}: {answer}");
            let (_, body) = answer.split_once("\r\n\r\n").unwrap();
            assert_eq!(body, "", "{shown}");
            assert!(!answer.to_lowercase().contains("\r\nserver:"), "{shown}: {answer}");
        }
        program.admin().get("/v1/organisations").await.ok();
    }
}

#[test]
fn a_statement_that_takes_too_long_is_given_up() {
    run(Engine::Postgres, async |app: App| {
        // given
        app.execute(
            "CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             PERFORM pg_sleep(60); RETURN NEW; END $$; \
             CREATE TRIGGER sleep BEFORE INSERT ON organisations FOR EACH ROW EXECUTE FUNCTION sleep()",
        );
        let program = Program::beside(&app, &[("CLAUSES_STATEMENT_SECONDS", "1")]);
        // when
        let refused = an_organisation().send(&program.admin()).await.refused(503, "unavailable");
        // then
        assert_eq!(refused.header("retry-after"), Some("5"), "{refused}");
        app.execute("DROP TRIGGER sleep ON organisations");
        an_organisation().create(&program.admin()).await;
    });
}
