// Saves the changed rows together, and says beside each what became of it. The server reads and judges every figure.

import { keep } from "./sheet-memory.mjs";
import { button, chip, figure, form, isChanged, isIn, isSame, note, paragraph, rows, say, setState, showRecorded, unsaved } from "./sheet-rows.mjs";
import { recount, showSaving } from "./sheet-sums.mjs";

const SAVE_AFTER = 800;
const RETRY_AFTER = 4000;
const STATUS = { validated: ["✓ Validé", "good"], submitted: ["✓ Enregistré", "quiet"], draft: ["À confirmer", "wait"], rejected: ["! Rejeté", "bad"] };

/** Earlier figures of rows that were changed, the last change last. */
const history = [];
const outage = document.getElementById("panne");
const undoing = document.getElementById("annuler");
let timer = 0;
/** The request under way. */
let sending = null;

/** Takes note that somebody typed in the row. */
export function changed(row) {
  if (row.state !== "conflict") {
    const isOpen = isChanged(row);
    setState(row, isOpen ? "waiting" : "");
    if (isOpen) chip(row, "À enregistrer", "wait");
    else chip(row, ...row.status);
    if (isOpen) unsaved.add(row);
    else unsaved.delete(row);
    saveSoon(SAVE_AFTER);
  }
  keep(row);
  recount(row);
}

function saveSoon(delay) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

/** Does something with these rows beside saving them: `valider`, `confirmer`, or `joindre` their evidence. */
export function actOn(chosen, act) {
  for (const row of chosen) {
    row.act = act;
    unsaved.add(row);
  }
  return save();
}

const isReady = (row) => row.act !== "" || (row.state === "waiting" && isChanged(row));

/** The rows that wait to be sent; of those with an act the ones with the same. */
function ready() {
  const waiting = [...unsaved].filter(isReady);
  const act = waiting.find((row) => row.act === "valider" || row.act === "confirmer")?.act ?? "";
  return [act, waiting.filter((row) => act === "" || row.act === act || row.act === "" || row.act === "joindre")];
}

/** Whether nothing waits to be sent. */
export const isAllSent = () => sending === null && ready()[1].length === 0;

/** Sends what waits, after the request under way, until nothing does or the service is away. */
export async function saveAll() {
  while (!isAllSent()) {
    await save();
    if (!outage.hidden) return false;
  }
  return true;
}

/** Sends what waits; while a request is under way, only waits for it. */
export function save() {
  clearTimeout(timer);
  if (sending) return sending;
  const [act, sent] = ready();
  if (sent.length === 0) return Promise.resolve();
  sending = send(act, sent).finally(() => {
    sending = null;
    if (outage.hidden && !isAllSent()) saveSoon(SAVE_AFTER);
  });
  return sending;
}

async function send(act, sent) {
  const figures = new Map(sent.map((row) => [row, figure(row)]));
  showSaving("Enregistrement…", "quiet");
  try {
    const headers = { accept: "application/json" };
    const response = await fetch(form.action, { method: "POST", body: body(act, sent), headers, redirect: "manual" });
    if (response.ok) {
      outage.hidden = true;
      answered((await response.json()).rows, figures);
    } else if (response.status >= 500 || response.status === 429) {
      offline("Le service ne répond pas. Continuez : votre saisie est gardée ici et partira toute seule.");
    } else if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") {
      expired();
    } else {
      const problem = await response.json().catch(() => ({}));
      tellOutage("refused", `Rien n’est enregistré : ${problem.detail ?? response.status}`);
    }
  } catch {
    offline("Pas de liaison avec le service. Continuez : votre saisie est gardée ici et partira toute seule.");
  }
  for (const row of sent) recount(row);
}

function body(act, sent) {
  const fields = new URLSearchParams({ jeton: form.elements.jeton.value });
  if (act !== "") fields.set("faire", act);
  for (const row of sent) {
    const set = (name, value) => fields.set(`${name}-${row.key}`, value);
    set("h", row.hours.value);
    set("f", row.training.value);
    set("v", row.version.value);
    set("o", `${row.known.h} ${row.known.f}`);
    if (row.reason) set("m", row.reason);
    if (row.isDraft) set("b", "oui");
    if (row.act !== "" && row.act === act) set("c", "oui");
    if (row.attached) for (const [name, value] of Object.entries(row.attached)) set(name, value);
  }
  return fields;
}

