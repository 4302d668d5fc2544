// The box that says what is wrong with the service or the session.

import { form } from "./sheet-rows.mjs";

const outage = document.getElementById("panne");

/** Whether nothing is known to be wrong. */
export const isReached = () => outage.hidden;

/** Says once what is wrong: an alert that is written again is read again. */
export function tellOutage(kind, ...parts) {
  if (!outage.hidden && outage.dataset.kind === kind) return;
  outage.dataset.kind = kind;
  outage.replaceChildren(...parts);
  outage.hidden = false;
}

/** The service answers again. */
export function clearOutage() {
  outage.hidden = true;
}

/** Says that the session has ended, and where a new one begins. */
export function tellExpired() {
  const link = document.createElement("a");
  link.href = `/connexion?suite=${encodeURIComponent(location.pathname + location.search)}`;
  link.target = "_blank";
  link.textContent = "Connectez-vous dans un autre onglet";
  tellOutage("session", "Votre session est terminée. ", link, " : votre saisie est gardée ici et partira ensuite.");
}

/** Whether the same user has signed in meanwhile: the form then takes the token of their session. */
export async function isRenewed() {
  try {
    const response = await fetch(form.action, { headers: { accept: "text/html" }, redirect: "manual" });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const other = page.getElementById("feuille");
    if (other?.dataset.user !== form.dataset.user) return false;
    form.elements.jeton.value = other.elements.jeton.value;
    clearOutage();
    return true;
  } catch {
    return false;
  }
}
