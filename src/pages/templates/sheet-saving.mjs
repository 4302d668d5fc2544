// Saves the changed rows together. The server reads and judges every figure.

import { keep } from "./sheet-memory.mjs";
import { clearOutage, isRenewed, isReached, tellExpired, tellOutage } from "./sheet-network.mjs";
import { answered, takeBack } from "./sheet-outcomes.mjs";
import { askReason, chip, figure, form, isChanged, note, say, setState, unsaved } from "./sheet-rows.mjs";
import { recount, showSaving } from "./sheet-sums.mjs";
import { tell } from "./dialog.mjs";

const SAVE_AFTER = 800;
const RETRY_AFTER = 4000;
const OFFLINE = "Continuez\u00a0: votre saisie est gardée ici et partira toute seule.";

let timer = 0;
/** The request under way. */
let sending = null;

/** Takes note that somebody typed in the row. */
export function changed(row) {
  if (row.state !== "conflict") {
    const isOpen = isChanged(row) || row.attached !== null;
    if (row.state === "refused" && !isOpen) {
      note(row);
      askReason(row);
    }
    setState(row, isOpen ? "waiting" : "");
    if (isOpen) chip(row, "À enregistrer", "wait");
    else chip(row, ...row.status);
    if (isOpen || row.act !== "") unsaved.add(row);
    else unsaved.delete(row);
    saveSoon(SAVE_AFTER);
  }
  keep(row);
  recount(row);
}

/** Joins evidence to the row. */
export function attach(row, evidence) {
  row.attached = evidence;
  changed(row);
  return save();
}

/** Validates or confirms these rows: `valider`, `confirmer`. */
export function actOn(chosen, act) {
  for (const row of chosen) {
    row.act = act;
    unsaved.add(row);
    recount(row);
  }
  return save();
}

/** Takes back the last change that was saved. */
export function undo() {
  takeBack().forEach(changed);
  save();
}

function saveSoon(delay) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

const isReady = (row) => row.act !== "" || row.state === "waiting";

/** The rows that wait to be sent, and what is done with them: one act at a time. */
function ready() {
  const waiting = [...unsaved].filter(isReady);
  const act = waiting.find((row) => row.act !== "")?.act ?? "";
  return [act, waiting.filter((row) => row.act === "" || row.act === act)];
}

const isAllSent = () => sending === null && ready()[1].length === 0;

/** Sends what waits, after the request under way, until nothing does or the service is away. */
async function saveAll() {
  while (!isAllSent()) {
    await save();
    if (!isReached()) return false;
  }
  return true;
}

/** Sends what waits; while a request is under way, only waits for it. */
export function save() {
  clearTimeout(timer);
  if (sending) return sending;
  const [act, rows] = ready();
  if (rows.length === 0) return Promise.resolve();
  sending = send(act, rows).finally(() => {
    sending = null;
    if (isReached() && !isAllSent()) saveSoon(SAVE_AFTER);
  });
  return sending;
}

async function send(act, rows) {
  const sent = new Map(rows.map((row) => [row, { figure: figure(row), act: row.act, attached: row.attached }]));
  showSaving("Enregistrement…", "quiet");
  const answer = await post(body(act, rows));
  if (answer) answered(answer.rows, sent);
  else disarm(act, rows);
  for (const row of rows) recount(row);
}

/** The answer to a form; none if it did not arrive: the page then says why. */
async function post(fields) {
  try {
    const headers = { accept: "application/json" };
    const response = await fetch(form.action, { method: "POST", body: fields, headers, redirect: "manual" });
    if (response.ok) {
      clearOutage();
      return await response.json();
    }
    if (response.status >= 500 || response.status === 429) {
      tryAgain(`Le service ne répond pas. ${OFFLINE}`);
    } else if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") {
      waitForSession();
    } else {
      const problem = await response.json().catch(() => ({}));
      tellOutage("refused", `Rien n’est enregistré\u00a0: ${problem.detail ?? response.status}`);
    }
  } catch {
    tryAgain(`Pas de liaison avec le service. ${OFFLINE}`);
  }
  return null;
}

/** What was not validated now is not validated later, when other figures may stand there. */
function disarm(act, rows) {
  if (act !== "") say("Rien n’est validé\u00a0: recommencez quand le service répond.");
  for (const row of rows) {
    row.act = "";
    if (row.state !== "waiting") unsaved.delete(row);
  }
}

function body(act, rows) {
  const fields = new URLSearchParams({ jeton: form.elements.jeton.value });
  if (act !== "") fields.set("faire", act);
  for (const row of rows) {
    const set = (name, value) => fields.set(`${name}-${row.key}`, value);
    set("h", row.hours.value);
    set("f", row.training.value);
    set("v", row.version.value);
    set("o", `${row.known.h} ${row.known.f}`);
    if (row.reason) set("m", row.reason);
    if (row.isDraft) set("b", "oui");
    if (row.act !== "") set("c", "oui");
    if (row.attached) for (const [name, value] of Object.entries(row.attached)) set(name, value);
  }
  return fields;
}

/** States that lots have no hours, once everything else is saved; the sheet then shows it. */
export async function stateNil(names) {
  if (!(await saveAll())) return undefined;
  const fields = new URLSearchParams({ jeton: form.elements.jeton.value });
  for (const name of names) fields.set(name, "oui");
  const answer = await post(fields);
  if (!answer) return undefined;
  const refused = Object.values(answer.lots);
  if (refused.length > 0) await tell("Ce n’est pas enregistré pour tous les lots", refused);
  if (refused.length === names.length) return undefined;
  return location.reload();
}

// --- The network and the session ------------------------------------------------------------------------------------

function tryAgain(text) {
  tellOutage("offline", text);
  saveSoon(RETRY_AFTER);
}

function waitForSession() {
  tellExpired();
  clearTimeout(timer);
  timer = setTimeout(async () => ((await isRenewed()) ? save() : waitForSession()), RETRY_AFTER);
}

/** Sends what waits, as soon as the network is back. */
export function whenOnline() {
  if (!isReached()) save();
}
