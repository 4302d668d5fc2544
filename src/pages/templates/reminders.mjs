// Relances: the e-mail follows the edited text, the text can be copied, and a reminder is noted without losing what was
// typed for others. Without this script the page's forms do the same, one page after the other.

document.querySelectorAll(".owing").forEach(follow);

/** Makes the form of an organisation's part of the page work. */
function follow(part) {
  const form = part.querySelector("form");
  const text = form.querySelector("textarea");
  const mail = form.querySelector(".mail");
  const said = form.querySelector(".said");
  const address = () => {
    const lines = text.value.replace(/\r?\n/g, "\r\n");
    if (mail) mail.href = `${mail.dataset.withoutText}&body=${encodeURIComponent(lines)}`;
  };
  address();
  text.addEventListener("input", address);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const copy = form.querySelector(".copy");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = "Le texte est copié.";
    } catch {
      text.select();
      said.textContent = "Le navigateur refuse la copie\u00a0: le texte est choisi, copiez-le avec Ctrl C.";
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    note(part, form, said);
  });
}

/** Sends the form, and shows the same part of the page that answers. Sent twice, it is noted once. */
async function note(part, form, said) {
  const button = form.querySelector(".first");
  if (button.disabled) return;
  button.disabled = true;
  said.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!fresh) return form.submit();
    // What was sent can still be copied.
    if (fresh.querySelector(".good")) fresh.querySelector("textarea").value = form.querySelector("textarea").value;
    part.replaceWith(fresh);
    follow(fresh);
    fresh.querySelector(".good, textarea[aria-invalid]").focus();
  } catch {
    said.textContent = "Pas de liaison avec le service\u00a0: la relance n’est pas notée. Réessayez.";
    button.disabled = false;
  }
}
