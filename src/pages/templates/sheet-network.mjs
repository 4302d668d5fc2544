// The box that says what is wrong with the service or the session.

import { renewedToken, signInLink } from "./session.mjs";
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
  tellOutage("session", "Votre session est terminée. ", signInLink(), "\u00a0: votre saisie est gardée ici et partira ensuite.");
}

/** Whether the same user has signed in meanwhile: the form then takes the token of their session. */
export async function isRenewed() {
  try {
    const token = await renewedToken(form);
    if (token === null) return false;
    form.elements.jeton.value = token;
    clearOutage();
    return true;
  } catch {
    return false;
  }
}
