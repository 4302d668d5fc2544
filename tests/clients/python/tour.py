"""The tour of docs/tour.md, done with the Python client that openapi-python-client generates from the contract."""

import sys
from datetime import date
from http import HTTPStatus

from clauses_client import AuthenticatedClient
from clauses_client.api.candidates import create_candidate, create_plie_period
from clauses_client.api.employments import create_employment, show_employment
from clauses_client.api.hours import set_hours, show_hours, show_hours_history
from clauses_client.api.organisations import create_organisation, list_organisations
from clauses_client.api.public_contracts import create_public_contract, show_progress
from clauses_client.api.referrals import create_referral, decide_referral
from clauses_client.api.totals import show_totals
from clauses_client.models import (
    AddressInput,
    AssignmentInput,
    BuyerKind,
    CandidateInput,
    CellInput,
    ClauseType,
    ContractType,
    EmployerKind,
    EmploymentInput,
    EvidenceInput,
    EvidenceKind,
    HoursStatus,
    LotInput,
    Modality,
    OrganisationInput,
    Origin,
    OutcomeInput,
    OutcomeKind,
    PliePeriodInput,
    PrescriberKind,
    PublicContractInput,
    ReferralInput,
    Sector,
    Sex,
)

URL, KEY = sys.argv[1:]
client = AuthenticatedClient(base_url=URL, token=KEY)


def equal(found, expected):
    """Stops the tour at an unexpected value."""
    if found != expected:
        raise SystemExit(f"expected {expected!r}, found {found!r}")


def made(response):
    """The resource that a POST or the first PUT created."""
    if response.status_code != HTTPStatus.CREATED:
        raise SystemExit(f"{response.status_code}: {response.content.decode()}")
    return response.parsed


def done(response):
    """The body of a 200 response."""
    if response.status_code != HTTPStatus.OK:
        raise SystemExit(f"{response.status_code}: {response.content.decode()}")
    return response.parsed


def organisation(**kinds):
    return made(create_organisation.sync_detailed(client=client, body=OrganisationInput(**kinds)))


buyer = organisation(name="Dijon Métropole", buyer_kind=BuyerKind.INTERCOMMUNALITY)
prescriber = organisation(name="Mission locale de Dijon", prescriber_kind=PrescriberKind.MISSION_LOCALE)
employer = organisation(name="Régie des Deux Rives", employer_kind=EmployerKind.EI)

contract = made(
    create_public_contract.sync_detailed(
        client=client,
        body=PublicContractInput(
            reference="2024-DM-031",
            title="Réhabilitation d'un groupe scolaire",
            buyer_id=buyer.id,
            sector=Sector.BTP,
            clause_type=ClauseType.EXECUTION,
            starts_on=date(2025, 1, 6),
            ends_on=date(2026, 6, 30),
            lots=[LotInput(number="1", title="Gros œuvre", hours_due="900"), LotInput(number="2", hours_due=450.5)],
        ),
    )
)
lot = contract.lots[0]
equal([lot.hours_due for lot in contract.lots], ["900.00", "450.50"])

candidate = made(
    create_candidate.sync_detailed(
        client=client,
        body=CandidateInput(
            last_name="Rosée",
            first_name="Fatoumata",
            birth_date=date(1994, 6, 2),
            sex=Sex.F,
            addresses=[
                AddressInput(commune_code="21231", neighbourhood="Dijon – Grésilles", from_=date(2020, 9, 1))
            ],
        ),
    )
)
made(create_plie_period.sync_detailed(candidate.id, client=client, body=PliePeriodInput(from_=date(2024, 11, 1))))

referral = made(
    create_referral.sync_detailed(
        candidate.id,
        client=client,
        body=ReferralInput(
            prescriber_id=prescriber.id,
            prescriber_kind=PrescriberKind.MISSION_LOCALE,
            origin=Origin.AUTRES,
            referred_on=date(2025, 1, 9),
            sectors=[Sector.BTP, Sector.MS],
        ),
    )
)
decision = OutcomeInput(outcome="validated", sector=Sector.BTP, decided_on=date(2025, 1, 20))
referral = done(decide_referral.sync_detailed(referral.id, client=client, body=decision))
equal(referral.outcome, OutcomeKind.VALIDATED)

