// The rows of the sheet: their inputs, what the server has of them, and what is shown beside them.

export const form = document.getElementById("feuille");

/** The rows by key, in the order of the page. */
export const rows = new Map();
/** The rows in the same order, to step from one to the next. */
export const inOrder = [];
/** Rows whose typed figures are not recorded. */
export const unsaved = new Set();

const said = document.getElementById("annonce");

/** Tells a screen reader. */
export function say(text) {
  said.textContent = text;
}

export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function readRows() {
  for (const section of form.querySelectorAll(".lot")) {
    const lot = { section, rows: [], title: section.querySelector("h2").textContent, sum: section.querySelector(".sum"), hundredths: 0,
      standing: section.querySelector(".standing"), nil: section.querySelector("button[name^=neant]"), all: section.querySelector(".all") };
    for (const line of section.querySelectorAll("tr[data-row]")) {
      const row = readRow(line, lot);
      row.place = inOrder.push(row) - 1;
      lot.rows.push(row);
      rows.set(row.key, row);
    }
  }
}

function readRow(line, lot) {
  const key = line.dataset.row;
  const field = (name) => line.querySelector(`[name="${name}-${key}"]`);
  const who = line.querySelector(".who");
  const next = line.nextElementSibling;
  const row = {
    key, line, lot,
    hours: field("h"), training: field("f"), version: field("v"), check: field("c"),
    chip: line.querySelector(".state .chip"), evidence: line.querySelector(".evidence"),
    note: next?.classList.contains("note") ? next : null,
    name: who.firstChild.textContent.trim(),
    previous: line.querySelector(".past").textContent.trim().replace("–", ""),
    // "", "waiting", "refused" or "conflict".
    state: "",
    reason: "", isDraft: false, act: "", isUndone: false, attached: null,
    // What it was filled with at once, together with other rows, to be undone with them.
    group: null,
    // What the server has, as it writes it; none before it answered.
    cell: null,
  };
  row.text = folded(`${who.textContent} ${line.dataset.ref ?? ""} ${lot.title}`);
  // Not what stands in the inputs: a browser may have put back what was typed in vain.
  const [h = "", f = ""] = field("o").value.split(" ");
  row.known = { h, f };
  row.status = [row.chip.textContent, row.chip.className.replace("chip ", "")];
  if (row.note) partNote(row);
  return row;
}

/** The figures in the inputs of a row. */
export const figure = (row) => ({ h: row.hours.value.trim(), f: row.training.value.trim() });
export const isSame = (one, other) => one.h === other.h && one.f === other.f;
export const isChanged = (row) => !isSame(figure(row), row.known);
export const isEditable = (row) => !row.hours.readOnly;
export const isShown = (row) => !row.line.hidden && !row.lot.section.hidden;
export const isFigure = (element) => element.matches?.("input.h, input.f") ?? false;
export const isIn = (row) => document.activeElement === row.hours || document.activeElement === row.training;

/** The row of an element of the sheet. */
export function rowOf(element) {
  const line = element.closest("tr");
  return rows.get(line?.dataset.row ?? line?.id.replace(/^n-/, ""));
}

export function chip(row, text, kind) {
  row.chip.textContent = text;
  row.chip.className = `chip ${kind}`;
}

/** Says something below the row, in place of what was said there. Fields below the row stay. */
export const note = (row, ...parts) => fillNote(row, "said", parts);

/** Asks for the reason below the row, or no longer. */
export const askReason = (row, ...parts) => fillNote(row, "reason", parts);

/** Asks for evidence below the row, or no longer. */
export const askEvidence = (row, ...parts) => fillNote(row, "piece", parts);

function fillNote(row, name, parts) {
  if (!row.note && parts.length === 0) return;
  row.note ??= newNote(row);
  row.note.querySelector(`.${name}`).replaceChildren(...parts);
  row.note.hidden = !hasNote(row);
}

/** Whether something stands below the row. */
export const hasNote = (row) => [...row.note.lastElementChild.children].some((part) => part.childElementCount > 0);

/** Parts of a note: what is said, the reason, the evidence. */
const NOTE_PARTS = ["said", "reason", "piece"];

/** Puts what the page says below the row into its part; the fields for browsers without script go. */
function partNote(row) {
  const place = row.note.lastElementChild;
  place.querySelector(".evidence-fields")?.remove();
  const [said, ...others] = NOTE_PARTS.map(newPart);
  said.append(...place.childNodes);
  place.replaceChildren(said, ...others);
  row.note.hidden = !hasNote(row);
}

function newPart(name) {
  const part = document.createElement("div");
  part.className = name;
  return part;
}

function newNote(row) {
  const line = document.createElement("tr");
  line.className = "note";
  line.id = `n-${row.key}`;
  const said = document.createElement("td");
  said.colSpan = 7;
  said.append(...NOTE_PARTS.map(newPart));
  line.append(document.createElement("td"), said);
  row.line.after(line);
  row.hours.setAttribute("aria-describedby", line.id);
  return line;
}

export function paragraph(...parts) {
  const element = document.createElement("p");
  element.append(...parts);
  return element;
}

export function button(text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "link";
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

export function setState(row, state) {
  row.state = state;
  row.line.classList.toggle("refused", state === "refused");
  row.line.classList.toggle("conflict", state === "conflict");
  if (state === "refused" || state === "conflict") row.hours.setAttribute("aria-invalid", "true");
  else row.hours.removeAttribute("aria-invalid");
}

/** Puts what the server has into the inputs. */
export function showRecorded(row, cell) {
  row.hours.value = cell.worked;
  row.training.value = cell.training === "0,00" ? "" : cell.training;
  row.known = figure(row);
}
