// Draws again in the visitor's own browser what the page says was drawn (docs/decisions/0061-draw.md), by WebCrypto alone.
"use strict";
(() => {
  const place = document.querySelector("[data-replay]");
  if (!place || !window.crypto?.subtle) return;
  const button = place.querySelector("button");
  const lines = place.querySelector("[data-lines]");
  const bytes = (text) => new TextEncoder().encode(text);
  const hash = async (text) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(text)))]
    .map((each) => each.toString(16).padStart(2, "0")).join("");
  const say = (good, words) => {
    const line = document.createElement("li");
    line.className = good ? "good" : "bad";
    line.textContent = `${good ? "相符" : "不符"}　${words}`;
    lines.append(line);
    return good;
  };

  const again = async (record) => {
    const code = record.commit_hash;
    const frozen = JSON.parse(record.commitment);
    let good = say(await hash(record.commitment) === code && code === place.dataset.hash, `封存内容的SHA-256就是本页的封存码`);
    const parts = [];
    for (const each of record.openings) {
      parts.push(each.code ? `${each.place}:${each.number}:${each.code}` : `${each.place}:${each.number}`);
      if (!each.seal) continue;
      const sealed = await hash(JSON.stringify([code, each.place, each.number, each.code]));
      good = say(sealed === each.seal, `第${each.place}席开出的数就是先前封好的数`) && good;
    }
    const tight = (text) => text.replace(/\s/g, "");
    const value = record.lottery
      ? ["name", "issue", "numbers"].map((each) => tight(record.lottery[each])).join(":")
      : parts.join(";");
    good = say(value === record.value, record.lottery ? "开出的值就是公开摇奖的号码" : "开出的值由各席的数合成，没有别的") && good;
    const gone = record.replaced.map((each) => each.id);
    for (const [at, pool] of frozen.strata.entries()) {
      const scored = await Promise.all(pool.candidates.map(async (id) => [await hash(JSON.stringify([code, value, id])), id]));
      const order = scored.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
      const may = order.filter((id) => !frozen.recused.includes(id) && !gone.includes(id));
      const told = record.result[at];
      good = say(String(order) === String(told.order), `${pool.name}：${order.length}个名次逐位重算`) && good;
      good = say(String(may.slice(0, pool.quota)) === String(told.drawn), `${pool.name}：抽中${told.drawn.join("、")}`) && good;
    }
    return good;
  };

  place.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    lines.replaceChildren();
    const verdict = place.querySelector("[data-verdict]");
    verdict.className = "verdict-line";
    try {
      const record = await (await fetch(place.dataset.replay)).json();
      const good = await again(record).catch(() => say(false, "抽签记录残缺，读不下去"));
      verdict.textContent = good ? "您的浏览器重算的结果与本页完全一致。" : "与本页不一致，请把这一情况告诉督查室。";
      verdict.classList.add(good ? "good" : "bad");
    } catch {
      verdict.textContent = "没有取到抽签记录，还没有核对。请检查网络后再点一次，或者下载记录离线核对。";
    }
    button.disabled = false;
  });
})();
