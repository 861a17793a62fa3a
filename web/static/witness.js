// A witness's telephone at a draw: makes the code, seals number and code by SHA-256, keeps both here until they are
// opened, and looks every few seconds whether the draw went on. Nothing but the seal leaves before the opening.
"use strict";
(() => {
  const page = document.querySelector("[data-witness]");
  const { hash, place, state, given } = page.dataset;
  const name = `draw|${hash}|${place}`;
  const signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // 32 of them: five bits each
  const held = () => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const hex = (bytes) => [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, "0")).join("");

  const sealing = page.querySelector("[data-seal]");
  if (sealing && window.crypto?.subtle) {
    sealing.hidden = false;
    page.querySelector("[data-paper]").hidden = true;
    const sealed = async () => {
      const number = sealing.querySelector("#number").value.trim();
      const code = [...crypto.getRandomValues(new Uint8Array(12))].map((each) => signs[each % 32]).join("");
      const said = JSON.stringify([hash, Number(place), number, code]);
      localStorage.setItem(name, JSON.stringify({ number, code }));
      const seal = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said)));
      sealing.querySelector("[name=seal]").value = seal;
      sealing.querySelector("#number").removeAttribute("name"); // the number stays here
      sealing.submit();
    };
    sealing.addEventListener("submit", (event) => { event.preventDefault(); sealed(); });
  }

  const kept = held();
  const slip = page.querySelector("[data-slip]");
  if (slip && kept) {
    slip.hidden = false;
    slip.querySelector("[data-number]").textContent = kept.number;
    slip.querySelector("[data-code]").textContent = kept.code.match(/.{4}/g).join(" ");
  }
  const opening = page.querySelector("[data-open]");
  if (opening && kept) {
    for (const each of ["number", "code"]) {
      const field = opening.querySelector(`[name=${each}]`);
      if (!field.value) field.value = kept[each];
    }
  }
  const waits = (state === "sealing" && given) || (state === "opening" && given !== "sealed");
  if (waits) setTimeout(() => location.reload(), 3000);
})();
