// The filing page saves itself: to the server as drafts, and meanwhile in this browser, so that neither a lost network
// nor a crash of either side loses a word. Without this script the page's buttons do the same, by hand.
"use strict";
(() => {
  const form = document.querySelector("form.filing-form");
  const state = document.getElementById("autosaved");
  const address = form ? form.getAttribute("action") : location.pathname; // the page may be shown under another address, too
  const here = window.keptHere(address);
  const { fields, held, put } = here;
  const PAUSE = 1500;
  const AGAIN = [2000, 4000, 8000, 15000, 30000];
  const turns = new Map(); // project → how often it was typed into
  let timer, failed = 0, sending = false;

  const sections = () => [...form.querySelectorAll("section[data-number]")];
  const hidden = (number, name) => form.elements[`${number}.${name}`];
  const say = (words, trouble) => {
    state.textContent = words;
    state.classList.toggle("trouble", Boolean(trouble));
  };
  // What was submitted needs no copy here any more.
  for (const section of document.querySelectorAll("section[data-number]")) {
    if (!form || !form.contains(section)) here.forget(section.dataset.number);
  }
  if (!form) return;
  const keep = (section) => {
    const number = section.dataset.number;
    here.keep(section, { version: hidden(number, "version").value, since: hidden(number, "since").value });
  };

  const show = (place, html) => {
    const open = place.querySelector("details[open]");
    place.innerHTML = html;
    if (open) place.querySelectorAll("details").forEach((each) => { each.open = true; });
  };

  const typed = (section) => {
    const number = section.dataset.number;
    turns.set(number, (turns.get(number) || 0) + 1);
    keep(section);
    clearTimeout(timer);
    timer = setTimeout(send, failed ? AGAIN[Math.min(failed, AGAIN.length) - 1] : PAUSE);
  };

  const arrived = (answer, sent) => {
    const notes = Object.values(answer.projects).map((told) => told.note).filter(Boolean);
    for (const [number, told] of Object.entries(answer.projects)) {
      const quiet = turns.get(number) === sent.get(number);
      const older = Object.entries(told.took).filter(([name, value]) => {
        const field = form.elements[name];
        if (!field) return false;
        if (quiet || held(field) === sent.values[name]) { put(field, value); return false; }
        return true; // typed into meanwhile: it stays made from what it was made from
      });
      const since = older.map(([name]) => `${name.slice(number.length + 1).replace(/^done\./, "milestones_done.")}@${sent.version[number]}`);
      hidden(number, "version").value = told.version;
      const files = hidden(number, "since").value.split(" ").filter((each) => each.startsWith("evidence.") && +each.split("@")[1] > told.version);
      hidden(number, "since").value = [told.since, ...since, ...files].filter(Boolean).join(" ");
      if (quiet) for (const [id, html] of Object.entries(told.html)) {
        const place = document.getElementById(id);
        if (place && (id.startsWith("clashes-") || !place.contains(document.activeElement))) show(place, html);
      }
      const section = document.getElementById(`project-${number}`);
      if (quiet && !told.note) here.forget(number); else keep(section);
    }
    for (const [id, html] of Object.entries(answer.html)) {
      const place = document.getElementById(id);
      if (place && !place.contains(document.activeElement)) place.innerHTML = html;
    }
    for (const number of sent.keys()) if (!(number in answer.projects) && turns.get(number) === sent.get(number)) here.forget(number);
    say([`${answer.at} 已自动保存草稿`, ...notes].join("；"), notes.length);
  };

  const send = async () => {
    if (sending) { timer = setTimeout(send, PAUSE); return; }
    sending = true;
    const sent = new Map(turns);
    sent.values = {};
    sent.version = {};
    for (const section of sections()) {
      sent.version[section.dataset.number] = hidden(section.dataset.number, "version").value;
      for (const each of fields(section)) sent.values[each.name] = held(each);
    }
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("action", "autosave");
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) { failed = 0; arrived(await answer.json(), sent); }
      else if (answer.status === 401 || answer.status === 403) say("登录已过期，未能保存；内容已留在本机，重新登录后回到本页可以恢复", true);
      else if (answer.status === 422 || answer.status === 413) say((await answer.json()).message || "未能保存；内容已留在本机", true);
      else throw new Error(answer.status);
    } catch {
      failed += 1;
      say("未能保存，正在重试；内容已留在本机", true);
      clearTimeout(timer);
      timer = setTimeout(send, AGAIN[Math.min(failed, AGAIN.length) - 1]);
    } finally { sending = false; }
  };

  for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => {
    const section = event.target.closest("section[data-number]");
    if (section && event.target.type !== "file") typed(section);
  });
  // 改为78部, 沿用上期文字, 引用本月周调度 (which goes below what is there): done here at once, instead of by a round over the server.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-field]");
    if (!button) return;
    event.preventDefault();
    const field = form.elements[button.dataset.field];
    const words = button.dataset.from ? document.getElementById(button.dataset.from).textContent : button.dataset.value;
    const quoted = button.value.startsWith("quote:"), old = field.value.trimEnd();
    put(field, !quoted || !old ? words : old.includes(words) ? old : `${old}\n${words}`);
    field.focus();
    typed(field.closest("section[data-number]"));
  });
  // The bar with the buttons stays in view, but never over the field that is written in.
  form.addEventListener("focusin", (event) => {
    const bar = form.querySelector(".sticky-actions"), field = event.target.getBoundingClientRect();
    const hidden = field.bottom + 12 - bar.getBoundingClientRect().top;
    if (hidden > 0 && !bar.contains(event.target)) scrollBy({ top: Math.min(hidden, field.top - 12), behavior: "instant" });
  });
  say("改动会自动保存");
  window.addEventListener("online", () => { if (failed) send(); });
  for (const section of sections()) here.offer(section, (kept) => {
    const number = section.dataset.number;
    hidden(number, "version").value = kept.version; // what it was written on: changes since then are merged or shown
    hidden(number, "since").value = kept.since;
    typed(section);
  });
})();