function answered(answers, figures) {
  for (const [row, sent] of figures) {
    const answer = answers[row.key];
    row.act = "";
    if (!answer) settle(row);
    else if (answer.state === "saved") saved(row, answer.cell, sent);
    else if (answer.state === "conflict") conflict(row, answer.cell);
    else refused(row, answer);
    if (answer) keep(row);
  }
}

/** The row needs nothing any more, unless somebody typed on. */
function settle(row) {
  setState(row, isChanged(row) ? "waiting" : "");
  if (row.state === "") {
    unsaved.delete(row);
    chip(row, ...row.status);
  }
}

function saved(row, cell, sent) {
  if (!isSame(row.known, sent) && !row.isUndone) remember(row);
  Object.assign(row, { isUndone: false, reason: "", isDraft: false, attached: null, known: sent, status: STATUS[cell.status] });
  row.version.value = cell.version;
  if (!isChanged(row) && !isIn(row)) showRecorded(row, cell);
  settle(row);
  row.check.disabled = cell.status === "validated";
  row.check.checked &&= cell.status !== "validated";
  showEvidence(row, cell.evidence);
  if (row.state === "") note(row, ...cell.warnings.map((text) => paragraph(text)));
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
  unsaved.delete(row);
  chip(row, "! Refusé", "bad");
  const parts = [paragraph(`${answer.detail} Votre saisie reste ici.`)];
  if (answer.asks_reason) parts.push(reasonField(row));
  note(row, ...parts);
  say(`${row.name} : ${answer.detail}`);
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

function conflict(row, cell) {
  setState(row, "conflict");
  unsaved.delete(row);
  chip(row, "! Modifié entre-temps", "bad");
  const at = new Date(cell.at).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", "\u00a0h\u00a0");
  const who = `${row.name} : vous avez saisi ${row.hours.value} h ; ${cell.source} a enregistré ${cell.worked} h à ${at}. `;
  const take = (isMine) => {
    const typed = figure(row);
    row.version.value = cell.version;
    showRecorded(row, cell);
    row.status = STATUS[cell.status];
    if (isMine) [row.hours.value, row.training.value] = [typed.h, typed.f];
    setState(row, "");
    note(row);
    changed(row);
    row.hours.focus();
  };
  note(row, paragraph(who, button(`Garder ${cell.worked}`, () => take(false)), " ", button(`Remplacer par ${row.hours.value}`, () => take(true))));
  say(who);
}

// --- Undo ---------------------------------------------------------------------------------------------------------

function remember(row) {
  history.push({ row, figure: row.known });
  undoing.disabled = false;
}

/** Takes back the last change that was saved. */
export function undo() {
  const last = history.pop();
  undoing.disabled = history.length === 0;
  if (!last) return;
  const { row, figure: before } = last;
  // Recorded hours are withdrawn by zero: their history stays.
  row.hours.value = before.h === "" ? "0" : before.h;
  row.training.value = before.f;
  row.reason = "annulation de saisie";
  row.isUndone = true;
  changed(row);
  save();
  row.hours.focus();
  say(`${row.name} : ${row.hours.value} h de nouveau.`);
}

// --- The network and the session ------------------------------------------------------------------------------------

/** Says once what is wrong: an alert that is written again is read again. */
function tellOutage(kind, ...parts) {
  if (!outage.hidden && outage.dataset.kind === kind) return;
  outage.dataset.kind = kind;
  outage.replaceChildren(...parts);
  outage.hidden = false;
}

function offline(text) {
  tellOutage("offline", text);
  saveSoon(RETRY_AFTER);
}

function expired() {
  const link = document.createElement("a");
  link.href = `/connexion?suite=${encodeURIComponent(location.pathname + location.search)}`;
  link.target = "_blank";
  link.textContent = "Connectez-vous dans un autre onglet";
  tellOutage("session", "Votre session est terminée. ", link, " : votre saisie est gardée ici et partira ensuite.");
  clearTimeout(timer);
  timer = setTimeout(async () => ((await isRenewed()) ? save() : expired()), RETRY_AFTER);
}

/** Whether somebody has signed in meanwhile: the form then takes the token of their session. */
async function isRenewed() {
  try {
    const response = await fetch(form.action, { headers: { accept: "text/html" }, redirect: "manual" });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const other = page.getElementById("feuille");
    if (other?.dataset.user !== form.dataset.user) return false;
    form.elements.jeton.value = other.elements.jeton.value;
    outage.hidden = true;
    return true;
  } catch {
    return false;
  }
}

/** Sends what waits, as soon as the network is back. */
export function whenOnline() {
  if (!outage.hidden) save();
}
