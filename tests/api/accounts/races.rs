//! A client that signs in while what opens the account changes is not in afterwards by what no longer does.

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

    async fn with_another_password_nobody_gives_the_code_after_the_one_before(app: App) {
        let (mut owner, secret) = crate::accounts::second_factor::enrolled(&app).await;
        let addresses = ["127.0.0.45", "127.0.0.46", "127.0.0.47", "127.0.0.48"];
        let browsers = addresses.map(|address| app.nobody(&owner.email).through(app.anonymous_from(address)));
        let mut ready = Vec::new();
        for mut browser in browsers {
            let page = browser.visit("/connexion").await.ok();
            ready.push((browser, page));
        }
        let path = format!("/v1/users/{}/links", owner.id);
        let link = app.admin().post(&path, &json!({})).await.ok()["url"].as_str().unwrap().to_owned();
        let page = owner.visit(&link).await.ok();
        let new = "parapluie bleu au grenier";
        let chosen = [("password", new), ("again", new)];
        let fields = [("email", owner.email.clone()), ("password", PASSWORD.to_owned())];
        let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
        let asking = ready.iter_mut().map(|(browser, page)| browser.send("/connexion", page, &fields));
        let changing = owner.send(&link, &page, &chosen);
        let (changed, answers) = futures_util::future::join(changing, futures_util::future::join_all(asking)).await;
        // The new password leads on to the code.
        assert_eq!(changed.status, 200, "{changed}");
        // Who was asked for the code in time has it, and no longer what opens the account.
        let code = crate::accounts::second_factor::code(&secret, &app, 0);
        for ((browser, _), answer) in ready.iter_mut().zip(answers) {
            assert!(matches!(answer.status, 200 | 401), "{answer}");
            if answer.status == 200 {
                browser.send("/connexion/code", &answer, &[("code", &code)]).await.with_status(303);
                assert!(!browser.cookies.contains_key("clauses_session"), "the password of before let somebody in");
            }
        }
        owner.sign_in(new, Some(&code)).await.ok();
    }

    async fn a_second_factor_is_confirmed_or_replaced_and_never_both(app: App) {
        for round in 0..4 {
            let mut person = app.person(&format!("camille-{round}@example.org"), "officer").await;
            let proof = json!({ "password": PASSWORD });
            let begun = person.post("/v1/me/second-factor", &proof).await.ok();
            let secret = begun["secret"].as_str().unwrap().to_owned();
            let right = json!({ "code": crate::accounts::second_factor::code(&secret, &app, -1) });
            let confirming = person.post("/v1/me/second-factor/confirmation", &right);
            let replacing = (0..3).map(|_| person.post("/v1/me/second-factor", &proof));
            let (confirmed, replaced) =
                futures_util::future::join(confirming, futures_util::future::join_all(replacing)).await;
            for reply in &replaced {
                assert!(matches!(reply.status, 200 | 409), "{reply}");
            }
            let code = crate::accounts::second_factor::code(&secret, &app, 0);
            match confirmed.status {
                204 => person.sign_in(PASSWORD, Some(&code)).await.ok(),
                _ => {
                    confirmed.refused_at(422, "wrong_code", "/code");
                    person.sign_in(PASSWORD, None).await.ok()
                }
            };
        }
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
        // Open again, and a client that came in meanwhile is not in.
        let user = app.admin().get(&path).await.ok();
        app.admin().patch(&path, user.etag(), &json!({ "disabled": false })).await.ok();
        for other in meanwhile {
            other.get("/v1/me").await.refused(401, "unauthenticated");
        }
    }
}