employment = made(
    create_employment.sync_detailed(
        client=client,
        body=EmploymentInput(
            candidate_id=candidate.id,
            employer_id=employer.id,
            contract_type=ContractType.CDDI,
            starts_on=date(2025, 2, 3),
            ends_on=date(2025, 8, 31),
            weekly_hours="26",
            assignments=[AssignmentInput(lot_id=lot.id, modality=Modality.DIRECT_HIRE, from_=date(2025, 2, 3))],
        ),
    )
)
equal(done(show_employment.sync_detailed(employment.id, client=client)).weekly_hours, "26.00")

# Hours: recorded, corrected under the version last seen, validated.
cell = (employment.id, lot.id, "2025-03")
timesheet = EvidenceInput(kind=EvidenceKind.TIMESHEET, reference="FH-2025-03", dated_on=date(2025, 4, 2))
first = CellInput(worked="121.50", training="7", evidence=timesheet)
made(set_hours.sync_detailed(*cell, client=client, body=first))
shown = show_hours.sync_detailed(*cell, client=client)
equal((done(shown).worked, done(shown).status), ("121.50", HoursStatus.SUBMITTED))

correction = CellInput(worked="120.25", training="7", evidence=timesheet)
done(set_hours.sync_detailed(*cell, client=client, body=correction, if_match=shown.headers["etag"]))
stale = set_hours.sync_detailed(*cell, client=client, body=first, if_match=shown.headers["etag"])
equal((stale.status_code, stale.parsed.code), (HTTPStatus.PRECONDITION_FAILED, "precondition_failed"))

seen = show_hours.sync_detailed(*cell, client=client).headers["etag"]
validated = CellInput(worked="120.25", training="7", evidence=timesheet, status=HoursStatus.VALIDATED)
equal(done(set_hours.sync_detailed(*cell, client=client, body=validated, if_match=seen)).status, HoursStatus.VALIDATED)

history = done(show_hours_history.sync_detailed(done(shown).id, client=client))
equal([version.worked for version in history.items], ["121.50", "120.25", "120.25"])

# Totals, and 304 with a current ETag.
totals = show_totals.sync_detailed(client=client, year="2025", group_by="sector")
equal((done(totals).total.hours, done(totals).total.people), ("120.25", 1))
rows = {row["sector"]: row["hours"] for row in done(totals).rows}
equal(rows, {"BTP": "120.25", "MS": "0.00", "PI": "0.00"})
again = show_totals.sync_detailed(
    client=client, year="2025", group_by="sector", if_none_match=totals.headers["etag"]
)
equal((again.status_code, again.content), (HTTPStatus.NOT_MODIFIED, b""))

progress = done(show_progress.sync_detailed(lot.id, client=client))
equal((progress.due, progress.done, progress.remaining), ("900.00", "120.25", "779.75"))

# A table in the format of French spreadsheets.
tables = AuthenticatedClient(base_url=URL, token=KEY, headers={"Accept": "text/csv"}).get_httpx_client()
table = tables.get("/v1/hours", params={"month": "2025-03", "locale": "fr"}).raise_for_status()
headings, line = (line.split(";") for line in table.text.lstrip("\ufeff").splitlines())
equal(dict(zip(headings, line, strict=True))["Heures réalisées"], "120,25")

# A repeated POST with an idempotency key is executed once.
key = "tour-organisation-4"
late = OrganisationInput(name="Bureau des Marchés")
one = create_organisation.sync_detailed(client=client, body=late, idempotency_key=key)
two = create_organisation.sync_detailed(client=client, body=late, idempotency_key=key)
equal((made(two).id, two.headers.get("idempotency-replayed")), (made(one).id, "true"))
found = done(list_organisations.sync_detailed(client=client, q="bureau des marchés"))
equal([item.id for item in found.items], [one.parsed.id])

print("the tour is done: 120.25 h")
