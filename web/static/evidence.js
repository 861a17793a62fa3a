// Files for a project: dropped on its section, pasted from the clipboard, photographed or chosen; sent at once, so that
// nothing is lost when the browser goes. Without this script the same file fields go along with the form.
"use strict";
(() => {
  const form = document.querySelector("form.filing-form");
  if (!form) return;
  const LARGEST = 10 * 1024 * 1024;
  const address = form.getAttribute("action").split("?")[0] + "/evidence";

  const line = (section) => {
    const made = Object.assign(document.createElement("p"), { className: "upload" });
    made.setAttribute("role", "status");
    section.querySelector(".files").append(made);
    return made;
  };

  const send = (section, file) => {
    const number = section.dataset.number, told = line(section);
    section.querySelector("details.evidence").open = true;
    const fail = (words) => {
      told.classList.add("trouble");
      told.textContent = `${file.name}：${words}`;
      const again = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "重试" });
      again.addEventListener("click", () => { told.remove(); send(section, file); });
      told.append(" ", again);
    };
    if (file.size > LARGEST) return fail(`${(file.size / 1024 / 1024).toFixed(1)}MB，超过10MB，请压缩后再传。`);
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    told.append(`${file.name} 上传中`, bar);
    const body = new FormData();
    body.set("csrf", form.elements.csrf.value);
    body.set("number", number);
    body.set("evidence", file, file.name || "粘贴的图片.png");
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener("error", () => fail("没有传上去，请检查网络。"));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* told below */ }
      if (request.status !== 200) return fail(answer.message || "没有传上去，请重试。");
      told.remove();
      for (const [sha256, html] of Object.entries(answer.lines)) {
        if (section.querySelector(`input[value="${sha256}"]`)) continue;
        section.querySelector(".files").insertAdjacentHTML("beforeend", html);
        const since = form.elements[`${number}.since`]; // so that taking it out again is a change to the form
        since.value = [since.value, `evidence.${sha256}@${answer.version}`].filter(Boolean).join(" ");
      }
    });
    request.send(body);
  };
  const all = (section, files) => [...files].forEach((file) => send(section, file));

  form.addEventListener("change", (event) => {
    const field = event.target, section = field.closest("section[data-number]");
    if (section && field.type === "file") { all(section, field.files); field.value = ""; }
    if (section && field.name.endsWith(".kept") && !field.checked) {
      const row = field.closest(".kept");
      row.classList.add("removed");
      row.querySelector("label").hidden = true;
      row.append(`已移除 ${row.dataset.name}`);
    }
  });
  form.addEventListener("paste", (event) => {
    const section = event.target.closest("section[data-number]"), given = event.clipboardData;
    if (!section || !given || given.types.includes("text/plain")) return; // cells of a sheet come with a picture of them
    const files = given.files;
    if (files.length) { event.preventDefault(); all(section, files); }
  });
  const over = (event) => {
    const section = event.target.closest?.("section[data-number]");
    return section && form.contains(section) && [...event.dataTransfer.types].includes("Files") ? section : null;
  };
  const light = (section) => {
    for (const each of form.querySelectorAll("section[data-number]")) each.classList.toggle("dropping", each === section);
  };
  document.addEventListener("dragover", (event) => { if (over(event)) event.preventDefault(); light(over(event)); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) light(null); });
  document.addEventListener("drop", (event) => {
    const section = over(event);
    if (section) { event.preventDefault(); all(section, event.dataTransfer.files); }
    light(null);
  });
})();
