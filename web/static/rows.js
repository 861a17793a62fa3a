// The rows page saves itself: to the server for this unit alone, and meanwhile in this browser. The lead unit sees a figure
// when it is sent, and not before. Without this script 先保存 does the same, by hand.
"use strict";
(() => {
  const form = document.querySelector("form.rows-form");
  if (!form) return;
  const state = document.getElementById("autosaved");
  const here = window.keptHere(location.pathname);
  const PAUSE = 1500;
  const AGAIN = [2000, 4000, 8000, 15000, 30000];
  const turns = new Map(); // project → how often it was typed into
  let timer, failed = 0, sending = false;

  const say = (words, trouble) => {
    state.textContent = words;
    state.classList.toggle("trouble", Boolean(trouble));
  };
  const typed = (section) => {
    const number = section.dataset.number;
    turns.set(number, (turns.get(number) || 0) + 1);
    here.keep(section);
    clearTimeout(timer);
    timer = setTimeout(send, failed ? AGAIN[Math.min(failed, AGAIN.length) - 1] : PAUSE);
  };
  const arrived = (answer, sent) => {
    for (const [number, turn] of sent) if (turns.get(number) === turn) { turns.delete(number); here.forget(number); }
    for (const [name, value] of Object.entries(answer.was)) if (form.elements[name]) form.elements[name].value = value;
    for (const [name, value] of Object.entries(answer.took)) {
      const field = form.elements[name];
      if (field && field !== document.activeElement) field.value = value;
    }
    for (const [id, html] of Object.entries(answer.html)) {
      const place = document.getElementById(id);
      if (place && !place.contains(document.activeElement)) place.innerHTML = html;
    }
    say([`${answer.at} 已自动保存，还没有报`, answer.note].filter(Boolean).join("；"), answer.note);
  };
  const send = async () => {
    if (sending) { timer = setTimeout(send, PAUSE); return; }
    sending = true;
    const sent = new Map(turns);
    const body = new FormData(form);
    body.set("action", "autosave");
    for (const number of sent.keys()) body.append("touched", number);
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) { failed = 0; arrived(await answer.json(), sent); }
      else if (answer.status === 401 || answer.status === 403) say("登录已过期，未能保存；内容已留在本机，重新登录后回到本页可以恢复", true);
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
    if (section) typed(section);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-field],button[data-was]");
    if (!button) return;
    event.preventDefault();
    const field = form.elements[button.dataset.field || button.dataset.was];
    field.value = button.dataset.value;
    if (button.dataset.field) field.focus();
    typed(field.closest("section[data-number]"));
  });
  say("改动会自动保存，点“报给牵头单位”才报出");
  window.addEventListener("online", () => { if (failed) send(); });
  for (const section of form.querySelectorAll("section[data-number]")) {
    here.offer(section, () => typed(section));
    if (!section.querySelector(".restore").hidden && section.closest("details")) section.closest("details").open = true;
  }
})();
