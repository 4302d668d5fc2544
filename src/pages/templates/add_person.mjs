// Opens *Ajouter une personne* in a dialog of the sheet: the same page, fetched, with its forms sent by fetch. On its own
// the page is searched as one types, and needs nothing else from here.

import { renewedToken, signInLink } from "./session.mjs";

const dialog = document.getElementById("ajout");
const SEARCH_AFTER = 250;
/** Where one goes on in a page, the most urgent first. */
const FIRST = ["#ajout-doubles", "[aria-invalid]", "fieldset[aria-describedby] input:checked", "[autofocus]",
  ".placement :is(input[type=radio]:checked, input[value=''], select)"];
let timer = 0;
let isSending = false;

/** The part of a page that the dialog shows. It stands below the sheet's own title. */
function panel(html) {
  const content = new DOMParser().parseFromString(html, "text/html").querySelector(".add-person");
  const title = content?.querySelector("h1");
  if (!title) return null;
  const heading = document.createElement("h2");
  heading.id = title.id;
  heading.textContent = title.textContent;
  title.replaceWith(heading);
  return content;
}

/** Shows the page, and puts the focus where one goes on. */
function show(html, address) {
  const content = panel(html);
  if (!content) return location.assign(address);
  dialog.replaceChildren(content);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  const visible = (selector) => [...content.querySelectorAll(selector)].find((one) => one.checkVisibility());
  FIRST.map(visible).find(Boolean)?.focus();
}

async function load(address) {
  const wasOpen = dialog.open;
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    // Closed meanwhile, it stays closed.
    if (wasOpen && !dialog.open) return;
    if (isAway(response)) throw new Error(response.statusText);
    // The sign-in page, or a page about an error: on its own.
    if (!response.ok || response.redirected) return location.assign(address);
    show(await response.text(), address);
  } catch {
    failed("Pas de liaison avec le service. Fermez cette fenêtre et réessayez dans un instant\u00a0: votre saisie de la feuille est gardée.");
  }
}

const isAway = (response) => response.status >= 500 || response.status === 429;

/** Says above everything else what prevents one from going on, and what to do. */
function failed(...text) {
  const box = document.createElement("p");
  const words = document.createElement("span");
  box.className = "box bad";
  box.role = "alert";
  words.append(...text);
  box.append(words);
  dialog.querySelector(":scope > .box")?.remove();
  dialog.prepend(box);
  if (!dialog.open) {
    const close = document.createElement("button");
    close.textContent = "Fermer";
    close.addEventListener("click", () => dialog.close());
    dialog.append(close);
    dialog.showModal();
  }
  dialog.scrollTop = 0;
}

/** Takes the token of the session in which the same user is signed in again. */
async function renew(form) {
  const token = await renewedToken(document.getElementById("feuille"));
  if (token !== null) form.elements.jeton.value = token;
  return token !== null;
}

const expired = () => failed("Votre session est terminée. ", signInLink(), ", puis renvoyez le formulaire.");

async function send(form, submitter, isAgain = false) {
  const body = new URLSearchParams(new FormData(form, submitter));
  isSending = true;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" }, redirect: "manual" });
    if (isAway(response)) throw new Error(response.statusText);
    const { next, page, detail } = await response.json().catch(() => ({}));
    // The sheet keeps what is typed and not saved, and shows it again.
    if (next) location.assign(next);
    else if (page) show(page, form.action);
    else if (![0, 401, 403].includes(response.status)) failed(detail ?? response.statusText);
    else if (!isAgain && await renew(form)) await send(form, submitter, true);
    else expired();
  } catch {
    failed("Pas de liaison avec le service. Renvoyez le formulaire dans un instant\u00a0: la personne n’est pas ajoutée deux fois.");
  } finally {
    isSending = false;
  }
}

/** Replaces what was found, and nothing that somebody types in. */
async function search(input) {
  const address = `${input.form.action}?${new URLSearchParams(new FormData(input.form))}`;
  const text = input.value;
  const response = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected || text !== input.value) return;
  const found = panel(await response.text());
  if (!found || text !== input.value) return;
  document.getElementById("ajout-compte").textContent = found.querySelector("#ajout-compte").textContent;
  document.getElementById("ajout-trouve").replaceWith(found.querySelector("#ajout-trouve"));
}

/** What was said of a field was said of what stood in it. */
function mended(field) {
  field.removeAttribute("aria-invalid");
  const fault = document.getElementById(`${field.id}-faute`);
  if (fault) fault.hidden = true;
}

function opens(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

document.addEventListener("input", (event) => {
  const { target } = event;
  if (target.getAttribute("aria-invalid")) mended(target);
  if (target.id !== "ajout-cherche") return;
  clearTimeout(timer);
  timer = setTimeout(() => search(target), SEARCH_AFTER);
});

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-ajout]");
    if (!link || !opens(event)) return;
    event.preventDefault();
    load(link.href);
  });
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || link.target || !opens(event)) return;
    event.preventDefault();
    const row = document.getElementById(link.dataset.ligne ?? "");
    if (row || link.dataset.annuler !== undefined) dialog.close();
    else load(link.href);
    row?.focus();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    if (isSending) return;
    if (form.method === "post") send(form, event.submitter);
    else load(`${form.action}?${new URLSearchParams(new FormData(form, event.submitter))}`);
  });
  dialog.addEventListener("close", () => dialog.replaceChildren());
}

// Back on the sheet, one goes on at the new row.
const row = location.hash.startsWith("#h-") && document.getElementById(location.hash.slice(1));
if (row) row.focus();
