// Questions of a page, asked in its one <dialog id="question">.

const dialog = document.getElementById("question");

/** Whether the user says yes: a title, the lines that it is about, and the words of the button that does it. */
export function ask(title, lines, act) {
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("ul").replaceChildren(...lines.map(item));
  const [yes, no] = dialog.querySelectorAll("button");
  yes.textContent = act;
  yes.hidden = act === "";
  no.textContent = act === "" ? "Fermer" : "Annuler";
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "oui"), { once: true });
    dialog.showModal();
    (act === "" ? no : yes).focus();
  });
}

/** Tells something that nothing can be done about. */
export const tell = (title, lines) => ask(title, lines, "");

function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
