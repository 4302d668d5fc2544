// Searches a list as one types: fetches the page that the form would lead to, and replaces its results. What is typed, the
// focus and the caret stay; the number of results is announced politely, and the address is that of what is shown. Without this
// script the form's button does it.

/** One goes on typing within this time. Each answer that is fetched is a logged read, so nothing is asked between keys. */
const PAUSE = 300;
/** Fewer letters find almost everybody. */
const FEWEST = 2;
const AWAY = "Pas de liaison avec le service\u00a0: la liste est celle d’avant. Réessayez dans un instant.";

const form = document.querySelector("form[data-liste]");
const field = form.querySelector("input[type=search]");
const count = document.getElementById("compte");
let timer = 0;
let asked = null;
let shown = address();

/** The address that the form leads to, without what is empty. */
function address() {
  const fields = [...new FormData(form)].filter(([, text]) => text.trim() !== "");
  const query = new URLSearchParams(fields).toString();
  return query ? `${form.action}?${query}` : form.action;
}

/** Shows the results of a page, unless something else was asked for meanwhile. */
function show(html, to) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.getElementById("resultats");
  if (!next) return location.assign(to);
  document.getElementById("resultats").replaceWith(next);
  count.replaceChildren(...page.getElementById("compte").childNodes);
  shown = to;
  history.replaceState(history.state, "", to);
}

/** Whether what is typed finds almost everybody still. */
function isTooShort() {
  const letters = field.value.trim().length;
  return letters > 0 && letters < FEWEST;
}

async function search() {
  const to = address();
  if (to === shown) return;
  asked?.abort();
  const mine = new AbortController();
  asked = mine;
  try {
    const response = await fetch(to, { headers: { accept: "text/html" }, signal: mine.signal });
    const html = await response.text();
    if (asked !== mine) return;
    // The sign-in page, or a page about an error: on its own.
    if (response.redirected || [401, 403].includes(response.status)) return location.assign(to);
    if (!response.ok) throw new Error(response.statusText);
    show(html, to);
  } catch {
    if (asked === mine) count.textContent = AWAY;
  }
}

form.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (event.target === field && isTooShort()) return;
  timer = setTimeout(search, event.target.matches("select") ? 0 : PAUSE);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
