// The sheet of a month: saves by itself, keeps what is not saved, moves by keys. It sends the changed rows of the page's
// own form and shows what became of them.

import { filter, nilForTheRest, onPaste, takeLastMonth } from "./sheet-columns.mjs";
import { open as openEvidence } from "./sheet-evidence.mjs";
import { onKey, toFirstEmpty } from "./sheet-keys.mjs";
import { keepPlace, lastPlace, recall } from "./sheet-memory.mjs";
import { form, inOrder, isChanged, isFigure, isShown, readRows, rowOf, showRecorded } from "./sheet-rows.mjs";
import { offerMine } from "./sheet-outcomes.mjs";
import { actOn, changed, save, stateNil, undo, whenOnline } from "./sheet-saving.mjs";
import { countAll, recount } from "./sheet-sums.mjs";

/** The field that was just entered: a click chooses its text, so that typing replaces it. */
let entered = null;
/** The box that was checked or unchecked last. */
let lastChecked = null;

function onInput({ target }) {
  const row = rowOf(target);
  if (isFigure(target)) {
    // What was taken from the month before is confirmed by typing over it, and a reason was for another figure.
    Object.assign(row, { isDraft: false, reason: "", isUndone: false, group: null });
    if (row.state === "conflict") offerMine(row);
    changed(row);
  } else if (target.matches(".all")) {
    check(inOrder.filter((one) => one.lot.all === target), target.checked);
  } else if (row && target === row.check) {
    row.lot.all.checked &&= target.checked;
    recount(row);
  }
}

/** Checks or unchecks the rows in sight that can be chosen. */
function check(rows, isChecked) {
  for (const row of rows.filter((one) => isShown(one) && !one.check.disabled)) {
    row.check.checked = isChecked;
    recount(row);
  }
}

function onClick({ target, shiftKey }) {
  if (target.matches?.(".evidence > button")) openEvidence(target);
  if (isFigure(target) && target === entered && target.selectionStart === target.selectionEnd) target.select();
  entered = null;
  const row = target.type === "checkbox" ? rowOf(target) : null;
  if (!row) return;
  if (shiftKey && lastChecked) {
    const [from, to] = [lastChecked.place, row.place].sort((one, other) => one - other);
    check(inOrder.slice(from, to + 1), target.checked);
  }
  lastChecked = row;
}

function onFocusIn({ target }) {
  if (!isFigure(target)) return;
  entered = target;
  keepPlace(rowOf(target));
}

function onFocusOut({ target, relatedTarget }) {
  if (!isFigure(target)) return;
  const row = rowOf(target);
  if (relatedTarget && isFigure(relatedTarget) && rowOf(relatedTarget) === row) return;
  if (row.cell && row.state === "" && !isChanged(row)) showRecorded(row, row.cell);
  save();
}

function onSubmit(event) {
  event.preventDefault();
  const name = event.submitter?.name ?? "";
  if (name.startsWith("neant")) {
    stateNil([name]);
  } else if (event.submitter?.id === "valider") {
    validate(inOrder.filter((row) => row.check.checked));
  } else if (event.submitter?.id === "confirmer") {
    actOn(inOrder.filter((row) => row.share.drafts > 0), "confirmer");
  } else {
    save();
  }
}

/** Validates rows. The button is then disabled: one goes on from the last of them. */
async function validate(rows) {
  await actOn(rows, "valider");
  const focused = document.activeElement;
  if (focused === document.body || focused.disabled) rows.at(-1)?.hours.focus();
}

function listen() {
  form.addEventListener("input", onInput);
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("focusin", onFocusIn);
  form.addEventListener("focusout", onFocusOut);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("click", onClick);
  addEventListener("online", whenOnline);
  const on = (id, act) => document.getElementById(id).addEventListener("click", act);
  const narrowing = document.getElementById("filtre");
  narrowing.addEventListener("input", () => filter(narrowing.value));
  narrowing.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    toFirstEmpty();
  });
  on("premiere", toFirstEmpty);
  on("revoir", () => inOrder.find((row) => row.share.refused > 0)?.hours.focus());
  on("reprendre", takeLastMonth);
  on("reste", nilForTheRest);
  on("annuler", undo);
  on("touches", ({ target }) => {
    const help = document.getElementById("aide-touches");
    help.hidden = !help.hidden;
    target.setAttribute("aria-expanded", String(!help.hidden));
  });
}

if (form) {
  document.documentElement.classList.add("script");
  readRows();
  listen();
  const recalled = recall();
  countAll();
  recalled.forEach(changed);
  if (recalled.length > 0 && !location.hash) (lastPlace() ?? recalled[0]).hours.focus();
}
