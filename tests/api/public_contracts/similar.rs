//! Contracts and lots whose numbers are written almost alike.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_public_contract, an_organisation};
use crate::support::{Reply, on_both_databases};

/// The codes of warnings.
fn codes(warnings: &Value) -> Vec<&str> {
    warnings.as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

fn is_warned(reply: &Reply, number: &str) {
    assert_eq!(codes(&reply["warnings"]), ["similar_reference"], "{reply}");
    let detail = reply.at("/warnings/0/detail").as_str().unwrap();
    assert!(detail.contains(&format!("«\u{a0}{number}\u{a0}»")), "{detail}");
}

on_both_databases! {
    async fn a_contract_that_is_written_almost_as_another_is_warned_of(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("state").create(&officer).await;
        for (number, other) in [
            ("2022-DM-014", "2022-dm-014"), ("A-7", "A\u{2011}7"), ("B – 8", "B-8"), ("École 9", "ecole 09"),
        ] {
            let first = a_public_contract().bought_by(buyer).referenced(number).send(&officer).await.created();
            assert_eq!(first["warnings"], json!([]), "{number}");
            let second = a_public_contract().bought_by(buyer).referenced(other).send(&officer).await.created();
            is_warned(&second, number);
            let address = format!("/v1/public-contracts/{}", second.id());
            assert_eq!(officer.get(&address).await.ok().json.get("warnings"), None);
            let renamed = officer.patch(&address, second.etag(), &json!({ "reference": format!("{other} bis") })).await.ok();
            assert_eq!(renamed["warnings"], json!([]));
            let again = officer.patch(&address, renamed.etag(), &json!({ "reference": other })).await.ok();
            is_warned(&again, number);
        }
        for other in ["2022-DM-0145", "A-71", "A-7 bis"] {
            let reply = a_public_contract().bought_by(buyer).referenced(other).send(&officer).await.created();
            assert_eq!(reply["warnings"], json!([]), "{other}");
        }
        let elsewhere = a_public_contract().referenced("a-7").send(&officer).await.created();
        assert_eq!(elsewhere["warnings"], json!([]));
        // The contract of another sector is not disclosed.
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        let hidden = a_public_contract().ms().bought_by(buyer).referenced("a 7").send(&services).await.created();
        assert_eq!(hidden["warnings"], json!([]));
    }

    async fn a_lot_that_is_written_almost_as_another_is_warned_of(app: App) {
        let officer = app.officer();
        let both = a_public_contract().with_lot("1", "10").with_lot("01", "10").with_lot("2", "5").send(&officer).await;
        let both = both.created();
        let of_lots: Vec<_> = (0..3).map(|lot| codes(both.at(&format!("/lots/{lot}/warnings")))).collect();
        assert_eq!(of_lots, [vec!["similar_lot_number"], vec!["similar_lot_number"], vec![]], "{both}");
        let contract = a_public_contract().with_lot("1", "10").create(&officer).await;
        let lots = format!("/v1/public-contracts/{contract}/lots");
        for (number, is_similar) in [("01", true), ("Lot 1", true), ("10", false), ("1A", false), ("01a", true)] {
            let lot = officer.post(&lots, &json!({ "number": number })).await.created();
            assert_eq!(!codes(&lot["warnings"]).is_empty(), is_similar, "{number}: {lot}");
            let address = format!("/v1/lots/{}", lot.id());
            assert_eq!(officer.get(&address).await.ok().json.get("warnings"), None);
        }
        let last = officer.post(&lots, &json!({ "number": "7" })).await.created();
        let changed = officer.patch(&format!("/v1/lots/{}", last.id()), last.etag(), &json!({ "number": "lot 010" })).await;
        let changed = changed.ok();
        assert_eq!(codes(&changed["warnings"]), ["similar_lot_number"], "{changed}");
        assert!(changed.at("/warnings/0/detail").as_str().unwrap().contains("«\u{a0}10\u{a0}»"), "{changed}");
    }
}
