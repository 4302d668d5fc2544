// The tour of docs/tour.md, done with the types that openapi-typescript generates from the contract, and openapi-fetch.

import { deepStrictEqual } from "node:assert";
import { argv } from "node:process";
import createClient from "openapi-fetch";
import type { paths } from "./clauses.js";

const [baseUrl, key] = argv.slice(2);
const options = { baseUrl: baseUrl!, headers: { Authorization: `Bearer ${key}` } };
const client = createClient<paths, "application/json" | "application/problem+json">(options);
const tables = createClient<paths, "text/csv">({ ...options, headers: { ...options.headers, Accept: "text/csv" } });

/** The data of a successful response. */
function got<T>(answer: { data?: T; error?: { code: string; detail: string }; response: Response }): NonNullable<T> {
  if (answer.data === undefined || answer.data === null) {
    throw new Error(`${answer.response.status} ${answer.error?.code}: ${answer.error?.detail}`);
  }
  return answer.data;
}

const tag = (answer: { response: Response }): string => answer.response.headers.get("etag")!;

const buyer = got(
  await client.POST("/v1/organisations", { body: { name: "Dijon Métropole", buyer_kind: "intercommunality" } }),
);
const prescriber = got(
  await client.POST("/v1/organisations", {
    body: { name: "Mission locale de Dijon", prescriber_kind: "mission_locale" },
  }),
);
const employer = got(
  await client.POST("/v1/organisations", { body: { name: "Régie des Deux Rives", employer_kind: "EI" } }),
);

const contract = got(
  await client.POST("/v1/public-contracts", {
    body: {
      reference: "2024-DM-031",
      title: "Réhabilitation d'un groupe scolaire",
      buyer_id: buyer.id,
      sector: "BTP",
      clause_type: "execution",
      starts_on: "2025-01-06",
      ends_on: "2026-06-30",
      lots: [
        { number: "1", title: "Gros œuvre", hours_due: "900" },
        { number: "2", hours_due: 450.5 },
      ],
    },
  }),
);
deepStrictEqual(
  contract.lots.map((lot) => lot.hours_due),
  ["900.00", "450.50"],
);
const lot = contract.lots[0]!;

const candidate = got(
  await client.POST("/v1/candidates", {
    body: {
      last_name: "Rosée",
      first_name: "Fatoumata",
      birth_date: "1994-06-02",
      sex: "F",
      addresses: [{ commune_code: "21231", neighbourhood: "Dijon – Grésilles", from: "2020-09-01" }],
    },
  }),
);
const person = { params: { path: { id: candidate.id } } };
got(await client.POST("/v1/candidates/{id}/plie-periods", { ...person, body: { from: "2024-11-01" } }));
const referral = got(
  await client.POST("/v1/candidates/{id}/referrals", {
    ...person,
    body: {
      prescriber_id: prescriber.id,
      prescriber_kind: "mission_locale",
      origin: "AUTRES",
      referred_on: "2025-01-09",
      sectors: ["BTP", "MS"],
    },
  }),
);
const decided = got(
  await client.PUT("/v1/referrals/{id}/outcome", {
    params: { path: { id: referral.id } },
    body: { outcome: "validated", sector: "BTP", decided_on: "2025-01-20" },
  }),
);
deepStrictEqual(decided.outcome, "validated");

const employment = got(
  await client.POST("/v1/employments", {
    body: {
      candidate_id: candidate.id,
      employer_id: employer.id,
      contract_type: "CDDI",
      starts_on: "2025-02-03",
      ends_on: "2025-08-31",
      weekly_hours: "26",
      assignments: [{ lot_id: lot.id, modality: "direct_hire", from: "2025-02-03" }],
    },
  }),
);
deepStrictEqual(employment.weekly_hours, "26.00");

// Hours: recorded, corrected under the version last seen, validated.
const CELL = "/v1/hours/{employment_id}/{lot_id}/{month}";
const path = { employment_id: employment.id, lot_id: lot.id, month: "2025-03" };
const evidence = { kind: "timesheet" as const, reference: "FH-2025-03", dated_on: "2025-04-02" };
got(await client.PUT(CELL, { params: { path }, body: { worked: "121.50", training: "7", evidence } }));
const shown = await client.GET(CELL, { params: { path } });
deepStrictEqual([got(shown).worked, got(shown).status], ["121.50", "submitted"]);

const corrected = { worked: "120.25", training: "7", evidence };
const seen = { "If-Match": tag(shown) };
got(await client.PUT(CELL, { params: { path, header: seen }, body: corrected }));
const stale = await client.PUT(CELL, { params: { path, header: seen }, body: { worked: "1" } });
deepStrictEqual([stale.response.status, stale.error?.code], [412, "precondition_failed"]);

const latest = { "If-Match": tag(await client.GET(CELL, { params: { path } })) };
const validated = await client.PUT(CELL, {
  params: { path, header: latest },
  body: { ...corrected, status: "validated" },
});
deepStrictEqual(got(validated).status, "validated");
const history = got(await client.GET("/v1/hours/{id}/history", { params: { path: { id: got(shown).id } } }));
deepStrictEqual(
  history.items.map((version) => version.worked),
  ["121.50", "120.25", "120.25"],
);

// Totals, and 304 with a current ETag.
const query = { year: "2025", group_by: "sector" };
const totals = await client.GET("/v1/totals", { params: { query } });
deepStrictEqual([got(totals).total.hours, got(totals).total.people], ["120.25", 1]);
deepStrictEqual(
  got(totals).rows.map((row) => [row["sector"], row["hours"]]),
  [
    ["BTP", "120.25"],
    ["MS", "0.00"],
    ["PI", "0.00"],
  ],
);
const again = await client.GET("/v1/totals", { params: { query, header: { "If-None-Match": tag(totals) } } });
deepStrictEqual(again.response.status, 304);

const progress = got(await client.GET("/v1/lots/{id}/progress", { params: { path: { id: lot.id } } }));
deepStrictEqual([progress.due, progress.done, progress.remaining], ["900.00", "120.25", "779.75"]);

// A table in the format of French spreadsheets.
const table = await tables.GET("/v1/hours", {
  params: { query: { month: "2025-03", locale: "fr" } },
  parseAs: "text",
});
const [headings, line] = table.data!.replace("\ufeff", "").trim().split(/\r?\n/);
deepStrictEqual(line!.split(";")[headings!.split(";").indexOf("Heures réalisées")], "120,25");

// A repeated POST with an idempotency key is executed once.
const late = {
  params: { header: { "Idempotency-Key": "tour-organisation-4" } },
  body: { name: "Bureau des Marchés" },
};
const one = await client.POST("/v1/organisations", late);
const two = await client.POST("/v1/organisations", late);
deepStrictEqual([got(two).id, two.response.headers.get("idempotency-replayed")], [got(one).id, "true"]);
const found = got(await client.GET("/v1/organisations", { params: { query: { q: "bureau des marchés" } } }));
deepStrictEqual(
  found.items.map((item) => item.id),
  [got(one).id],
);

console.log("the tour is done: 120.25 h");
