// A button that adds, takes away or computes a part of a form fetches the form's next page and replaces that part only, so
// that nothing else moves. Without this script the button sends the form and the whole page comes back.

const WITH_PART = "button[data-partiel]";
const AWAY = "Pas de liaison avec le service\u00a0: votre saisie est gardée. Réessayez dans un instant.";
let isSending = false;

function announce(text) {
  document.getElementById("annonce").textContent = text;
}

/** Puts the part of the page in place of the one that is shown, and the focus where one goes on. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.getElementById("partiel");
  if (!next) return false;
  const faults = page.getElementById("fautes");
  document.getElementById("fautes")?.remove();
  const part = document.getElementById("partiel");
  if (faults) part.closest("form").prepend(faults);
  part.replaceWith(next);
  const focus = next.querySelector("[autofocus]");
  focus?.focus();
  const fieldset = focus?.closest("fieldset");
  const computed = fieldset?.querySelector("output")?.textContent;
  announce(computed || (fieldset ? `${fieldset.querySelector("legend").textContent}\u00a0: à remplir.` : ""));
  return true;
}

async function send(form, button) {
  isSending = true;
  try {
    const body = new URLSearchParams(new FormData(form, button));
    const response = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" }, redirect: "manual" });
    if (response.status >= 500 || response.status === 429) announce(AWAY);
    // Any other page than the form, such as the sign-in page, is shown on its own.
    else if (!show(await response.text())) form.requestSubmit(button);
  } catch {
    announce(AWAY);
  } finally {
    isSending = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.(WITH_PART);
  if (!button) return;
  event.preventDefault();
  if (!isSending) send(button.form, button);
});
