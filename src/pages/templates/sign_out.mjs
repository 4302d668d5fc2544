// Signing out, from any page, leaves nothing behind for the next person at this browser: what was typed on a sheet and not
// yet recorded goes. A session that ends by itself keeps it.

function forget() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("saisie ")) localStorage.removeItem(key);
    }
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

for (const form of document.querySelectorAll("form[action='/compte/deconnexion']")) form.addEventListener("submit", forget);
