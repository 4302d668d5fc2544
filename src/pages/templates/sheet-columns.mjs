// Many rows at once: a pasted column or block, the month before, lots without hours, the filter.

import { ask, tell } from "./dialog.mjs";
import { folded, form, hasNote, inOrder, isEditable, isFigure, isShown, rowOf, say } from "./sheet-rows.mjs";
import { changed, stateNil } from "./sheet-saving.mjs";
import { countAll, hundredths } from "./sheet-sums.mjs";
import { many } from "./words.mjs";

// --- Paste --------------------------------------------------------------------------------------------------------

/** The cells of a spreadsheet's text: tabs and line ends; cells with either in them stand in quotes. */
export function cells(text) {
  const lines = [[""]];
  let isQuoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place];
    const line = lines[lines.length - 1];
    const isEmpty = line[line.length - 1] === "";
    if (isQuoted && sign === '"' && text[place + 1] === '"') line[line.length - 1] += text[(place += 1)];
    else if (sign === '"' && (isQuoted || isEmpty)) isQuoted = !isQuoted;
    else if (!isQuoted && sign === "\t") line.push("");
    else if (!isQuoted && sign === "\n") lines.push([""]);
    else if (sign !== "\r" || isQuoted) line[line.length - 1] += sign;
  }
  if (lines.at(-1).every((cell) => cell === "")) lines.pop();
  return lines.map((line) => line.map((cell) => cell.replace(/\s+/g, " ").trim()));
}

export function onPaste(event) {
  const input = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!isFigure(input) || !/[\n\t]/.test(text.trimEnd())) return;
  event.preventDefault();
  const lines = cells(text);
  const isNamed = lines.some((line) => line.length > 1 && (/\p{L}{2}/u.test(line[0]) || rowsNamed(line[0]).length > 0));
  if (isNamed) pasteByName(lines);
  else pasteDown(rowOf(input), input.classList.contains("f"), lines);
}

/** Fills downwards from a row: hours and training, or training alone in its column. */
function pasteDown(start, isTraining, lines) {
  const below = inOrder.slice(start.place).filter((row) => isShown(row) && isEditable(row));
  const values = lines.map(([first, second]) => (isTraining ? { f: first } : { h: first, f: second }));
  const filled = values.map((value, place) => [below[place], value]).filter(([row]) => row);
  const left = lines.length - below.length;
  fill(filled, left > 0 ? [`${many(left, "ligne", "lignes")} du presse-papiers en trop\u00a0: la feuille n’a plus de place en dessous.`] : []);
}

function pasteByName(lines) {
  const filled = [], problems = [], taken = new Set();
  for (const [name, h, f] of lines) {
    const found = rowsNamed(name);
    const [row] = found;
    if (found.length === 0) problems.push(`${name}\u00a0: personne de ce nom sur la feuille`);
    else if (found.length > 1) problems.push(`${name}\u00a0: ${found.length} lignes possibles`);
    else if (taken.has(row)) problems.push(`${name}\u00a0: déjà nommé plus haut`);
    else if (taken.add(row) && h) filled.push([row, { h, f }]);
  }
  fill(filled, problems);
}

