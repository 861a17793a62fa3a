// What a visit's phone keeps: the server's last word, and what was recorded here, in a database of the link's own. Its
// name is a hash: whoever looks through this browser's stores finds no link in it.
"use strict";
window.visitStore = async (token) => {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
  const name = `visit-${[...bytes.slice(0, 12)].map((each) => each.toString(16).padStart(2, "0")).join("")}`;
  const answered = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("held");
    opening.result.createObjectStore("items", { keyPath: "place", autoIncrement: true });
  };
  const base = await answered(opening);
  base.onversionchange = () => base.close(); // another page of this visit clears it
  const within = (table, mode, act) => new Promise((done, failed) => {
    const whole = base.transaction(table, mode);
    const asked = act(whole.objectStore(table));
    whole.oncomplete = () => done(asked.result); // not before it is safely kept
    whole.onerror = whole.onabort = () => failed(whole.error);
  });

  return {
    name,
    held: (key) => within("held", "readonly", (table) => table.get(key)),
    hold: (key, value) => within("held", "readwrite", (table) => table.put(value, key)),
    items: () => within("items", "readonly", (table) => table.getAll()),
    keep: (item) => within("items", "readwrite", (table) => table.put(item)),
    drop: (place) => within("items", "readwrite", (table) => table.delete(place)),
    clear: () => { base.close(); return answered(indexedDB.deleteDatabase(name)); },
  };
};
