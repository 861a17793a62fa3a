// Sends what was recorded here, one piece after the other, in the order it was recorded. Each piece has a key of its own,
// made here: what arrived although the answer was lost is told as arrived the next time. What the server refuses stays.
"use strict";
window.visitSending = (root, store, changed) => {
  const WAITS = [2, 5, 15, 60]; // seconds before the next try
  let busy = false, again = false, tries = 0, timer = null;
  const now = { sending: false, trouble: "", over: "" };
  const tell = (more) => { Object.assign(now, more); return changed(); };

  const asked = async (path, options) => {
    if (!navigator.onLine) return { status: 0, said: {} };
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), 60000);
    try {
      const answer = await fetch(root + path, { ...options, signal: stop.signal, cache: "no-store", headers: { Accept: "application/json" } });
      const said = await answer.json().catch(() => ({}));
      return { status: answer.status, said };
    } catch {
      return { status: 0, said: {} };
    } finally { clearTimeout(late); }
  };
  const lasting = (status) => status >= 400 && status < 500 && ![408, 425, 429].includes(status);

  // The server's word on the visit; false where it could not be asked.
  const refresh = async () => {
    const at = Date.now(), { status, said } = await asked("/state");
    if (status === 200) {
      await store.hold("visit", { ...said, ahead: Date.parse(said.now) - Date.now(), at });
      await tell({ over: "" });
      return true;
    }
    if (lasting(status)) await tell({ over: said.message || "这个链接不能再用。" });
    return lasting(status);
  };

  const sendOne = async (item) => {
    const body = new FormData();
    body.set("key", item.key);
    body.set("kind", item.kind);
    body.set("data", JSON.stringify(item.data));
    if (item.file) body.set("file", item.file, "photo.jpg");
    const { status, said } = await asked("/items", { method: "POST", body });
    if (status === 200) await store.keep({ ...item, state: "arrived", arrived: said.at, since: Date.now(), sha: said.sha256, why: [] });
    else if (lasting(status)) await store.keep({ ...item, state: "refused", why: said.errors || [said.message || "没有收下。"] });
    else return said.message || (navigator.onLine ? "服务器暂时没有回应" : "没有网络");
    return "";
  };

  const round = async () => {
    for (;;) {
      const next = (await store.items()).find((item) => item.state === "waiting");
      if (!next) return "";
      await tell({ sending: true });
      const trouble = await sendOne(next);
      if (trouble) return trouble;
      tries = 0;
      await changed();
    }
  };
  const all = async () => {
    const trouble = await round();
    await tell({ sending: false, trouble });
    const known = trouble ? false : await refresh();
    clearTimeout(timer);
    if (trouble || !known) timer = setTimeout(send, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000);
  };
  // One page of this link sends at a time; what two would send twice counts once anyway.
  const locked = (act) => (navigator.locks ? navigator.locks.request(store.name, act) : act());
  const send = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      do { again = false; await locked(all); } while (again);
    } catch (fault) {
      console.warn(fault); // cleared meanwhile, by another page
    } finally { busy = false; }
  };
  const soon = () => { tries = 0; return send(); };
  addEventListener("online", soon);
  addEventListener("offline", () => changed());
  addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  return { send: soon, now };
};
