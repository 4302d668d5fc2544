// The sheet of a month: saves by itself, keeps what is not saved, moves by keys. It sends the changed rows of the page's
// own form and shows what became of them.

import { filter, nilForTheRest, onPaste, takeLastMonth } from "./sheet-columns.mjs";
import { open as openEvidence } from "./sheet-evidence.mjs";
import { onKey } from "./sheet-keys.mjs";
import { keepPlace, lastPlace, recall } from "./sheet-memory.mjs";
import { form, inOrder, isChanged, isFigure, readRows, rowOf, showRecorded } from "./sheet-rows.mjs";
import { offerMine } from "./sheet-outcomes.mjs";
import { actOn, changed, save, stateNil, undo, whenOnline } from "./sheet-saving.mjs";
import { countAll, recount } from "./sheet-sums.mjs";

function onInput({ target }) {
  const row = rowOf(target);
  if (isFigure(target)) {
    // What was taken from the month before is confirmed by typing over it, and a reason was for another figure.
    Object.assign(row, { isDraft: false, reason: "", isUndone: false });
    if (row.state === "conflict") offerMine(row);
    changed(row);
  } else if (row && target === row.check) {
    recount(row);
  }
}

function onFocusOut({ target, relatedTarget }) {
  if (!isFigure(target)) return;
  const row = rowOf(target);
  if (relatedTarget && rowOf(relatedTarget) === row) return;
  if (row.cell && row.state === "" && !isChanged(row)) showRecorded(row, row.cell);
  save();
}

function onSubmit(event) {
  event.preventDefault();
  const name = event.submitter?.name ?? "";
  if (name.startsWith("neant")) {
    stateNil([name]);
  } else if (event.submitter?.id === "valider") {
    actOn(inOrder.filter((row) => row.check.checked), "valider");
  } else if (event.submitter?.id === "confirmer") {
    actOn(inOrder.filter((row) => row.share.drafts > 0), "confirmer");
  } else {
    save();
  }
}

function listen() {
  form.addEventListener("input", onInput);
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("focusin", ({ target }) => isFigure(target) && keepPlace(rowOf(target)));
  form.addEventListener("focusout", onFocusOut);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("click", ({ target }) => target.matches?.(".evidence > button") && openEvidence(target));
  addEventListener("online", whenOnline);
  const on = (id, act) => document.getElementById(id).addEventListener("click", act);
  document.getElementById("filtre").addEventListener("input", ({ target }) => filter(target.value));
  on("reprendre", takeLastMonth);
  on("reste", nilForTheRest);
  on("annuler", undo);
  on("touches", ({ target }) => {
    const help = document.getElementById("aide");
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
