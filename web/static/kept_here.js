// What is typed into a page that saves itself is kept in this browser until the server has it, project by project, and
// offered again where the page shows something else. `address`: the page's own, without what follows the question mark.
"use strict";
window.keptHere = (address) => {
  const page = document.querySelector("[data-account]");
  const ahead = Date.parse(page.dataset.now) - Date.now(); // the page's clock before this browser's
  const prefix = `filing|${page.dataset.account}|${address.split("?")[0]}|`;

  const fields = (section) =>
    [...section.querySelectorAll("input[name],textarea[name]")].filter(
      (each) => !["hidden", "file", "radio"].includes(each.type) && !each.name.endsWith(".kept"));
  const held = (field) => (field.type === "checkbox" ? field.checked : field.value);
  const put = (field, value) => {
    if (field.type === "checkbox") field.checked = value === true; else field.value = value;
  };
  const store = (act) => {
    try { return act(window.localStorage); } catch { return null; } // full, or switched off: the server still has it
  };
  const forget = (number) => store((place) => place.removeItem(prefix + number));
  const keep = (section, more) => {
    const values = Object.fromEntries(fields(section).map((each) => [each.name, held(each)]));
    const kept = { at: new Date(Date.now() + ahead).toISOString(), values, ...more };
    store((place) => place.setItem(prefix + section.dataset.number, JSON.stringify(kept)));
  };

  // A moment as the page writes it, in China's time; with its day where that is not today.
  const moment = (at) => {
    const parts = (date) => Object.fromEntries(new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric",
      day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(date).map((each) => [each.type, each.value]));
    const then = parts(new Date(at)), today = parts(new Date(Date.now() + ahead));
    const day = then.month === today.month && then.day === today.day ? "" : `${then.month}月${then.day}日`;
    return `${day}${then.hour}:${then.minute}`;
  };

  // What this browser still holds and the page does not show.
  const offer = (section, restored) => {
    const number = section.dataset.number;
    const kept = store((place) => JSON.parse(place.getItem(prefix + number) || "null"));
    if (!kept) return;
    const other = fields(section).filter((each) => each.name in kept.values && held(each) !== kept.values[each.name]);
    if (!other.length) return forget(number);
    const box = document.getElementById(`restore-${number}`);
    const line = (words, kind) => Object.assign(document.createElement(kind || "p"), { textContent: words });
    const shown = (value) => (value === true ? "已勾选" : value === false ? "未勾选" : value || "（空）");
    const list = document.createElement("dl");
    list.className = "summary-list";
    for (const each of other) {
      const row = document.createElement("div"), both = document.createElement("dd");
      const label = each.labels[0] ? each.labels[0].textContent.replace("（选填）", "").trim() : each.name;
      both.append(line(shown(held(each)), "del"), " → ", line(shown(kept.values[each.name]), "ins"));
      row.append(line(label, "dt"), both);
      list.append(row);
    }
    const button = (words, kind, act) => {
      const made = Object.assign(line(words, "button"), { type: "button", className: kind });
      made.addEventListener("click", () => { act(); box.hidden = true; box.replaceChildren(); });
      return made;
    };
    const actions = Object.assign(document.createElement("div"), { className: "actions" });
    actions.append(
      button(`恢复未保存的内容（${moment(kept.at)}填写）`, "primary", () => {
        for (const each of other) put(each, kept.values[each.name]);
        for (const each of section.querySelectorAll("details")) {
          if (other.some((field) => each.contains(field))) each.open = true;
        }
        restored(kept);
      }),
      button("不要了", "second", () => forget(number)));
    box.replaceChildren(line(`本机留有${moment(kept.at)}填写、没有存到服务器的内容：`), list, actions);
    box.hidden = false;
  };

  return { fields, held, put, keep, forget, offer };
};
