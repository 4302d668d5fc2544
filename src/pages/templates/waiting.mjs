// What waits for a decision: the buttons say how many rows are chosen, boxes follow their rows, and the keyboard goes from
// row to row. The form is that of the page without script.

import { french, many } from "./words.mjs";

const form = document.getElementById("decision");
const rows = form ? [...form.querySelectorAll(".row input[type=checkbox]")] : [];
/** The boxes of lots, senders and all, with the rows below each. */
const groups = [];
/** The row that was checked or unchecked last. */
let last;

function readGroups() {
  for (const box of form.querySelectorAll("input[type=checkbox]:not(.row *)")) {
    const place = box.closest(".lot, .sender") ?? form;
    groups.push({ box, rows: [...place.querySelectorAll(".row input[type=checkbox]")] });
  }
}

function show() {
  for (const group of groups) {
    const chosen = group.rows.filter((row) => row.checked).length;
    group.box.checked = chosen === group.rows.length;
    group.box.indeterminate = chosen > 0 && chosen < group.rows.length;
  }
  const chosen = rows.filter((row) => row.checked);
  const sum = chosen.reduce((total, row) => total + Number(row.dataset.hours), 0);
  const lines = many(chosen.length, "ligne", "lignes");
  document.getElementById("choix").textContent = chosen.length > 0 ? `${lines}, ${french(sum)}\u00a0h` : "Rien n’est coché";
  for (const [id, act] of [["valider", "Valider"], ["rejeter", "Rejeter"]]) {
    const button = document.getElementById(id);
    button.textContent = chosen.length > 0 ? `${act} ${lines}` : `${act} les lignes cochées`;
    button.disabled = chosen.length === 0;
  }
}

/** Gives every row between two the state of the second. */
function setBetween(one, other) {
  const [from, to] = [rows.indexOf(one), rows.indexOf(other)].sort((a, b) => a - b);
  for (const row of rows.slice(Math.max(from, 0), to + 1)) row.checked = other.checked;
}

function onClick({ target, shiftKey }) {
  if (!rows.includes(target)) return;
  if (shiftKey && last) setBetween(last, target);
  last = target;
  show();
}

function onChange({ target }) {
  const group = groups.find(({ box }) => box === target);
  if (group) for (const row of group.rows) row.checked = target.checked;
  show();
}

/** Goes to the next row or the one before; with Shift it takes the state of this row along. */
function move(row, step, takesAlong) {
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  if (takesAlong) next.checked = row.checked;
  last = next;
  next.focus();
  show();
}

function onKey(event) {
  const { key, target, ctrlKey, shiftKey } = event;
  const isRow = rows.includes(target);
  if (key === "Enter" && ctrlKey) {
    const button = document.getElementById("valider");
    if (!button.disabled) button.focus();
  } else if (key === "Enter" && target.id === "motif") {
    document.getElementById("rejeter").click();
  } else if ((key === "ArrowDown" || key === "ArrowUp") && isRow) {
    move(target, key === "ArrowUp" ? -1 : 1, shiftKey);
  } else if (key !== "Enter" || target.type !== "checkbox") {
    return;
  }
  event.preventDefault();
}

if (form) {
  document.documentElement.classList.add("script");
  readGroups();
  form.addEventListener("click", onClick);
  form.addEventListener("change", onChange);
  form.addEventListener("keydown", onKey);
  form.querySelector("details").addEventListener("toggle", ({ target }) => {
    // The field stands in the bar at the bottom: the rows above stay where they are.
    if (target.open) document.getElementById("motif").focus({ preventScroll: true });
  });
  form.querySelector("summary").addEventListener("click", (event) => {
    if (form.querySelector("details").open || rows.some((row) => row.checked)) return;
    event.preventDefault();
    document.getElementById("choix").textContent = "Cochez d’abord les lignes à rejeter.";
  });
  addEventListener("pageshow", show);
  show();
}
