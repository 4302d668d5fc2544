//! A request sent several times at once is executed once.

use futures_util::future::{join, join_all, select};

use super::{create_organisation, organisations, replays};
use crate::support::{Client, Engine, Reply, on_both_databases};

/// One request was executed; the others got its response, or `idempotency_in_progress`.
#[track_caller]
fn made_once(replies: &[Reply]) -> &Reply {
    let made: Vec<_> =
        replies.iter().filter(|reply| reply.status == 201 && reply.header("idempotency-replayed").is_none()).collect();
    assert_eq!(made.len(), 1, "{} were made", made.len());
    for reply in replies.iter().filter(|reply| !std::ptr::eq(*reply, made[0])) {
        match reply.status {
            201 => replays(made[0], reply),
            _ => drop(reply.clone().refused(409, "idempotency_in_progress")),
        }
    }
    made[0]
}

/// Sends a request at once through each of these clients, in many rounds.
async fn race(clients: &[Client], rounds: usize) {
    for round in 0..rounds {
        let (key, name) = (format!("key-{round}"), format!("Régie {round}"));
        let replies = join_all(clients.iter().map(|client| create_organisation(client, &key, &name))).await;
        let made = made_once(&replies);
        replays(made, &create_organisation(&clients[0], &key, &name).await);
        assert_eq!(organisations(&clients[0], &name).await, 1);
    }
}

on_both_databases! {
    async fn of_many_at_once_one_is_done(app: App) {
        race(&vec![app.admin(); 8], 15).await;
    }

    async fn of_many_at_once_through_two_applications_one_is_done(app: App) {
        let twin = app.twin();
        race(&[app.admin(), twin.admin(), app.admin(), twin.admin(), app.admin(), twin.admin()], 15).await;
    }

    async fn each_of_eight_sends_the_same_three_times_at_once(app: App) {
        let admin = app.admin();
        let tasks = (0..8).map(|task| {
            let admin = &admin;
            async move {
                let (key, name) = (format!("task-{task}"), format!("Tâche {task}"));
                let send = || create_organisation(admin, &key, &name);
                made_once(&[send().await, send().await, send().await]);
                let (key, name) = (format!("at-once-{task}"), format!("Ensemble {task}"));
                made_once(&join_all((0..3).map(|_| create_organisation(admin, &key, &name))).await);
            }
        });
        join_all(tasks).await;
        assert_eq!(admin.all("/v1/organisations").await.len(), 16);
        assert_eq!(app.stored_answers(), (16, 0));
    }

    async fn a_twin_is_told_at_once_that_the_first_is_under_way(app: App) {
        let admin = app.admin();
        let held = app.lock_organisations();
        // The second is answered while the first waits for the database.
        let send = || Box::pin(create_organisation(&admin, "key", "Régie"));
        let (other, first) = select(send(), send()).await.factor_first();
        other.refused(409, "idempotency_in_progress");
        // Nor does another body with the same key wait.
        create_organisation(&admin, "key", "Autre").await.refused(409, "idempotency_in_progress");
        drop(held);
        let first = first.await.created();
        replays(&first, &create_organisation(&admin, "key", "Régie").await);
    }

    async fn work_whose_sender_is_cut_off_goes_on_and_is_answered_when_it_is_sent_again(app: App) {
        let admin = app.admin();
        let held = app.lock_organisations();
        let send = || Box::pin(create_organisation(&admin, "key", "Régie"));
        let (other, in_progress) = select(send(), send()).await.factor_first();
        other.refused(409, "idempotency_in_progress");
        drop(in_progress);
        drop(held);
        let again = loop {
            let reply = send().await;
            match reply.status {
                409 => drop(reply.refused(409, "idempotency_in_progress")),
                _ => break reply.created(),
            }
        };
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{again}");
        assert_eq!(organisations(&admin, "Régie").await, 1);
    }

    async fn a_twin_at_another_application_is_told_so_or_waits_for_the_one_writer(app: App) {
        let (one, two) = (app.admin(), app.twin());
        let two = two.admin();
        let held = app.lock_organisations();
        let send = |client| Box::pin(create_organisation(client, "key", "Régie"));
        if app.engine == Engine::Postgres {
            let (other, first) = select(send(&one), send(&two)).await.factor_first();
            other.refused(409, "idempotency_in_progress");
            drop(held);
            let first = first.await.created();
            replays(&first, &create_organisation(&two, "key", "Régie").await);
        } else {
            drop(held);
            let (one, two) = join(send(&one), send(&two)).await;
            made_once(&[one, two]);
        }
        assert_eq!(organisations(&two, "Régie").await, 1);
    }
}
