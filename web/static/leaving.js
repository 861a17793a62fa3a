// Whoever signs out leaves nothing of his drafts in this browser.
"use strict";
document.querySelector("form[data-leaving]")?.addEventListener("submit", () => {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("filing|")) localStorage.removeItem(key);
  } catch { /* no storage, nothing left in it */ }
});
