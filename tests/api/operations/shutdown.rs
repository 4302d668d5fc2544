//! Graceful shutdown: what was acknowledged is stored, running requests are answered.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::builders::an_organisation;
use crate::support::{Client, Program, on_both_databases};

/// Creates organisations until the service stops answering; returns the names of the acknowledged ones.
async fn record_until_the_end(client: Client, writer: String) -> Vec<String> {
    let mut recorded = Vec::new();
    for number in 0.. {
        let name = format!("{writer}-{number}");
        let sent = client.clone();
        let body = serde_json::json!({ "name": &name });
        // The request builders panic when the service does not answer.
        let Ok(reply) = tokio::spawn(async move { sent.post("/v1/organisations", &body).await }).await else { break };
        assert_eq!(reply.status, 201, "{reply}");
        recorded.push(name);
    }
    recorded
}

on_both_databases! {
    async fn no_write_that_was_answered_is_lost(app: App) {
        let mut recorded = BTreeSet::new();
        for (round, signal) in ["TERM", "INT", "TERM"].into_iter().enumerate() {
            let mut program = Program::beside(&app, &[]);
            let writers: Vec<_> = (0..4)
                .map(|writer| tokio::spawn(record_until_the_end(program.admin(), format!("{round}-{writer}"))))
                .collect();
            tokio::time::sleep(Duration::from_millis(300)).await;
            program.signal(signal);
            assert!(program.ended().await.success(), "{}", program.log());
            for writer in writers {
                recorded.extend(writer.await.unwrap());
            }
        }
        assert!(recorded.len() > 20, "{} recorded", recorded.len());
        let kept: BTreeSet<_> = app.officer().all("/v1/organisations?limit=500").await.iter()
            .map(|organisation| organisation["name"].as_str().unwrap().to_owned())
            .collect();
        let lost: Vec<_> = recorded.difference(&kept).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }

    async fn a_request_that_is_half_there_is_answered(app: App) {
        let mut program = Program::beside(&app, &[]);
        let body = serde_json::json!({ "name": "Régie des Deux Rives" }).to_string();
        let mut stream = TcpStream::connect(program.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let key = "the-administrator-of-the-program-0123456789";
        write!(
            stream,
            "POST /v1/organisations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
            body.len(), &body[..10]
        ).unwrap();
        // A response to another request shows that this one is being read.
        an_organisation().create(&program.admin()).await;
        program.signal("TERM");
        while TcpStream::connect(program.address).is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stream.write_all(&body.as_bytes()[10..]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        assert!(program.ended().await.success());
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 2);
    }

    async fn an_idle_connection_does_not_hold_it_up(app: App) {
        let mut program = Program::beside(&app, &[]);
        let client = program.admin();
        client.get("/v1/organisations").await.ok();
        program.signal("TERM");
        // Waits less than the 30 s that running requests get.
        assert!(program.ended().await.success());
    }
}
