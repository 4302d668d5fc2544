// What became of the rows that were sent, said beside each.

import { keep } from "./sheet-memory.mjs";
import { askReason, button, chip, figure, isChanged, isIn, isSame, note, paragraph, say, setState, showRecorded, unsaved } from "./sheet-rows.mjs";
import { changed, save } from "./sheet-saving.mjs";
import { showStanding } from "./sheet-sums.mjs";
import { many } from "./words.mjs";

/** Earlier figures of rows that were changed, the last change last. */
const history = [];
const undoing = document.getElementById("annuler");

/** The answers, by the key of the row; `sent` has what was sent of each row. */
export function answered(answers, sent) {
  const told = [];
  let savedRows = 0;
  for (const [row, what] of sent) {
    const answer = answers[row.key];
    // Somebody may have asked for something else meanwhile.
    if (row.act === what.act) row.act = "";
    if (row.attached === what.attached) row.attached = null;
    if (!answer) settle(row);
    else if (answer.state === "saved") saved(row, answer.cell, what.figure);
    else told.push(answer.state === "conflict" ? conflict(row, answer.cell) : refused(row, answer));
    savedRows += answer?.state === "saved" ? 1 : 0;
    keep(row);
  }
  const summary = savedRows > 0 ? [`${many(savedRows, "ligne enregistrée", "lignes enregistrées")}.`] : [];
  say([...summary, ...told].join(" "));
}

/** The row needs nothing any more, unless somebody typed on. */
function settle(row) {
  const isOpen = isChanged(row) || row.attached !== null;
  setState(row, isOpen ? "waiting" : "");
  if (!isOpen) {
    if (row.act === "") unsaved.delete(row);
    chip(row, ...row.status);
  }
}

function saved(row, cell, sent) {
  if (!isSame(row.known, sent) && !row.isUndone) remember(row);
  row.known = sent;
  // What was typed or undone meanwhile keeps what belongs to it.
  if (!isChanged(row)) Object.assign(row, { isUndone: false, reason: "", isDraft: false, group: null });
  askReason(row);
  recorded(row, cell);
  if (!isChanged(row) && !isIn(row)) showRecorded(row, cell);
  settle(row);
  showEvidence(row, cell.evidence);
  showStanding(row.lot);
  if (row.state === "") note(row, ...cell.warnings.map((text) => paragraph(text)));
}

/** Takes note of what the server has. */
function recorded(row, cell) {
  row.cell = cell;
  row.version.value = cell.version;
  row.status = [cell.label, cell.kind];
  row.check.disabled = !cell.can_be_chosen;
  row.check.checked &&= cell.can_be_chosen;
  row.lot.all.checked &&= row.check.checked;
}

function showEvidence(row, reference) {
  const [attach] = row.evidence.querySelectorAll("button");
  const text = document.createElement("span");
  text.textContent = reference;
  attach.textContent = reference === "" ? "Joindre" : "Modifier";
  row.evidence.replaceChildren(...(reference === "" ? [attach] : [text, attach]));
}

function refused(row, answer) {
  setState(row, "refused");
  row.act = "";
  unsaved.delete(row);
  chip(row, "! À corriger", "bad");
  note(row, paragraph(`${answer.detail} Votre saisie reste ici.`));
  if (answer.asks_reason) askReason(row, reasonField(row));
  return `${row.name}\u00a0: ${answer.detail}`;
}

function reasonField(row) {
  const label = document.createElement("label");
  const reason = document.createElement("input");
  reason.className = "m";
  reason.maxLength = 2000;
  const give = () => {
    row.reason = reason.value;
    setState(row, "waiting");
    unsaved.add(row);
    save();
  };
  reason.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    give();
    row.hours.focus();
  });
  label.append("Motif ", reason, " ", button("Enregistrer avec ce motif", give));
  return label;
}

/** Figures as a sentence says them. */
const inWords = ({ h, f }) => (f === "" || f === "0,00" ? `${h} h` : `${h} h dont ${f} de formation`);

function conflict(row, cell) {
  setState(row, "conflict");
  row.act = "";
  unsaved.delete(row);
  chip(row, "! Modifié entre-temps", "bad");
  row.cell = cell;
  const theirs = inWords({ h: cell.worked, f: cell.training });
  const who = `${row.name}\u00a0: vous avez saisi ${inWords(figure(row))}\u00a0; ${cell.source} a enregistré ${theirs} ${moment(cell.at)}. `;
  const take = (isMine) => {
    const typed = figure(row);
    recorded(row, cell);
    showRecorded(row, cell);
    if (isMine) [row.hours.value, row.training.value] = [typed.h, typed.f];
    setState(row, "");
    note(row);
    changed(row);
    row.hours.focus();
  };
  row.replace = button("", () => take(true));
  offerMine(row);
  note(row, paragraph(who, button(`Garder ${cell.worked}`, () => take(false)), " ", row.replace));
  return who;
}

/** The button that keeps one's own figure says the one that stands in the cell. */
export function offerMine(row) {
  row.replace.textContent = `Remplacer par ${row.hours.value}`;
}

/** The moment in words, with the day if it is not today. */
function moment(at) {
  const [then, now] = [new Date(at), new Date()];
  const time = then.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", "\u00a0h\u00a0");
  const isToday = then.toDateString() === now.toDateString();
  return isToday ? `à ${time}` : `le ${then.toLocaleDateString("fr-FR")} à ${time}`;
}

function remember(row) {
  history.push({ row, figure: row.known, group: row.group });
  undoing.disabled = false;
}

/** Puts the figures before the last saved change back into their rows: one, or all that were filled at once; the rows. */
export function takeBack() {
  const last = history.at(-1);
  const isNewest = ({ row }, place) => history.findLastIndex((one) => one.row === row) === place;
  const taken = history.filter((one, place) => one === last || (last.group && one.group === last.group && isNewest(one, place)));
  history.splice(0, history.length, ...history.filter((one) => !taken.includes(one)));
  undoing.disabled = history.length === 0;
  for (const { row, figure: before } of taken) {
    // Recorded hours are withdrawn by zero: their history stays.
    row.hours.value = before.h === "" ? "0" : before.h;
    row.training.value = before.f;
    // What was not confirmed yet is not by being taken back.
    const isDraft = row.status[0] === "À confirmer";
    Object.assign(row, { reason: "annulation de saisie", isUndone: true, isDraft });
  }
  const [first] = taken;
  first?.row.hours.focus();
  first?.row.hours.select();
  if (taken.length === 1) say(`${first.row.name}\u00a0: ${first.row.hours.value} h de nouveau.`);
  else if (first) say(`${many(taken.length, "ligne rétablie", "lignes rétablies")}.`);
  return taken.map(({ row }) => row);
}
