// The sheet of a month: saves by itself, keeps what is not saved, moves by keys. The server reads and judges every figure;
// this script only sends the changed rows of the page's own form and shows what became of them.

const form = document.getElementById("feuille");
const month = form?.dataset.month;
const say = document.getElementById("annonce");
const outage = document.getElementById("panne");
const SAVE_AFTER = 800;
const RETRY_AFTER = 4000;

/** The rows by key. A row knows its inputs, what the server has of it, and whether it waits, is refused or in conflict. */
const rows = new Map();
/** Earlier figures of rows that were changed, the last change last. */
const history = [];
let timer = 0;
let isSending = false;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const hundredths = (text) => {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  return /^\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
};
const french = (sum) => {
  const digits = String(Math.floor(sum / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${digits},${String(sum % 100).padStart(2, "0")}`;
};
const many = (count, one, several) => `${count} ${count > 1 ? several : one}`;

// --- Rows ---------------------------------------------------------------------------------------------------------

function readRows() {
  for (const line of form.querySelectorAll("tr[data-row]")) {
    const key = line.dataset.row;
    const field = (name) => line.querySelector(`[name="${name}-${key}"]`);
    const row = {
      key, line,
      hours: field("h"), training: field("f"), version: field("v"), check: field("c"),
      note: line.nextElementSibling, chip: line.querySelector(".state .chip"),
      name: line.querySelector(".who").firstChild.textContent.trim(),
      text: folded(`${line.querySelector(".who").textContent} ${line.closest(".lot").querySelector("h2").textContent}`),
      previous: line.querySelector(".past").textContent.trim().replace("–", ""),
      state: "", reason: "", draft: false,
    };
    row.known = figure(row);
    row.status = [row.chip.textContent, row.chip.className.replace("chip ", "")];
    rows.set(key, row);
  }
}

const figure = (row) => ({ h: row.hours.value.trim(), f: row.training.value.trim() });
const isSame = (one, other) => one.h === other.h && one.f === other.f;
const isChanged = (row) => !isSame(figure(row), row.known);
const isEditable = (row) => !row.hours.readOnly;

function chip(row, text, kind) {
  row.chip.textContent = text;
  row.chip.className = `chip ${kind}`;
}

function note(row, ...parts) {
  const cell = row.note.lastElementChild;
  cell.replaceChildren(...parts);
  row.note.hidden = parts.length === 0;
}

function paragraph(...parts) {
  const element = document.createElement("p");
  element.append(...parts);
  return element;
}

function button(text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "link";
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

function setState(row, state) {
  row.state = state;
  row.line.classList.toggle("refused", state === "refused");
  row.line.classList.toggle("conflict", state === "conflict");
  if (state === "refused" || state === "conflict") row.hours.setAttribute("aria-invalid", "true");
  else row.hours.removeAttribute("aria-invalid");
}

const STATUS = { validated: ["✓ Validé", "good"], submitted: ["✓ Enregistré", "quiet"], draft: ["À confirmer", "quiet"], rejected: ["! Rejeté", "bad"] };

// --- Saving -------------------------------------------------------------------------------------------------------

function changed(row) {
  if (row.state === "conflict") return keep();
  if (isChanged(row)) {
    setState(row, "waiting");
    chip(row, "À enregistrer", "wait");
  } else {
    setState(row, "");
    chip(row, ...row.status);
  }
  keep();
  totals();
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_AFTER);
}

const waiting = () => [...rows.values()].filter((row) => (row.state === "waiting" && isChanged(row)) || row.isChosen);

async function save() {
  clearTimeout(timer);
  const sent = waiting();
  if (isSending || sent.length === 0) return;
  isSending = true;
  const body = new URLSearchParams({ jeton: form.elements.jeton.value });
  const figures = new Map();
  for (const row of sent) {
    figures.set(row, figure(row));
    body.set(`h-${row.key}`, row.hours.value);
    body.set(`f-${row.key}`, row.training.value);
    body.set(`v-${row.key}`, row.version.value);
    if (row.reason) body.set(`m-${row.key}`, row.reason);
    if (row.draft) body.set(`b-${row.key}`, "oui");
    if (row.isChosen) body.set(`c-${row.key}`, "oui");
  }
  if (sent.some((row) => row.isChosen)) body.set("faire", "valider");
  shown("Enregistrement…", "quiet");
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" }, redirect: "manual" });
    if (response.ok) {
      online();
      answered((await response.json()).rows, figures);
    } else if (response.status >= 500 || response.status === 429) {
      offline("Le service ne répond pas. Continuez : votre saisie est gardée ici et partira toute seule.");
    } else if (response.status === 401 || response.status === 403) {
      expired();
    } else {
      const problem = await response.json().catch(() => ({}));
      outage.textContent = `Rien n’est enregistré : ${problem.detail ?? response.status}`;
      outage.hidden = false;
    }
  } catch {
    offline("Pas de liaison avec le service. Continuez : votre saisie est gardée ici et partira toute seule.");
  } finally {
    isSending = false;
  }
  if (outage.hidden && waiting().length > 0) timer = setTimeout(save, SAVE_AFTER);
  totals();
}

function answered(answers, figures) {
  for (const [key, answer] of Object.entries(answers)) {
    const row = rows.get(key);
    if (!row) continue;
    const sent = figures.get(row);
    row.isChosen = false;
    if (answer.state === "saved") saved(row, answer.cell, sent);
    else if (answer.state === "conflict") conflict(row, answer.cell);
    else refused(row, answer);
  }
  keep();
}

function saved(row, cell, sent) {
  if (!isSame(row.known, sent) && !row.isUndone) history.push({ row, figure: row.known });
  row.isUndone = false;
  row.version.value = cell.version;
  row.reason = "";
  row.draft = false;
  row.known = sent;
  row.status = STATUS[cell.status];
  setState(row, isChanged(row) ? "waiting" : "");
  if (row.state === "") {
    // The figure as it is recorded, unless somebody types there.
    if (document.activeElement !== row.hours && document.activeElement !== row.training) {
      row.hours.value = cell.worked;
      row.training.value = cell.training === "0,00" ? "" : cell.training;
      row.known = figure(row);
    }
    chip(row, ...row.status);
    row.check.disabled = cell.status === "validated";
    row.check.checked &&= cell.status !== "validated";
    note(row, ...cell.warnings.map((text) => paragraph(text)));
  }
}

function refused(row, answer) {
  setState(row, "refused");
  chip(row, "! Refusé", "bad");
  const parts = [paragraph(`${answer.detail} Votre saisie reste ici.`)];
  if (answer.asks_reason) {
    const label = document.createElement("label");
    const reason = document.createElement("input");
    reason.maxLength = 2000;
    reason.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      row.reason = reason.value;
      setState(row, "waiting");
      save();
    });
    label.append("Motif ", reason);
    parts.push(label);
  }
  note(row, ...parts);
  say.textContent = `${row.name} : ${answer.detail}`;
}

function conflict(row, cell) {
  setState(row, "conflict");
  chip(row, "! Modifié entre-temps", "bad");
  const at = new Date(cell.at).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", " h ");
  const who = `${row.name} : vous avez saisi ${row.hours.value} h ; ${cell.source} a enregistré ${cell.worked} h à ${at}. `;
  const take = (mine) => {
    const typed = figure(row);
    row.version.value = cell.version;
    row.hours.value = cell.worked;
    row.training.value = cell.training === "0,00" ? "" : cell.training;
    row.known = figure(row);
    row.status = STATUS[cell.status];
    if (mine) {
      row.hours.value = typed.h;
      row.training.value = typed.f;
    }
    setState(row, "");
    note(row);
    changed(row);
    if (!mine) chip(row, ...row.status);
    row.hours.focus();
  };
  note(row, paragraph(who, button(`Garder ${cell.worked}`, () => take(false)), " ", button(`Remplacer par ${row.hours.value}`, () => take(true))));
  say.textContent = who;
}

// --- The network, the session and the browser's memory ----------------------------------------------------------

function offline(text) {
  outage.textContent = text;
  outage.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(save, RETRY_AFTER);
}

function expired() {
  const link = document.createElement("a");
  link.href = "/connexion";
  link.target = "_blank";
  link.textContent = "Connectez-vous dans un autre onglet";
  outage.replaceChildren("Votre session est terminée. ", link, " : votre saisie est gardée ici et partira ensuite.");
  outage.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(async () => ((await renewed()) ? save() : expired()), RETRY_AFTER);
}

/** Whether somebody has signed in meanwhile: the form then takes the token of their session. */
async function renewed() {
  try {
    const response = await fetch(form.action, { headers: { accept: "text/html" }, redirect: "manual" });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const other = page.getElementById("feuille");
    if (other.dataset.user !== form.dataset.user) return false;
    form.elements.jeton.value = other.elements.jeton.value;
    online();
    return true;
  } catch {
    return false;
  }
}

function online() {
  outage.hidden = true;
}

const MEMORY = `saisie ${form?.dataset.user} ${month}`;

/** Keeps ids and figures that are not saved, never a name. */
function keep() {
  const kept = {};
  for (const row of rows.values()) {
    if (isChanged(row)) kept[row.key] = { ...figure(row), v: row.version.value, m: row.reason, b: row.draft };
  }
  try {
    if (Object.keys(kept).length > 0) localStorage.setItem(MEMORY, JSON.stringify(kept));
    else localStorage.removeItem(MEMORY);
  } catch {
    shown("Ce navigateur ne garde rien : ne fermez pas la page", "bad");
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY) ?? "{}");
  } catch {
    return {};
  }
}

function remember() {
  for (const [key, typed] of Object.entries(remembered())) {
    const row = rows.get(key);
    if (!row || !isEditable(row) || isSame(typed, row.known)) continue;
    row.hours.value = typed.h;
    row.training.value = typed.f;
    row.reason = typed.m ?? "";
    row.draft = typed.b ?? false;
    // A cell that was changed meanwhile is not overwritten: the old version leads to the choice.
    row.version.value = typed.v;
    changed(row);
  }
}

/** Leaves nothing behind for the next person at this browser. */
function forget() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("saisie ")) localStorage.removeItem(key);
  }
}

// --- Sums ---------------------------------------------------------------------------------------------------------

function shown(text, kind) {
  const place = document.getElementById("enregistre");
  place.textContent = text;
  place.className = `chip ${kind} only-script`;
}

function totals() {
  let sum = 0, before = 0, people = 0, refusals = 0, open = 0;
  for (const lot of form.querySelectorAll(".lot")) {
    let ofLot = 0;
    for (const line of lot.querySelectorAll("tr[data-row]")) {
      const row = rows.get(line.dataset.row);
      // A figure that is refused or in conflict is not recorded.
      const isRecorded = row.state !== "refused" && row.state !== "conflict";
      const hours = hundredths(isRecorded ? row.hours.value : row.known.h);
      ofLot += hours;
      before += hundredths(row.previous);
      people += hours > 0 ? 1 : 0;
      refusals += row.state === "refused" || row.state === "conflict" ? 1 : 0;
      open += row.state === "waiting" ? 1 : 0;
    }
    const place = lot.querySelector(".sum");
    place.textContent = `${french(ofLot)} h`;
    place.hidden = false;
    sum += ofLot;
  }
  document.getElementById("somme").textContent = `${french(sum)} h`;
  document.getElementById("personnes").textContent = many(people, "ligne remplie", "lignes remplies");
  document.getElementById("avant").textContent = `${form.dataset.previous} : ${french(before)} h`;
  if (refusals > 0) shown(`! ${many(refusals, "ligne à revoir", "lignes à revoir")}, le reste est enregistré`, "bad");
  else if (open > 0) shown("À enregistrer", "wait");
  else shown("✓ Tout est enregistré", "good");
  document.getElementById("annuler").disabled = history.length === 0;
  const chosen = [...rows.values()].filter((row) => row.check.checked).length;
  const validate = document.getElementById("valider");
  validate.textContent = chosen > 0 ? `Valider ${many(chosen, "ligne", "lignes")}` : "Valider les lignes choisies";
  validate.disabled = chosen === 0;
}

// --- Keys ---------------------------------------------------------------------------------------------------------

function rowOf(input) {
  return rows.get(input.closest("tr[data-row]")?.dataset.row);
}

function move(input, step) {
  const column = input.classList.contains("f") ? "f" : "h";
  const all = [...form.querySelectorAll(`input.${column}`)].filter((one) => one.offsetParent !== null && !one.readOnly);
  const next = all[all.indexOf(input) + step];
  next?.focus();
  next?.select();
}

function onKey(event) {
  const input = event.target;
  if (!input.matches?.("input.h, input.f")) return;
  const row = rowOf(input);
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    document.getElementById("valider").focus();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (input.value.trim() === "=" && row.previous) {
      input.value = row.previous;
      changed(row);
    }
    move(input, event.shiftKey ? -1 : 1);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(input, event.key === "ArrowUp" ? -1 : 1);
  } else if (event.key === "Escape") {
    input.value = input.classList.contains("h") ? row.known.h : row.known.f;
    changed(row);
  } else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !isChanged(row)) {
    event.preventDefault();
    undo();
  }
}

/** Takes back the last change that was saved. */
function undo() {
  const last = history.pop();
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
}

// --- Whole columns ------------------------------------------------------------------------------------------------

function fill(pairs) {
  const over = pairs.filter(([row, hours]) => row.known.h !== "" && row.hours.value.trim() !== hours);
  const question = `${many(pairs.length, "ligne", "lignes")} à remplir, dont ${over.length} qui ont déjà des heures :\n` +
    over.slice(0, 10).map(([row, hours]) => `${row.name} : ${row.hours.value || "–"} → ${hours}`).join("\n");
  if (over.length > 0 && !confirm(question)) return;
  for (const [row, hours, training] of pairs) {
    row.hours.value = hours;
    if (training !== undefined) row.training.value = training;
    changed(row);
  }
}

function onPaste(event) {
  const input = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!input.matches?.("input.h, input.f") || !/[\n\t]/.test(text.trim())) return;
  event.preventDefault();
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));
  const isNamed = lines.some(([first]) => /\p{L}{2}/u.test(first ?? ""));
  const visible = [...rows.values()].filter((row) => row.line.offsetParent !== null && isEditable(row));
  if (isNamed) return pasteByName(lines, visible);
  const start = visible.indexOf(rowOf(input));
  const pairs = lines.map(([hours, training], place) => [visible[start + place], hours ?? "", training]).filter(([row, hours]) => row && hours !== "");
  const left = start + lines.length - visible.length;
  fill(pairs);
  say.textContent = many(pairs.length, "ligne collée", "lignes collées");
  if (left > 0) alert(`${many(left, "ligne", "lignes")} du presse-papiers ne trouvent pas de place.`);
}

function pasteByName(lines, visible) {
  const pairs = [], unmatched = [];
  for (const [name, hours, training] of lines) {
    const words = folded(name).split(/\s+/).filter(Boolean);
    const found = visible.filter((row) => words.every((word) => folded(row.name).split(/\s+/).includes(word)));
    if (found.length === 1 && hours) pairs.push([found[0], hours, training]);
    else unmatched.push(name);
  }
  fill(pairs);
  if (unmatched.length > 0) alert(`Sans correspondance : ${unmatched.join(", ")}`);
}

function takeLastMonth() {
  for (const row of rows.values()) {
    if (isEditable(row) && row.hours.value.trim() === "" && row.previous) {
      row.hours.value = row.previous;
      row.draft = true;
      changed(row);
    }
  }
}

/** States that the lots without any hours have none, after naming them. */
function nilForTheRest() {
  const silent = [...form.querySelectorAll(".lot")].filter((lot) =>
    lot.querySelector("button[name^=neant]") && [...lot.querySelectorAll("input.h")].every((input) => input.value.trim() === ""));
  const titles = silent.map((lot) => lot.querySelector("h2").textContent).join("\n");
  if (silent.length === 0 || !confirm(`Dire « néant » pour ${many(silent.length, "lot", "lots")} :\n${titles}`)) return;
  for (const lot of silent) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = lot.querySelector("button[name^=neant]").name;
    field.value = "oui";
    form.append(field);
  }
  form.requestSubmit();
}

function filter(text) {
  const words = folded(text).split(/\s+/).filter(Boolean);
  for (const lot of form.querySelectorAll(".lot")) {
    let visible = 0;
    for (const line of lot.querySelectorAll("tr[data-row]")) {
      const row = rows.get(line.dataset.row);
      const isShown = words.every((word) => row.text.includes(word));
      line.hidden = !isShown;
      if (!isShown) row.note.hidden = true;
      else row.note.hidden = row.note.lastElementChild.childElementCount === 0;
      visible += isShown ? 1 : 0;
    }
    lot.hidden = words.length > 0 && visible === 0;
  }
}

// --- Begin --------------------------------------------------------------------------------------------------------

if (form) {
  document.documentElement.classList.add("script");
  readRows();
  form.addEventListener("input", (event) => {
    if (event.target.matches("input.h, input.f")) changed(rowOf(event.target));
    else totals();
  });
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("focusout", (event) => {
    const row = event.target.matches?.("input.h, input.f") && rowOf(event.target);
    if (row && rowOf(event.relatedTarget ?? document.body) !== row) save();
  });
  form.addEventListener("submit", (event) => {
    const isNil = event.submitter === null || event.submitter.name.startsWith("neant");
    if (isNil && waiting().length === 0) return;
    event.preventDefault();
    if (isNil) {
      save().then(() => waiting().length === 0 && form.requestSubmit(event.submitter));
      return;
    }
    if (event.submitter.id === "valider") {
      for (const row of rows.values()) row.isChosen = row.check.checked;
    }
    save();
  });
  document.querySelector("form.sign-out")?.addEventListener("submit", forget);
  document.getElementById("filtre").addEventListener("input", (event) => filter(event.target.value));
  document.getElementById("reprendre").addEventListener("click", takeLastMonth);
  document.getElementById("reste").addEventListener("click", nilForTheRest);
  document.getElementById("annuler")?.addEventListener("click", undo);
  document.getElementById("touches").addEventListener("click", (event) => {
    const help = document.getElementById("aide");
    help.hidden = !help.hidden;
    event.target.setAttribute("aria-expanded", String(!help.hidden));
  });
  remember();
  totals();
}
