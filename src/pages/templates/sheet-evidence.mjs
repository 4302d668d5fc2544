// Evidence for the hours of a row, joined below it.

import { askEvidence, isEditable, rowOf } from "./sheet-rows.mjs";
import { attach as attachTo } from "./sheet-saving.mjs";

const template = document.getElementById("piece");
/** What was joined last: one timesheet often stands for many rows. */
let last = { k: "timesheet", j: "", d: "" };

/** Opens the fields below the row of a button. */
export function open(opener) {
  const row = rowOf(opener);
  if (!row || !isEditable(row) || row.state === "conflict") return;
  const fields = template.content.firstElementChild.cloneNode(true);
  const field = (name) => fields.querySelector(`.${name}`);
  field("k").value = last.k;
  field("j").value = row.evidence.querySelector("span")?.textContent ?? last.j;
  field("d").value = last.d;
  const close = () => {
    askEvidence(row);
    row.hours.focus();
  };
  const attach = () => {
    const reference = field("j").value.trim();
    field("fault").hidden = reference !== "";
    if (reference === "") return field("j").focus();
    last = { k: field("k").value, j: reference, d: field("d").value };
    close();
    return attachTo(row, { ...last });
  };
  field("attach").addEventListener("click", attach);
  field("cancel").addEventListener("click", close);
  fields.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.target.matches("button")) return;
    event.preventDefault();
    attach();
  });
  askEvidence(row, fields);
  field("j").focus();
  field("j").select();
}
