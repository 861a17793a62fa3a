// A form that takes a while says that it is at work, and is not sent twice. Without script the browser's own sign tells.
"use strict";
for (const form of document.querySelectorAll("form[data-waiting]")) {
  const note = document.createElement("p");
  note.className = "waiting";
  note.setAttribute("role", "status");
  form.append(note);
  const buttons = form.querySelectorAll("button");
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const began = Date.now();
    const bar = document.createElement("progress");
    const words = document.createElement("span");
    note.replaceChildren(bar, words);
    const tell = () => {
      const seconds = Math.round((Date.now() - began) / 1000);
      words.textContent = `${form.dataset.waiting}${seconds > 1 ? `（已${seconds}秒）` : ""}`;
    };
    tell();
    form.dataset.timer = setInterval(tell, 1000);
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => { // back again by the browser's button
    clearInterval(Number(form.dataset.timer));
    delete form.dataset.sent;
    note.replaceChildren();
    for (const button of buttons) button.removeAttribute("aria-disabled");
  });
}
