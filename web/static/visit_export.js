// What is on this phone as one file that any browser opens: for whoever could not send it.
"use strict";
window.visitExport = async (visit, items, what, told) => {
  const made = document.implementation.createHTMLDocument(`走访记录 ${visit.title}`), body = made.body;
  made.documentElement.lang = "zh-CN";
  made.head.prepend(Object.assign(made.createElement("meta"), { httpEquiv: "content-type", content: "text/html; charset=utf-8" }));
  const line = (kind, words, place = body) => place.appendChild(Object.assign(made.createElement(kind), { textContent: words }));
  const address = (file) => new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
  });
  line("h1", visit.title);
  line("p", `${visit.about}记录人：${visit.me.called}。`);
  for (const item of items) {
    line("h2", what(item));
    line("p", `${new Date(item.made).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai" })}记录，${told(item)}`);
    if (item.why.length) line("p", item.why.map((each) => (Array.isArray(each) ? each[1] : each)).join(""));
    if (item.kind === "site") line("p", `现场数量：${item.data.quantity || "—"}；看到的情况：${item.data.note || "—"}；查看时间：${item.data.visited_at}`);
    if (item.file) body.append(Object.assign(made.createElement("img"), { src: await address(item.file), alt: what(item), width: 480 }));
    if (item.data.drawn) body.append(Object.assign(made.createElement("img"), { src: item.data.drawn, alt: "手写签名", width: 300 }));
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`<!doctype html>${made.documentElement.outerHTML}`], { type: "text/html;charset=utf-8" }));
  link.download = "走访记录.html";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
