// The browser's memory of what is typed and not yet recorded: ids and figures, never a name. One item a row.

import { figure, form, isChanged, isEditable, isSame, rows } from "./sheet-rows.mjs";
import { showSaving } from "./sheet-sums.mjs";

const SHEET = `saisie ${form?.dataset.user} ${form?.dataset.month} `;
const LAST_ROW = `${SHEET}ici`;

/** Keeps the row if it is not recorded, and forgets it if it is. */
export function keep(row) {
  try {
    if (!isChanged(row) && !row.attached) return localStorage.removeItem(SHEET + row.key);
    const kept = { ...figure(row), v: row.version.value, m: row.reason, b: row.isDraft, a: row.attached };
    localStorage.setItem(SHEET + row.key, JSON.stringify(kept));
  } catch {
    showSaving("Ce navigateur ne garde rien\u00a0: ne fermez pas la page", "bad");
  }
}

/** Keeps which row one is in, to come back to it. */
export function keepPlace(row) {
  try {
    localStorage.setItem(LAST_ROW, row.key);
  } catch {
    // One comes back to the head of the sheet.
  }
}

/** Puts back what was typed before the page was left; the rows that it was put in. */
export function recall() {
  const found = [];
  for (const [key, typed] of remembered()) {
    const row = rows.get(key);
    if (!row || !isEditable(row)) continue;
    if (isSame(typed, row.known) && !typed.a) {
      localStorage.removeItem(SHEET + key);
      continue;
    }
    row.hours.value = typed.h;
    row.training.value = typed.f;
    row.reason = typed.m ?? "";
    row.isDraft = typed.b ?? false;
    row.attached = typed.a ?? null;
    // A cell that was changed meanwhile is not overwritten: the old version leads to the choice.
    row.version.value = typed.v;
    found.push(row);
  }
  return found;
}

function remembered() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(SHEET) && key !== LAST_ROW);
    return keys.map((key) => [key.slice(SHEET.length), JSON.parse(localStorage.getItem(key))]);
  } catch {
    return [];
  }
}

/** The row that one was in. */
export function lastPlace() {
  try {
    return rows.get(localStorage.getItem(LAST_ROW) ?? "");
  } catch {
    return undefined;
  }
}
