// Copies the text of a field that a page shows. Without this script the field is chosen and copied by hand.

for (const button of document.querySelectorAll("button.copy[data-of]")) {
  const field = document.getElementById(button.dataset.of);
  const said = document.getElementById(`${field.id}-dit`);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "C’est copié.";
    } catch {
      field.select();
      said.textContent = "Le navigateur refuse la copie\u00a0: le texte est choisi, copiez-le avec Ctrl C.";
    }
  });
}
