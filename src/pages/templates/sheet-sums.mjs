// The sums and counts of the sheet. A change of one row costs the same however many rows there are.

import { form, isChanged, isEditable, isShown, rows } from "./sheet-rows.mjs";
import { french, many } from "./words.mjs";

const place = (id) => document.getElementById(id);
const saving = place("enregistre");
const counts = { hundredths: 0, filled: 0, open: 0, refused: 0, chosen: 0, drafts: 0 };
let before = 0;

/** What a figure adds to a sum: the server reads figures, the page only adds those that are plain. */
export const hundredths = (text) => {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  return /^\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
};

/** What a row adds now. A figure that is refused or in conflict is not recorded: the recorded one counts. */
function shareOf(row) {
  const isRefused = row.state === "refused" || row.state === "conflict";
  const recorded = row.status[0] === "! Rejeté" ? "" : (row.cell?.worked ?? row.known.h);
  const worked = hundredths(isChanged(row) && !isRefused ? row.hours.value : recorded);
  return {
    hundredths: worked,
    filled: worked > 0 ? 1 : 0,
    open: row.state === "waiting" || row.act !== "" || row.attached ? 1 : 0,
    refused: isRefused ? 1 : 0,
    chosen: row.check.checked ? 1 : 0,
    drafts: row.status[0] === "À confirmer" && !isChanged(row) && isEditable(row) && isShown(row) ? 1 : 0,
  };
}

/** Counts a row again, and shows the sums. */
export function recount(row) {
  count(row);
  showLot(row.lot);
  show();
}

function count(row) {
  const share = shareOf(row);
  for (const name of Object.keys(counts)) counts[name] += share[name] - (row.share?.[name] ?? 0);
  row.lot.hundredths += share.hundredths - (row.share?.hundredths ?? 0);
  row.share = share;
}

/** Counts every row. */
export function countAll() {
  const lots = new Set();
  for (const row of rows.values()) {
    if (!row.share) before += hundredths(row.previous);
    count(row);
    lots.add(row.lot);
  }
  lots.forEach(showLot);
  show();
}

function showLot(lot) {
  lot.sum.textContent = `${french(lot.hundredths)} h`;
  lot.sum.hidden = false;
}

/** What was recorded of a lot says where it stands: received, or from some people only. */
export function showStanding(lot) {
  const isSent = (row) => row.known.h !== "" && !["", "À confirmer", "! Rejeté"].includes(row.status[0]);
  const sent = lot.rows.filter(isSent);
  if (!lot.standing) return;
  lot.before ??= { text: lot.standing.textContent, kind: lot.standing.className };
  const isReceived = sent.some((row) => hundredths(row.known.h) > 0);
  if (lot.nil) lot.nil.hidden = isReceived;
  if (!isReceived) {
    lot.standing.textContent = lot.before.text;
    lot.standing.className = lot.before.kind;
    return;
  }
  const isWhole = sent.length === lot.rows.length;
  lot.standing.textContent = isWhole ? "✓ Reçu" : "Incomplet";
  lot.standing.className = `chip standing ${isWhole ? "good" : "wait"}`;
}

function show() {
  place("somme").textContent = `${french(counts.hundredths)} h`;
  place("personnes").textContent = many(counts.filled, "ligne remplie", "lignes remplies");
  place("avant").textContent = `${form.dataset.previous}\u00a0: ${french(before)} h`;
  if (counts.refused > 0) showSaving(`! ${many(counts.refused, "ligne à revoir", "lignes à revoir")}, le reste est enregistré`, "bad");
  else if (counts.open > 0) showSaving("À enregistrer", "wait");
  else showSaving("✓ Tout est enregistré", "good");
  place("revoir").hidden = counts.refused === 0;
  const validate = place("valider");
  validate.textContent = counts.chosen > 0 ? `Valider ${many(counts.chosen, "ligne", "lignes")}` : "Valider les lignes choisies";
  validate.disabled = counts.chosen === 0;
  const confirm = place("confirmer");
  confirm.textContent = `Confirmer ${many(counts.drafts, "ligne reprise", "lignes reprises")}`;
  confirm.hidden = counts.drafts === 0;
}

/** Says whether everything is saved. */
export function showSaving(text, kind) {
  saving.textContent = text;
  saving.className = `chip ${kind} only-script`;
}