/** The rows that can be filled and whose reference is this text, or else whose name has all of its words. */
function rowsNamed(text) {
  const visible = inOrder.filter((row) => isShown(row) && isEditable(row));
  const byReference = visible.filter((row) => row.line.dataset.ref !== undefined && row.line.dataset.ref === text);
  if (byReference.length > 0) return byReference;
  const words = folded(text).split(/[\s,;'’-]+/).filter(Boolean);
  if (words.length === 0) return [];
  return visible.filter((row) => {
    const ofRow = folded(row.name).split(/[\s'’-]+/);
    return words.every((word) => ofRow.includes(word));
  });
}

/** Fills rows, after showing what changes if any of them has hours already or something found no place. */
async function fill(filled, problems) {
  const now = ({ h, f }, row) => [h || row.hours.value, f || row.training.value].filter(Boolean).join(" dont ");
  const replaces = (input, value) => value !== undefined && value !== "" && input.value.trim() !== "" && input.value.trim() !== value;
  const over = filled.filter(([row, { h, f }]) => replaces(row.hours, h) || replaces(row.training, f));
  if (over.length > 0 || problems.length > 0) {
    const lines = over.map(([row, value]) => `${row.name}\u00a0: ${now({}, row)} → ${now(value, row)}`);
    const title = over.length > 0 ? `${many(over.length, "ligne a", "lignes ont")} déjà des heures` : "Tout n’a pas trouvé sa place";
    if (filled.length === 0) return tell(title, problems);
    if (!(await ask(title, [...lines, ...problems], `Remplir ${many(filled.length, "ligne", "lignes")}`))) return undefined;
  }
  const group = {};
  for (const [row, { h, f }] of filled) {
    row.group = group;
    if (h !== undefined && h !== "") row.hours.value = h;
    if (f !== undefined && f !== "") row.training.value = f;
    row.isDraft = false;
    changed(row);
  }
  const lots = new Set(filled.map(([row]) => row.lot)).size;
  say(`${many(filled.length, "ligne remplie", "lignes remplies")} sur ${many(lots, "lot", "lots")}.`);
  return undefined;
}

// --- The month before, and lots without hours -----------------------------------------------------------------------

/** Fills empty rows with the figures of the month before, to be confirmed, after naming their lots. */
export async function takeLastMonth() {
  const isEmpty = (row) => isShown(row) && isEditable(row) && row.hours.value.trim() === "" && hundredths(row.previous) > 0;
  const empty = inOrder.filter((row) => isEmpty(row) && row.lot.standing?.textContent !== "Néant");
  if (empty.length === 0) return tell("Aucune ligne vide à reprendre", []);
  const byLot = Map.groupBy(empty, (row) => row.lot);
  const lines = [...byLot].map(([lot, rows]) => `${lot.title}\u00a0: ${many(rows.length, "ligne", "lignes")}`);
  const title = `Reprendre ${form.dataset.previous} dans ${many(empty.length, "ligne vide", "lignes vides")}`;
  if (!(await ask(title, lines, `Reprendre ${many(empty.length, "ligne", "lignes")}, à confirmer`))) return undefined;
  const group = {};
  for (const row of empty) {
    row.group = group;
    row.hours.value = row.previous;
    row.isDraft = true;
    changed(row);
  }
  return say(`${many(empty.length, "ligne reprise", "lignes reprises")}, à confirmer.`);
}

/** States that the lots without any hours have none, after naming them. */
export async function nilForTheRest() {
  const hasHours = new Set(inOrder.filter((row) => row.hours.value.trim() !== "").map((row) => row.lot.section));
  const silent = [...form.querySelectorAll(".lot")].filter(
    (lot) => !lot.hidden && lot.querySelector("button[name^=neant]:not([hidden])") && !hasHours.has(lot));
  if (silent.length === 0) return tell("Aucun lot n’est sans heures", []);
  const titles = silent.map((lot) => lot.querySelector("h2").textContent);
  const lots = many(silent.length, "lot", "lots");
  if (!(await ask(`Aucune heure ce mois-ci sur ${lots}`, titles, `Dire «\u00a0néant\u00a0» pour ${lots}`))) return undefined;
  return stateNil(silent.map((lot) => lot.querySelector("button[name^=neant]").name));
}

// --- Filter -------------------------------------------------------------------------------------------------------

export function filter(text) {
  const words = folded(text).split(/\s+/).filter(Boolean);
  const shown = new Map();
  for (const row of inOrder) {
    const isShownNow = words.every((word) => row.text.includes(word));
    row.line.hidden = !isShownNow;
    if (row.note) row.note.hidden = !isShownNow || !hasNote(row);
    shown.set(row.lot.section, (shown.get(row.lot.section) ?? 0) + (isShownNow ? 1 : 0));
  }
  for (const lot of form.querySelectorAll(".lot")) {
    const isNamed = words.every((word) => folded(lot.querySelector("h2").textContent).includes(word));
    lot.hidden = words.length > 0 && !isNamed && (shown.get(lot) ?? 0) === 0;
  }
  countAll();
}
