//! Whoever signs in while what opens the account changes is not in afterwards by what no longer does.

use serde_json::json;

use crate::support::{App, PASSWORD, Person, on_both_databases};

/// Signs in from several browsers at once; those who got in.
async fn all_at_once(app: &App, email: &str) -> Vec<Person> {
    let browsers = ["127.0.0.41", "127.0.0.42", "127.0.0.43", "127.0.0.44"];
    let mut people: Vec<Person> =
        browsers.iter().map(|address| app.nobody(email).through(app.anonymous_from(address))).collect();
    let signing = people.iter_mut().map(|person| person.sign_in(PASSWORD, None));
    let replies = futures_util::future::join_all(signing).await;
    let got_in = |(person, reply): (Person, crate::support::Reply)| {
        assert!(matches!(reply.status, 200 | 401), "{reply}");
        (reply.status == 200).then_some(person)
    };
    people.into_iter().zip(replies).filter_map(got_in).collect()
}

on_both_databases! {
    async fn with_another_password_nobody_is_in_by_the_one_before(app: App) {
        let mut new = PASSWORD.to_owned();
        let mut owner = app.owner("camille@example.org", "officer").await;
        for round in 0..3 {
            let path = format!("/v1/users/{}/links", owner.id);
            let link = app.admin().post(&path, &json!({})).await.ok();
            let link = link["url"].as_str().unwrap().to_owned();
            let page = owner.visit(&link).await.ok();
            new = if round % 2 == 0 { "parapluie bleu au grenier".to_owned() } else { PASSWORD.to_owned() };
            let chosen = [("password", new.as_str()), ("again", new.as_str())];
            let email = owner.email.clone();
            let (reply, in_before) =
                futures_util::future::join(owner.send(&link, &page, &chosen), all_at_once(&app, &email)).await;
            assert_eq!(reply.status, 303, "{reply}");
            for person in in_before.iter().filter(|_| new != PASSWORD) {
                person.get("/v1/me").await.refused(401, "unauthenticated");
            }
        }
        app.nobody(&owner.email).sign_in(&new, None).await.ok();
    }

    async fn with_a_second_factor_or_a_closed_account_nobody_is_in_who_came_meanwhile(app: App) {
        let person = app.person("camille@example.org", "officer").await;
        let enrolling = crate::accounts::second_factor::enrol(&app, &person);
        let (_, meanwhile) = futures_util::future::join(enrolling, all_at_once(&app, &person.email)).await;
        for other in meanwhile {
            other.get("/v1/me").await.refused(401, "unauthenticated");
        }
        person.get("/v1/me").await.ok();
        let gone = app.owner("dominique@example.org", "officer").await;
        let path = format!("/v1/users/{}", gone.id);
        let user = app.admin().get(&path).await.ok();
        let admin = app.admin();
        let closed = json!({ "disabled": true });
        let closing = admin.patch(&path, user.etag(), &closed);
        let (reply, meanwhile) = futures_util::future::join(closing, all_at_once(&app, &gone.email)).await;
        reply.ok();
        // Open again, and whoever came in meanwhile is not in.
        let user = app.admin().get(&path).await.ok();
        app.admin().patch(&path, user.etag(), &json!({ "disabled": false })).await.ok();
        for other in meanwhile {
            other.get("/v1/me").await.refused(401, "unauthenticated");
        }
    }
}
