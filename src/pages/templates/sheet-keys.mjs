// The keys of the sheet.

import { inOrder, isChanged, isEditable, isFigure, isShown, rowOf } from "./sheet-rows.mjs";
import { changed, undo } from "./sheet-saving.mjs";

/** Goes up or down in the same column, past rows that are filtered away or closed. */
function move(row, input, step) {
  const column = input === row.training ? "training" : "hours";
  for (let place = row.place + step; inOrder[place]; place += step) {
    if (!isShown(inOrder[place]) || !isEditable(inOrder[place])) continue;
    inOrder[place][column].focus();
    inOrder[place][column].select();
    return;
  }
}

export function onKey(event) {
  const input = event.target;
  if (!isFigure(input)) return;
  const row = rowOf(input);
  const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (event.key === "Enter" && event.ctrlKey) {
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
    move(row, input, event.shiftKey ? -1 : 1);
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
