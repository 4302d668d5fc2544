// The keys of the sheet.

import { inOrder, isChanged, isEditable, isFigure, isShown, rowOf } from "./sheet-rows.mjs";
import { changed, undo } from "./sheet-saving.mjs";

/** The row from whose hours one came to its training: the next row then begins with its hours, as in a spreadsheet. */
let tabbed = null;

/** Goes to the first row without hours, or else to the first one. */
export function toFirstEmpty() {
  const open = inOrder.filter((row) => isShown(row) && isEditable(row));
  const row = open.find((one) => one.hours.value.trim() === "") ?? open[0];
  row?.hours.focus();
  row?.hours.select();
}

/** Goes up or down in the same column, past rows that are filtered away or closed. */
function move(row, input, step, column = input === row.training ? "training" : "hours") {
  for (let place = row.place + step; inOrder[place]; place += step) {
    if (!isShown(inOrder[place]) || !isEditable(inOrder[place])) continue;
    inOrder[place][column].focus();
    inOrder[place][column].select();
    return;
  }
}

export function onKey(event) {
  const input = event.target;
  const row = rowOf(input);
  const isToValidate = event.key === "Enter" && event.ctrlKey;
  if (!row || (!isFigure(input) && !(isToValidate && input === row.check))) return;
  const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (event.key === "Tab") {
    tabbed = input === row.hours && !event.shiftKey ? row : null;
  } else if (isToValidate) {
    event.preventDefault();
    const validate = document.getElementById("valider");
    if (validate.disabled) row.check.focus();
    else validate.focus();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (input === row.hours && input.value.trim() === "=" && row.previous) {
      input.value = row.previous;
      changed(row);
    }
    if (event.shiftKey) move(row, input, -1);
    else move(row, input, 1, tabbed === row ? "hours" : undefined);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(row, input, event.key === "ArrowUp" ? -1 : 1);
  } else if (event.key === "Escape") {
    input.value = input === row.hours ? row.known.h : row.known.f;
    changed(row);
  } else if (isUndo && !isChanged(row)) {
    event.preventDefault();
    undo();
  }
}
