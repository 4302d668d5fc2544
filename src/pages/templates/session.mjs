// An ended session: where a new one begins, and the token of the new one.

/** A link to the sign-in page, which leads back here. */
export function signInLink() {
  const link = document.createElement("a");
  link.href = `/connexion?suite=${encodeURIComponent(location.pathname + location.search)}`;
  link.target = "_blank";
  link.textContent = "Connectez-vous dans un autre onglet";
  return link;
}

/** The token of the session in which the same user has signed in again; null if nobody has. */
export async function renewedToken(sheet) {
  const response = await fetch(sheet.action, { headers: { accept: "text/html" }, redirect: "manual" });
  if (!response.ok) return null;
  const other = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("feuille");
  return other?.dataset.user === sheet.dataset.user ? other.elements.jeton.value : null;
}
