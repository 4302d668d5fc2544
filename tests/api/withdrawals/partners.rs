//! What partners and officers limited to sectors may take back, and what they learn.

use clauses::values::{Role, Sector};
use serde_json::json;

use super::{dependents, noted, withdraw};
use crate::support::builders::{a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation};
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_partner_takes_back_what_it_recorded_and_nobody_decided_on(app: App) {
        let officer = app.officer();
        let organisation = an_organisation().employer("ETTI").prescriber("association").create(&officer).await;
        let partner = app.as_partner(organisation, &[Sector::Btp]);
        let person = a_candidate().without("qualification_level").create(&partner).await;
        let pending = a_referral(person).create(&partner).await;
        let decided = a_referral(person).create(&partner).await;
        let outcome = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-02-01" });
        officer.put(&format!("/v1/referrals/{decided}/outcome"), &outcome).await.ok();
        let lot = a_public_contract().create_lot(&officer).await;
        let employment = an_employment(person).at(organisation).on(lot).create(&partner).await;
        withdraw(&partner, &format!("/v1/referrals/{decided}")).await.refused(403, "forbidden");
        withdraw(&partner, &format!("/v1/referrals/{pending}")).await.no_content();
        withdraw(&partner, &format!("/v1/employments/{employment}")).await.no_content();
        assert_eq!(noted(&partner, "employment", employment).await.len(), 1);
        let reply = withdraw(&partner, &format!("/v1/candidates/{person}")).await.refused(409, "record_in_use");
        assert_eq!(dependents(&reply).len(), 1);
        withdraw(&officer, &format!("/v1/referrals/{decided}")).await.no_content();
        withdraw(&partner, &format!("/v1/candidates/{person}")).await.no_content();
        assert_eq!(noted(&partner, "candidate", person).await.len(), 1);
        // What is not a partner's matter.
        for path in [format!("/v1/lots/{lot}"), format!("/v1/organisations/{organisation}")] {
            withdraw(&partner, &path).await.refused(403, "forbidden");
        }
    }

    async fn a_person_about_whom_an_officer_recorded_something_stays(app: App) {
        let officer = app.officer();
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        for (more, is_changed) in [(json!({ "informed_on": "2023-02-03" }), true), (json!({}), false)] {
            let person = a_candidate().without("qualification_level").create(&partner).await;
            let path = format!("/v1/candidates/{person}");
            let etag = partner.get(&path).await.ok().etag().to_owned();
            partner.patch(&path, &etag, &json!({ "first_name": "Fatou" })).await.ok();
            let etag = officer.get(&path).await.ok().etag().to_owned();
            officer.patch(&path, &etag, &more).await.ok();
            let reply = withdraw(&partner, &path).await;
            if is_changed { reply.refused(403, "forbidden") } else { reply.no_content() };
        }
    }

    async fn a_partner_takes_back_nothing_of_others_and_learns_of_nothing_hidden(app: App) {
        let officer = app.officer();
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        let others = a_candidate().create(&officer).await;
        let referral = a_referral(others).for_sectors(&["BTP"]).create(&officer).await;
        for path in [format!("/v1/candidates/{others}"), format!("/v1/referrals/{referral}")] {
            withdraw(&partner, &path).await.refused(403, "forbidden");
        }
        // What it recorded, with something in another sector resting on it.
        let own = a_candidate().without("qualification_level").create(&partner).await;
        let hidden = a_referral(own).for_sectors(&["MS"]).create(&officer).await;
        let reply = withdraw(&partner, &format!("/v1/candidates/{own}")).await.refused(409, "record_in_use");
        assert!(dependents(&reply).is_empty(), "{reply}");
        partner.delete(&format!("/v1/referrals/{hidden}?reason=Non"), "\"1\"").await.refused(404, "not_found");
        // The withdrawals of what it could see, and of nothing else.
        withdraw(&officer, &format!("/v1/referrals/{hidden}")).await.no_content();
        withdraw(&officer, &format!("/v1/referrals/{referral}")).await.no_content();
        withdraw(&officer, &format!("/v1/candidates/{others}")).await.no_content();
        let seen = partner.all("/v1/withdrawals").await;
        assert_eq!(seen.len(), 1, "{seen:?}");
        assert_eq!((&seen[0]["kind"], &seen[0]["record_id"]), (&json!("referral"), &json!(referral)));
        assert!(seen[0].get("reason").is_none());
        // A repetition tells no more than the list.
        partner.delete(&format!("/v1/referrals/{hidden}?reason=Non"), "\"1\"").await.refused(404, "not_found");
        app.as_role(Role::Dashboard, &[]).get("/v1/withdrawals").await.refused(403, "forbidden");
    }

    async fn an_officer_of_some_sectors_takes_back_what_lies_in_them_whole(app: App) {
        let officer = app.officer();
        let limited = app.as_role(Role::Officer, &[Sector::Btp]);
        let person = a_candidate().create(&officer).await;
        let both = a_referral(person).for_sectors(&["BTP", "MS"]).create(&officer).await;
        withdraw(&limited, &format!("/v1/referrals/{both}")).await.refused(403, "forbidden");
        admit(&officer, person, "BTP").await;
        admit(&officer, person, "MS").await;
        let works = a_public_contract().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let employment = an_employment(person).on(works).on(services).create(&officer).await;
        withdraw(&limited, &format!("/v1/employments/{employment}")).await.refused(403, "forbidden");
        limited.delete(&format!("/v1/lots/{services}?reason=Non"), "\"1\"").await.refused(404, "not_found");
        let own = an_employment(person).on(works).create(&officer).await;
        withdraw(&limited, &format!("/v1/employments/{own}")).await.no_content();
        withdraw(&officer, &format!("/v1/employments/{employment}")).await.no_content();
        assert_eq!(noted(&limited, "employment", employment).await.len(), 1);
    }
}
