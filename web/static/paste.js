// A block of cells pasted into a figure of the filing page goes down the page's figures, what stands to its right into
// the words beside them. Says what it filled in, and takes it back. Without script there is 从表格粘贴.
"use strict";
(() => {
  const form = document.querySelector("form.filing-form");
  if (!form) return;
  const BESIDE = ["text", "problems", "measures"];
  const MOST_TOLD = 12;
  let note;

  const figures = () => [...form.querySelectorAll('input[type="text"][name*=".values."]')];
  const numberOf = (field) => field.name.slice(0, field.name.lastIndexOf(".values."));

  // Lines and cells; a cell of several lines is copied in quotes.
  const rows = (text) => {
    const found = [[""]];
    let quoted = false;
    const written = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    for (let at = 0; at < written.length; at += 1) {
      const sign = written[at];
      const row = found.at(-1);
      if (quoted && sign === '"' && written[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
      else if (sign === '"' && (quoted || row.at(-1) === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") row.push("");
      else if (!quoted && sign === "\n") found.push([""]);
      else row[row.length - 1] += sign;
    }
    return found.map((row) => row.map((cell) => cell.trim()));
  };

  // By the numbers in front, where every line has a project's and a target's of this page; else down from the field.
  const placed = (block, start) => {
    const named = block.map(([number, no]) => form.elements[`${number}.values.${no}`]);
    const byName = block[0].length > 2 && named.every(Boolean);
    const all = figures();
    const found = [];
    let over = 0;
    block.forEach((row, line) => {
      const field = byName ? named[line] : all[all.indexOf(start) + line];
      if (!field) { over += 1; return; }
      const cells = byName ? row.slice(2) : row;
      const words = BESIDE.map((name) => form.elements[`${numberOf(field)}.${name}`]);
      [field, ...words].forEach((each, place) => { if (each && cells[place]) found.push([each, cells[place]]); });
    });
    return { found, over };
  };

  const labelled = (field) => {
    const section = field.closest("section");
    const number = field.name.includes(".values.") ? numberOf(field) : field.name.slice(0, field.name.lastIndexOf("."));
    const label = form.querySelector(`label[for="${CSS.escape(field.id)}"]`) || section.querySelector("h2");
    return `项目${number} ${label.firstChild.textContent.trim()}`;
  };

  const put = (field, value, marked) => {
    field.value = value;
    field.classList.toggle("pasted", marked);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const line = (kind, words) => Object.assign(document.createElement(kind), { textContent: words });

  const tell = (start, done, over) => {
    note?.remove();
    note = Object.assign(document.createElement("div"), { className: "paste-note" });
    note.setAttribute("role", "status");
    start.closest(".field").append(note);
    note.append(line("span", `已填入${done.length}处。${over ? `有${over}行没有地方放，没有填入。` : ""}`));
    const list = document.createElement("ul");
    for (const { field, before, now } of done.slice(0, MOST_TOLD)) {
      list.append(line("li", `${labelled(field)}：${now}${before && before !== now ? `（原为${before}）` : ""}`));
    }
    if (done.length > MOST_TOLD) list.append(line("li", `等${done.length}处`));
    const undo = Object.assign(line("button", "撤销粘贴"), { type: "button", className: "plain" });
    undo.addEventListener("click", () => {
      for (const { field, before } of done) put(field, before, false);
      note.replaceChildren(line("span", "已撤销，各栏恢复原样。"));
      start.focus();
    });
    note.append(list, undo);
  };

  form.addEventListener("paste", (event) => {
    const start = event.target;
    if (!figures().includes(start)) return;
    const block = rows(event.clipboardData.getData("text/plain"));
    if (block.length < 2 && block[0].length < 2) return; // one cell is pasted as ever
    event.preventDefault();
    const { found, over } = placed(block, start);
    const done = found.map(([field, now]) => ({ field, before: field.value, now }));
    for (const { field, now } of done) {
      const hidden = field.closest("details");
      if (hidden) hidden.open = true;
      put(field, now, true);
    }
    tell(start, done, over);
  });
})();
