//! All bodies together have a bound: past it large bodies are refused for a moment, small ones never.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Method;

use crate::support::builders::an_organisation;
use crate::support::{Client, Program, Reply, on_both_databases};

/// Room for two batches of this size, and not for three.
const ROOM: &[(&str, &str)] = &[("CLAUSES_BODIES_MEBIBYTES", "16"), ("CLAUSES_BODY_SECONDS", "600")];
const SIZE: usize = 7 * 1024 * 1024;

/// A valid batch of this size, most of it white space.
fn large_batch() -> &'static str {
    let rows = r#"{"dry_run": true, "rows": [{"employment_id": 1, "lot_id": 1, "month": "2023-06", "worked": "10"}]}"#;
    Box::leak(format!("{}{rows}", " ".repeat(SIZE - rows.len())).into_boxed_str())
}

async fn send(client: Client, batch: &'static str) -> Reply {
    client.request(Method::POST, "/v1/hours/batches").body("application/json", batch).send().await
}

/// Sends so many batches at once.
fn send_at_once(program: &Program, count: usize, batch: &'static str) -> Vec<tokio::task::JoinHandle<Reply>> {
    (0..count).map(|_| tokio::spawn(send(program.admin(), batch))).collect()
}

/// Waits until as many batches as there is room for are taken at once.
async fn all_room_is_free(program: &Program, batch: &'static str) {
    let begun = Instant::now();
    loop {
        let mut taken = 0;
        for sent in send_at_once(program, 2, batch) {
            taken += usize::from(sent.await.unwrap().status == 200);
        }
        if taken == 2 {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "the room is not given back");
    }
}

/// Sends the head of a batch and the beginning of its body.
fn begin_batch(program: &Program, framing: &str) -> TcpStream {
    let mut stream = TcpStream::connect(program.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    let key = "the-administrator-of-the-program-0123456789";
    write!(
        stream,
        "POST /v1/hours/batches HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\n{framing}\r\n\r\n"
    )
    .unwrap();
    stream
}

/// Begins two batches that take the room. One that arrives while the request that asks is under way is refused: then it
/// begins two others.
async fn two_that_take_the_room(program: &Program, batch: &'static str) -> [TcpStream; 2] {
    let begun = Instant::now();
    loop {
        let streams = [(); 2].map(|()| begin_batch(program, &format!("Content-Length: {SIZE}")));
        tokio::time::sleep(Duration::from_millis(200)).await;
        if send(program.admin(), batch).await.status == 503 {
            return streams;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "both bodies leave room for a third");
    }
}

fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

on_both_databases! {
    async fn of_fifty_large_batches_at_once_some_are_refused_and_small_requests_go_on(app: App) {
        let program = Program::beside(&app, ROOM);
        let batch = large_batch();
        let sent = send_at_once(&program, 50, batch);
        while !sent.iter().all(tokio::task::JoinHandle::is_finished) {
            an_organisation().create(&program.admin()).await;
        }
        let mut taken = 0;
        for reply in sent {
            let reply = reply.await.unwrap();
            if reply.status == 200 {
                taken += 1;
            } else {
                let refused = reply.refused(503, "too_many_bodies");
                assert_eq!(refused.header("retry-after"), Some("5"), "{refused}");
            }
        }
        assert!((1..50).contains(&taken), "{taken} of 50 are taken");
        all_room_is_free(&program, batch).await;
    }

    async fn bodies_that_are_under_way_take_the_room_until_they_are_answered_or_given_up(app: App) {
        let program = Program::beside(&app, ROOM);
        let batch = large_batch();
        let [mut first, second] = two_that_take_the_room(&program, batch).await;
        // A body whose size is not announced is refused where it no longer fits.
        let mut in_parts = begin_batch(&program, "Transfer-Encoding: chunked");
        write!(in_parts, "{SIZE:x}\r\n{batch}\r\n0\r\n\r\n").unwrap();
        let refused = answer(in_parts);
        assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("too_many_bodies"), "{refused}");
        an_organisation().create(&program.admin()).await;

        first.write_all(batch.as_bytes()).unwrap();
        let taken = answer(first);
        assert!(taken.starts_with("HTTP/1.1 200"), "{taken}");
        drop(second);
        all_room_is_free(&program, batch).await;
        let mut in_parts = begin_batch(&program, "Transfer-Encoding: chunked");
        write!(in_parts, "{SIZE:x}\r\n{batch}\r\n0\r\n\r\n").unwrap();
        let taken = answer(in_parts);
        assert!(taken.starts_with("HTTP/1.1 200"), "{taken}");
    }
}
