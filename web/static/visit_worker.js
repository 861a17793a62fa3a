// Answers for the visit's page where there is no network: with the page's frame, kept since the last visit to it, and
// never with anybody's records, which lie in a database of their own. VERSION and FILES stand above, by the server.
"use strict";
const scope = new URL(self.registration.scope).pathname;
const prefix = crypto.subtle.digest("SHA-256", new TextEncoder().encode(scope)).then((found) => {
  const bytes = [...new Uint8Array(found).slice(0, 12)];
  return `visit-${bytes.map((each) => each.toString(16).padStart(2, "0")).join("")}-`; // no link in a cache's name
});
const opened = () => prefix.then((mine) => caches.open(mine + VERSION));

self.addEventListener("install", (event) => {
  const all = () => opened().then((kept) => kept.addAll(FILES.map((file) => new Request(file, { cache: "reload" }))));
  event.waitUntil(all().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const mine = await prefix;
    const old = (await caches.keys()).filter((name) => name.startsWith(mine) && name !== mine + VERSION);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});
const kept = (file) => opened().then((cache) => cache.match(file));
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const frame = () => kept(FILES[0]).then((found) => found || fetch(request));
    if (url.pathname === scope) event.respondWith(frame());
    else if (url.pathname.startsWith(`${scope}/`)) event.respondWith(fetch(request).catch(frame));
  } else if (FILES.includes(url.pathname + url.search)) {
    event.respondWith(kept(url.pathname + url.search).then((found) => found || fetch(request)));
  }
});
