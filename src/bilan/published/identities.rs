//! What published figures say of each other: sums, parts that are no more than their whole, people and referrals that
//! count in two sectors. Source: domain.md's definitions, which the rules of the bilan's tables repeat.

use rust_decimal::Decimal;

use super::findings::{Finding, Kind, plain};
use super::set::PublishedSet;
use crate::values::{Sector, decimal_in_french};

/// How a figure is related to others.
enum Relation {
    /// It is their sum.
    Sum,
    /// It is no more than their sum.
    AtMost,
    /// It is no less than their sum.
    AtLeast,
    /// Each of its people or referrals stands in one of them, or in several for this reason.
    InOneOrMore(&'static str),
}

/// A figure and those that it is related to, by their paths.
struct Identity {
    figure: String,
    relation: Relation,
    others: Vec<String>,
}

impl Identity {
    fn new(figure: impl Into<String>, relation: Relation, others: &[&str]) -> Self {
        Self { figure: figure.into(), relation, others: others.iter().map(|&other| other.to_owned()).collect() }
    }
}

const TWO_SECTORS: &str = "une orientation vers deux secteurs est une orientation et deux mentions.";
const AT_WORK_IN_TWO: &str = "une personne présente dans deux secteurs compte dans chacun, et une fois au total.";

/// Compares the figures of a set with each other; returns how many comparisons were made, and what was found.
pub(super) fn check(set: &PublishedSet) -> (usize, Vec<Finding>) {
    let (mut checked, mut findings) = (0_usize, Vec::new());
    for identity in hours().into_iter().chain(referrals()).chain(outcomes()).chain(people()).chain(neighbourhoods(set))
    {
        let Some((figure, _)) = set.sum(&identity.figure) else { continue };
        // A row that is left out counts as zero, a table that is left out says nothing.
        if !identity.others.iter().all(|other| set.has_table_of(other)) {
            continue;
        }
        let sums: Vec<(Decimal, usize)> = identity.others.iter().filter_map(|other| set.sum(other)).collect();
        let Some(sum) = sums.iter().try_fold(Decimal::ZERO, |sum, (part, _)| sum.checked_add(*part)) else { continue };
        if sums.is_empty() {
            continue;
        }
        checked = checked.saturating_add(1);
        findings.extend(found(&identity, figure, sum));
    }
    (checked, findings)
}

fn found(identity: &Identity, figure: Decimal, sum: Decimal) -> Option<Finding> {
    let others = identity.others.join(" + ").replace('\'', "’");
    let (printed, of_others) = (decimal_in_french(plain(figure)), decimal_in_french(plain(sum)));
    let (kind, explanation) = match identity.relation {
        Relation::Sum if figure != sum => {
            (Kind::DoesNotFollow, format!("{others} donne {of_others}, et non {printed}."))
        }
        Relation::AtMost if figure > sum => {
            (Kind::DoesNotFollow, format!("{printed} dépasse {others}, qui donne {of_others}."))
        }
        Relation::AtLeast if figure < sum => {
            (Kind::DoesNotFollow, format!("{others} donne {of_others}, plus que {printed}."))
        }
        Relation::InOneOrMore(_) if figure > sum => {
            (Kind::DoesNotFollow, format!("{others} ne donne que {of_others}, pour {printed}."))
        }
        Relation::InOneOrMore(why) if figure < sum => {
            (Kind::NotAdditive, format!("Les secteurs donnent {of_others} pour {printed} : {why}"))
        }
        _ => return None,
    };
    // The row that does not add up is named, not its first column.
    let row = match identity.relation {
        Relation::InOneOrMore(_) => identity.figure.rsplit_once('.').map(|(row, _)| row),
        _ => None,
    };
    let row = row.unwrap_or(&identity.figure);
    Some(Finding::new(kind, row, Some(figure), Some(sum), explanation))
}

fn hours() -> Vec<Identity> {
    let of = |others: &str| Identity::new("hours.total", Relation::Sum, &[others]);
    vec![of("hours.by_sector.*"), of("hours.by_contract_type.*")]
}

/// The columns of the table of referrals, and the sectors among them.
fn columns() -> (Vec<&'static str>, Vec<&'static str>) {
    let sectors: Vec<&str> = Sector::ALL.iter().map(|sector| sector.as_str()).collect();
    (["referrals", "qpv", "qpv_legal"].into_iter().chain(sectors.iter().copied()).collect(), sectors)
}

fn referrals() -> Vec<Identity> {
    let (columns, sectors) = columns();
    let mut identities: Vec<Identity> = columns
        .iter()
        .map(|column| {
            both_origins(&format!("referrals.TOTAL.{column}"), |origin| format!("referrals.{origin}.{column}"))
        })
        .collect();
    for origin in ["PLIE", "AUTRES", "TOTAL"] {
        let all = format!("referrals.{origin}.referrals");
        let mentions: Vec<String> = sectors.iter().map(|sector| format!("referrals.{origin}.{sector}")).collect();
        let relation = Relation::InOneOrMore(TWO_SECTORS);
        identities.push(Identity { figure: all.clone(), relation, others: mentions });
        identities.push(Identity::new(format!("referrals.{origin}.qpv"), Relation::AtMost, &[&all]));
        identities.push(Identity::new(
            format!("referrals.{origin}.qpv_legal"),
            Relation::AtMost,
            &[&format!("referrals.{origin}.qpv")],
        ));
    }
    let prescribers = "prescribers_other_than_plie.total";
    identities.push(Identity::new(prescribers, Relation::Sum, &["prescribers_other_than_plie.*"]));
    identities.push(Identity::new(prescribers, Relation::Sum, &["referrals.AUTRES.referrals"]));
    identities
}

fn both_origins(figure: &str, of: impl Fn(&str) -> String) -> Identity {
    Identity::new(figure, Relation::Sum, &[&of("PLIE"), &of("AUTRES")])
}

fn outcomes() -> Vec<Identity> {
    let mut columns: Vec<String> = vec!["not_integrated".to_owned(), "pending".to_owned()];
    columns.extend(Sector::ALL.iter().map(|sector| format!("validated.{sector}")));
    let mut identities: Vec<Identity> = columns
        .iter()
        .map(|column| both_origins(&format!("outcomes.TOTAL.{column}"), |origin| format!("outcomes.{origin}.{column}")))
        .collect();
    for origin in ["PLIE", "AUTRES", "TOTAL"] {
        let outcome = |name: &str| format!("outcomes.{origin}.{name}");
        let refused = outcome("not_integrated");
        identities.push(Identity::new(refused.as_str(), Relation::Sum, &[&outcome("reasons.*")]));
        let decided = [refused, outcome("validated.*"), outcome("pending")];
        let figure = format!("referrals.{origin}.referrals");
        identities.push(Identity { figure, relation: Relation::AtLeast, others: decided.to_vec() });
    }
    identities
}

fn people() -> Vec<Identity> {
    let sectors: Vec<String> = Sector::ALL.iter().map(|sector| format!("employees.{sector}")).collect();
    let at_work = ["both", "validated_earlier", "waived"].map(|cell| format!("validated_and_employed.{cell}"));
    vec![
        Identity::new("employees.total", Relation::Sum, &["employees.women", "employees.men"]),
        Identity {
            figure: "employees.total".to_owned(),
            relation: Relation::InOneOrMore(AT_WORK_IN_TWO),
            others: sectors,
        },
        Identity { figure: "employees.total".to_owned(), relation: Relation::Sum, others: at_work.to_vec() },
        Identity::new("positive_exits.total", Relation::Sum, &["positive_exits.*"]),
    ]
}

/// Neighbourhoods: each column's total, no more validated than referred in each, and no more than the report's totals.
fn neighbourhoods(set: &PublishedSet) -> Vec<Identity> {
    let total = |column: &str| format!("qpv.{column}.total");
    let mut identities: Vec<Identity> = ["referred", "validated", "employees", "positive_exits"]
        .iter()
        .map(|column| Identity::new(total(column), Relation::Sum, &[&format!("qpv.{column}.*")]))
        .collect();
    identities.push(Identity::new(total("referred"), Relation::Sum, &["referrals.TOTAL.qpv"]));
    identities.push(Identity::new(total("employees"), Relation::AtMost, &["employees.total"]));
    identities.push(Identity::new(total("positive_exits"), Relation::AtMost, &["positive_exits.total"]));
    let validated = ["outcomes.PLIE.validated.*", "outcomes.AUTRES.validated.*"];
    identities.push(Identity::new(total("validated"), Relation::AtMost, &validated));
    for figure in &set.figures {
        if let [qpv, column, name] = figure.path.as_slice()
            && (qpv.as_str(), column.as_str()) == ("qpv", "validated")
            && !name.contains('.')
        {
            let referred = format!("qpv.referred.{name}");
            identities.push(Identity::new(figure.key(), Relation::AtMost, &[&referred]));
        }
    }
    identities
}
