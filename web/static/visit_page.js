// The visit's page on a phone: drawn from what this phone keeps, whether there is a network or not. Every save goes into
// the phone first and is sent from there; the line on top says what is where. Without this script the page's forms work.
"use strict";
(async () => {
  const [, , token, rest] = location.pathname.split("/");
  if (rest && !document.querySelector("[data-plain]")) return location.replace(`/visit/${token}`); // no network for that page
  if (rest || !token || !window.indexedDB || !navigator.serviceWorker || !crypto.subtle || !window.structuredClone) return;
  const root = `/visit/${token}`, { FOUND, ANSWERS, SEVERITIES, stands, checks, smaller, picture, words } = window.visitRecord;
  const page = document.querySelector("[data-phone]"), view = page.querySelector("[data-view]"), saved = page.querySelector("[data-saved]");
  let store, held = null, items = [], now = null, cleared = false, pictures = [];

  const load = async () => {
    [held, items] = await Promise.all([store.held("visit"), store.items()]);
    now = held ? stands(held, items) : null;
  };
  const changed = async () => { if (!cleared) { await load(); line(); quietly(); } };
  try { store = await window.visitStore(token); } catch { return; } // private browsing: the forms of the page do
  const sending = window.visitSending(root, store, changed);

  // Words.
  const moment = (at, seconds = false) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}), hourCycle: "h23" }).format(new Date(at));
  const clock = () => new Date(Date.now() + (held ? held.ahead : 0)); // the server's, as this phone last knew it
  const of = (state) => items.filter((item) => item.state === state);
  const atSites = () => now.way.key === "sites"; // or in a register, or by calls
  const told = (item) => (item.state === "arrived" ? `已送达 ${moment(item.arrived)}` : item.state === "refused" ? "没有收下" : item.state === "draft" ? "还没有保存" : "仅保存在本机");
  const why = (item) => item.why.map((each) => (Array.isArray(each) ? each[1] : each)).join("");
  const what = (item) => {
    const site = now && now.sites.find((each) => each.key === item.data.site), where = site ? `${site.name}：` : "";
    const kinds = { site: () => FOUND[item.data.verified], photo: () => "照片1张", back: () => "撤回照片1张", place: () => "所在位置", remark: () => `意见：${item.data.text}`,
      answers: () => item.data.answers.map((each) => `${each.question} ${ANSWERS[each.answer]}`).join("；"),
      sample: () => `抽查数字：报送${item.data.reported_done}处，核实${item.data.verified}处`,
      heard: () => `被查单位意见：${item.data.text}`, finding: () => `${SEVERITIES[item.data.severity]}问题：${item.data.fact}`, sign: () => "签名" };
    return where + kinds[item.kind]();
  };
  const line = () => {
    const waiting = of("waiting").length, refused = of("refused").length, drafts = of("draft").length, arrived = of("arrived");
    const last = arrived.length ? `已送达${arrived.length}条 ${moment(arrived.map((each) => each.arrived).sort().at(-1))}` : "";
    const parts = [];
    if (refused) parts.push(`${refused}条没有收下`);
    if (drafts) parts.push(`${drafts}张照片还没有保存`);
    if (waiting) parts.push(sending.now.sending ? `正在发送，还有${waiting}条` : `仅保存在本机${waiting}条${sending.now.trouble ? `（${sending.now.trouble}）` : ""}`);
    if (last) parts.push(last);
    saved.textContent = parts.join("，") || (navigator.onLine ? "本机没有待发的记录" : "没有网络，可以照常记录");
    saved.className = `saved ${refused ? "refused" : waiting || drafts ? "waiting" : ""}`;
    const over = page.querySelector("[data-over]");
    over.hidden = !sending.now.over;
    over.textContent = sending.now.over + (sending.now.over && waiting + refused + drafts ? "没有送达的仍在本机，可以导出或打印后交督查室。" : "");
    if (!now) return;
    page.querySelector("[data-done]").textContent = !atSites() ? `${now.way.title}${now.recorded ? "已记录" : "未记录"}` : `已看${now.seen}处${now.recorded > now.seen ? `，未能查看${now.recorded - now.seen}处` : ""}，共${now.sites.length}处`;
    Object.assign(page.querySelector("[data-bar]"), { value: now.recorded, max: now.sites.length || 1 });
    for (const each of document.querySelectorAll("[data-who]")) each.textContent = now.me.called;
    document.title = `${now.title} · 现场核查`;
  };

  // Drawing.
  const screen = (name) => document.querySelector(`template[data-screen=${name}]`).content.cloneNode(true);
  const put = (at, words, place = view) => { const slot = place.querySelector(`[data-${at}]`); if (slot) slot.textContent = words; };
  const row = (key, value) => {
    const made = document.createElement("div");
    made.append(Object.assign(document.createElement("dt"), { textContent: key }), Object.assign(document.createElement("dd"), { textContent: value || "—" }));
    return made;
  };
  const stop = (href, name, where, state, mark) => {
    const made = screen("stop"), [one, two, three] = ["name", "where", "state"].map((each) => made.querySelector(`.stop-${each}`));
    made.querySelector("a").setAttribute("href", href);
    [one.textContent, two.textContent, three.textContent] = [name, where, state];
    three.className = `stop-state ${mark}`;
    return made;
  };
  const fill = (form, values) => {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (field) field.value = value ?? "";
    }
  };
  const said = (list, each) => {
    const made = document.createElement("li");
    made.append(Object.assign(document.createElement("p"), { textContent: each.text }),
      Object.assign(document.createElement("p"), { className: "facts", textContent: [each.post || each.called, each.here ? told(each.here) : moment(each.at)].join("，") }));
    list.append(made);
  };
  const show = (form, faults) => {
    for (const old of form.querySelectorAll(".field-error")) old.remove();
    for (const old of form.querySelectorAll(".wrong")) old.classList.remove("wrong");
    const wrong = Object.entries(faults);
    for (const [name, sentence] of wrong) {
      const field = [].concat(form.elements[name] || []).flatMap((each) => (each.length && !each.type ? [...each] : [each]))[0];
      const box = field?.closest(".field") || form.querySelector(".actions"), sure = box.closest("[data-sure]");
      if (sure) sure.hidden = false;
      box.classList.add("wrong");
      (box.querySelector(".entry, textarea, .choose-photos") || box.querySelector("label") || box.firstChild)
        .before(Object.assign(document.createElement("p"), { className: "field-error", textContent: sentence, role: "alert" }));
    }
    const first = form.querySelector(".wrong");
    if (first) { first.scrollIntoView({ block: "center" }); first.querySelector("input,textarea")?.focus({ preventScroll: true }); }
    return wrong.length > 0;
  };

  // Keeping: a new piece takes the place of one that has not arrived and says the same thing anew. A picture is a draft until
  // its site is saved, with which it goes.
  const keep = async (kind, data, file = null, state = "waiting") => {
    const anew = { site: (item) => item.data.site === data.site, sample: () => true, sign: () => true, place: (item) => item.data.site === data.site, back: (item) => item.data.photo === data.photo,
      answers: (item) => item.data.site === data.site && item.data.answers[0].question === data.answers[0].question }[kind];
    for (const old of items) if (old.kind === kind && old.state !== "arrived" && anew?.(old)) await store.drop(old.place);
    if (kind === "site") for (const one of items) if (one.state === "draft" && one.data.site === data.site) await store.keep({ ...one, state: "waiting" });
    await store.keep({ key: crypto.randomUUID(), kind, data, file, made: clock().toISOString(), state, why: [] });
    navigator.storage?.persist?.();
    await changed();
    sending.send();
  };
  const onSubmit = (kind, read, then) => {
    const form = view.querySelector("[data-form]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = read(form, event.submitter);
      if (checks[kind] && show(form, checks[kind](data, now))) return;
      await keep(kind, data);
      then(event.submitter);
    });
    return form;
  };
  const value = (form, name) => (form.elements[name].type === "checkbox" ? (form.elements[name].checked ? "1" : "") : form.elements[name].value.trim());
  const read = (...names) => (form) => Object.fromEntries(names.map((name) => [name, value(form, name)]));
  const go = (to) => { if (location.hash === to || (!to && !location.hash)) draw(); else location.hash = to; };
  const refusal = (form, item) => { if (item?.state === "refused") show(form, Object.fromEntries(item.why.map((each) => (Array.isArray(each) ? each : ["", each])))); };

  const dropping = (item, then = () => {}) => { // what was not sent may still be taken back here
    const made = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "删去" });
    made.addEventListener("click", async () => { await store.drop(item.place); await changed(); then(); });
    return made;
  };
  // What has arrived is taken back by a piece of its own, asked twice; not what a problem rests on.
  const takingBack = (site, sha) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "撤回" });
    made.addEventListener("click", async () => {
      if (!made.dataset.sure) return Object.assign(made, { textContent: "确认撤回这张照片" }).dataset.sure = "1";
      await keep("back", { site: site.key, photo: sha });
      thumbs(now.sites.find((each) => each.key === site.key));
    });
    return made;
  };
  const evidence = (sha, key) => items.some((item) => item.kind === "finding" && (item.state === "waiting" || item.since >= held.at) && item.data.photos.some((each) => each === sha || each === key));
  const thumbs = (site) => {
    const box = view.querySelector("[data-thumbs]");
    for (const old of pictures) URL.revokeObjectURL(old);
    pictures = [];
    box.replaceChildren();
    const add = (src, words, item, sha) => {
      const made = document.createElement("figure");
      made.append(Object.assign(document.createElement("img"), { src, alt: words }), Object.assign(document.createElement("figcaption"), { textContent: words }));
      if (item?.why.length) made.append(Object.assign(document.createElement("p"), { className: "field-error", textContent: why(item) }));
      if (item && item.state !== "arrived") made.append(dropping(item));
      else if (sha && ((site.back || []).includes(sha) || item?.since >= held.at) && !evidence(sha, item?.key)) made.append(takingBack(site, sha));
      box.append(made);
    };
    const drafts = site.local.filter((item) => item.state === "draft").length, note = view.querySelector("[data-unsaved]");
    note.hidden = !drafts && (Boolean(site.verified) || !pieces(site));
    note.textContent = drafts ? `${drafts}张照片还没有保存，按“保存”才送出。` : "照片已送达，但本处记录还没有保存。";
    for (const sha of site.photos.filter((each) => !site.local.some((item) => item.sha === each))) if (navigator.onLine) add(`${root}/photos/${sha}`, "已送达", null, sha);
    for (const item of site.local) { pictures.push(URL.createObjectURL(item.file)); add(pictures.at(-1), told(item), item, item.sha); }
  };

  const pieces = (site) => new Set([...site.photos, ...site.local.filter((item) => ["waiting", "arrived"].includes(item.state)).map((item) => item.sha || item.key)]).size;
  const shots = (site) => { // for the list: what has arrived or goes by itself, and what still waits to be saved
    const count = pieces(site), drafts = site.local.filter((item) => item.state === "draft").length;
    if (!site.verified) return count + drafts ? "有照片，未保存" : "";
    return [count && `照片${count}张`, drafts && `${drafts}张照片未保存`].filter(Boolean).join("，");
  };

  const screens = {
    list: () => {
      put("title", now.title);
      put("about", now.about);
      put("places", atSites() ? "点位" : "核查记录");
      const stops = view.querySelector("[data-stops]"), after = view.querySelector("[data-after]");
      for (const site of now.sites) {
        const asked = now.questions.length ? `，已答${Object.keys(site.answers).length}/${now.questions.length}问` : "";
        stops.append(stop(`#site/${site.key}`, site.name, `${site.address || ""}${asked}${shots(site) ? `，${shots(site)}` : ""}`.replace(/^，/, ""),
          site.verified ? FOUND[site.verified] : atSites() ? "未看" : "未记录", site.verified || "open"));
      }
      after.append(
        stop("#sample", "抽查数字", now.sample ? words(now) : atSites() ? "看过的点位里，报送多少处、核实多少处" : "抽了多少、报送完成多少、核实多少", now.sample ? "已填" : "未填", now.sample ? "yes" : "open"),
        stop("#heard", "被查单位意见", "单位的人当场怎么说", `${now.heard.length}条`, ""),
        stop("#findings", "发现的问题", "轻重、事实和照片，由记录的人写", `${now.findings.length}个`, ""),
        stop("#remarks", "意见", "每人都可以写，选填", `${now.remarks.length}条`, ""),
        stop("#sign", "签名", now.inspectors.map((each) => each.called + (each.signed ? "已签" : "未签")).join("，"), now.me.signed ? "已签" : "未签", now.me.signed ? "yes" : "open"),
        stop("#here", "本机记录", "哪些送达了，哪些还在本机", of("refused").length ? `${of("refused").length}条没有收下` : of("draft").length ? `${of("draft").length}张照片未保存` : of("waiting").length ? `${of("waiting").length}条未送` : items.length ? "都已送达" : "没有待发的", of("refused").length ? "no" : of("waiting").length + of("draft").length ? "partly" : ""));
    },
    site: (key) => {
      const site = now.sites.find((each) => each.key === key);
      if (!site) return go("");
      const form = view.querySelector("[data-form]"), mine = !site.seen_by || site.seen_by === now.me.key;
      put("title", site.name);
      put("about", !atSites() ? "只写数字和情况，不写姓名、电话、证件号码。" : [site.address, site.unit, site.stage && `台账所列：${site.stage}${site.share ? ` ${site.share}` : ""}`].filter(Boolean).join("，"));
      view.querySelector("[data-other]").hidden = mine;
      form.hidden = !mine;
      if (!mine) {
        put("found", FOUND[site.verified]);
        view.querySelector("[data-facts]").append(row("记录人", site.called), row("现场数量", site.quantity), row("看到的情况", site.note));
        view.querySelector("[data-other]").append(view.querySelector("[data-thumbs]")); // a picture not saved may be taken back
        thumbs(site);
        return;
      }
      if (!atSites()) {
        for (const each of view.querySelectorAll("[data-at-site]")) each.hidden = true;
        form.querySelector("button.primary").textContent = "保存，继续";
        form.querySelector("legend").textContent = "抽到的与报送一致吗？";
        form.querySelector("[value=unseen] + span small").textContent = "没有取到台账、电话都打不通";
        form.elements.photos.closest(".field").querySelector(".hint").textContent += "。不拍登记的姓名、电话、证件号码";
      }
      fill(form, { verified: site.verified, quantity: site.quantity, note: site.note });
      thumbs(site);
      put("located", site.placed ? "已记下" : "");
      refusal(form, site.here);
      onSubmit("site", (made, by) => {
        const typed = read("quantity", "note", "confirmed")(made), at = value(made, "visited_at"), was = site.here?.data.visited_at || site.visited_at;
        const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(clock());
        return { site: key, verified: made.elements.verified.value, ...typed, visited_at: at ? `${day}T${at}:00+08:00` : was || clock().toISOString() };
      }, (by) => {
        const following = [...now.sites.slice(now.sites.indexOf(now.sites.find((each) => each.key === key)) + 1), ...now.sites].find((each) => !each.verified);
        if (now.questions.length && by?.value !== "list") go(`#site/${key}/1`);
        else go(by?.value !== "list" && following ? `#site/${following.key}` : "");
      });
      form.elements.photos.addEventListener("change", async (event) => {
        const files = [...event.target.files];
        event.target.value = "";
        const wrong = [];
        for (const file of files) {
          const made = await smaller(file);
          if (!await picture(made)) wrong.push(file.name);
          else await keep("photo", { site: key, taken_at: clock().toISOString(), ...await window.visitShot(file, form.elements.with_place.checked) }, made, "draft");
        }
        show(form, wrong.length ? { photos: `${wrong.join("、")}不是可用的照片（只收 JPEG、PNG、WebP），请重新拍摄或选择。` } : {});
        thumbs(now.sites.find((each) => each.key === key));
      });
      view.querySelector("[data-locate]").addEventListener("click", () => {
        put("located", "正在定位…");
        navigator.geolocation.getCurrentPosition(async ({ coords }) => {
          await keep("place", { site: key, latitude: coords.latitude.toFixed(5), longitude: coords.longitude.toFixed(5), accuracy: String(Math.round(coords.accuracy)), at: clock().toISOString() });
          put("located", `已记下，误差约${Math.round(coords.accuracy)}米`);
        }, () => put("located", "没有记位置，不影响记录。"), { enableHighAccuracy: true, timeout: 20000 });
      });
    },
    question: (key, nth) => {
      const site = now.sites.find((each) => each.key === key), question = now.questions[nth - 1], total = now.questions.length;
      if (!site || !question) return go(`#site/${key}`);
      const onward = () => {
        const following = now.sites.find((each) => !each.verified);
        go(nth < total ? `#site/${key}/${nth + 1}` : following ? `#site/${following.key}` : "");
      };
      const back = view.querySelector("[data-back]"), form = view.querySelector("[data-form]"), kept = site.answers[question];
      put("back", site.name);
      back.setAttribute("href", `#site/${key}`);
      put("nth", `第${nth}问，共${total}问`);
      put("title", question);
      fill(form, { remark: kept?.remark });
      for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(kept?.answer === button.value));
      onSubmit("answers", (made, by) => ({ site: key, answers: [{ question, answer: by?.value || "yes", remark: value(made, "remark") }] }), onward);
      view.querySelector("[data-skip]").addEventListener("click", (event) => { event.preventDefault(); onward(); });
    },
    sample: () => {
      const counted = now.way.key !== "sites", calls = now.way.key === "calls"; // records of people, of which numbers alone are kept
      put("about", !now.seen ? (counted ? "先记下查得怎样，再填数字。" : "还没有看过任何点位。看过至少一处以后再填。") : counted ? "只说抽到的这些，不代表全部。只填数字，不写姓名、电话、证件号码。" : `只说看过的${now.seen}处，不代表全部。数字已按点位记录预填，请核对。`);
      const form = onSubmit("sample", read(...(calls ? ["tried"] : []), ...(counted ? ["checked"] : []), "reported_done", "verified", "note", "confirmed"), () => go(""));
      form.hidden = !now.seen;
      view.querySelector("[data-tried]").hidden = !calls;
      view.querySelector("[data-checked]").hidden = !counted;
      for (const [name, label] of [["reported_done", counted ? "其中单位报送" : "看过的点位中，单位报送"], ["verified", "其中核实确已"]]) {
        form.elements[name].labels[0].textContent = `${label}${now.stage || now.way.done}的`;
      }
      if (calls) form.elements.checked.labels[0].textContent = "接通";
      for (const name of ["checked", "reported_done", "verified"]) form.elements[name].closest(".entry").querySelector(".unit-suffix").textContent = now.way.unit;
      fill(form, now.sample || (counted ? {} : now.suggested));
      refusal(form, now.sample?.here);
    },
    remarks: () => {
      for (const each of now.remarks) said(view.querySelector("[data-said]"), each);
      onSubmit("remark", read("text"), draw);
    },
    findings: () => {
      const list = view.querySelector("[data-said]"), box = view.querySelector("[data-pictures]"), mine = now.sites.filter((each) => each.verified && each.seen_by === now.me.key);
      for (const each of now.findings) {
        const site = now.sites.find((one) => one.key === each.site);
        said(list, { ...each, text: `${SEVERITIES[each.severity]}　${each.fact}`, post: [each.called, site?.name].filter(Boolean).join("，") });
        const item = each.here, made = list.lastElementChild;
        if (item?.why.length) made.append(Object.assign(document.createElement("p"), { className: "field-error", textContent: why(item) }));
        if (item && item.state !== "arrived") made.append(dropping(item, draw));
      }
      view.querySelector("[data-online]").hidden = !now.findings.some((each) => !each.here || each.here.state === "arrived");
      view.querySelector("[data-retract]").setAttribute("href", `${root}/findings`);
      view.querySelector("[data-not-mine]").hidden = mine.length > 0;
      view.querySelector("[data-form]").hidden = !mine.length;
      const form = onSubmit("finding", (made) => ({ site: made.elements.site.value, severity: made.elements.severity.value, fact: value(made, "fact"),
        photos: [...made.querySelectorAll("[name=photos]:checked")].map((each) => each.value) }), draw);
      for (const each of mine) form.elements.site.append(new Option(each.name, each.key));
      if (mine.length === 1) form.elements.site.value = mine[0].key;
      for (const old of pictures) URL.revokeObjectURL(old);
      pictures = [];
      for (const site of now.sites) {
        const here = site.local.filter((item) => ["waiting", "arrived"].includes(item.state));
        for (const { named, src } of [
          ...site.photos.filter((sha) => !here.some((item) => item.sha === sha)).map((sha) => ({ named: sha, src: navigator.onLine ? `${root}/photos/${sha}` : "" })),
          ...here.map((item) => { pictures.push(URL.createObjectURL(item.file)); return { named: item.sha || item.key, src: pictures.at(-1) }; }),
        ]) {
          const made = document.createElement("label"), words = document.createElement("span");
          if (src) words.append(Object.assign(document.createElement("img"), { src, alt: `${site.name}的照片` }));
          words.append(Object.assign(document.createElement("small"), { textContent: `${site.name}${src ? "" : "，已送达，联网可见"}` }));
          made.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "photos", value: named }), words);
          box.append(made);
        }
      }
      view.querySelector("[data-no-pictures]").hidden = box.childElementCount > 0;
    },
    heard: () => {
      for (const each of now.heard) said(view.querySelector("[data-said]"), each);
      onSubmit("heard", (form) => ({ ...read("post", "text")(form), at: clock().toISOString() }), draw);
    },
    sign: () => {
      const form = onSubmit("sign", (made) => { pad(); return { ...read("confirmed", "sure", "drawn")(made), stood: { sites: Object.fromEntries(now.sites.filter((each) => each.verified).map((each) => [each.key, each.verified])), sample: [Number(now.sample.reported_done), Number(now.sample.verified)] } }; }, () => go(""));
      const pad = window.signing(form), done = now.me.signed && now.me.signed.state !== "refused";
      put("words", done ? "您已签名" : now.sample ? words(now) : "还没有抽查数字");
      put("needed", `至少${now.needed}人签名，督查室才能结束走访；已有${now.inspectors.filter((each) => each.signed).length}人签名。`);
      view.querySelector("[data-not-yet]").hidden = Boolean(now.sample);
      for (const site of now.sites) view.querySelector("[data-facts]").append(row(site.name, (site.verified ? FOUND[site.verified] : "未看") + (site.note ? `。${site.note}` : "")));
      form.hidden = !now.sample || Boolean(done);
      view.querySelector("[data-gap]").hidden = !now.missing;
      put("lacking", `还缺：${now.missing}。`);
      refusal(form, now.me.signed);
    },
    here: () => {
      const kept = of("waiting").length + of("refused").length + of("draft").length, list = view.querySelector("[data-items]");
      put("about", `已送达${of("arrived").length}条，还有${kept}条没有送达。${held ? `最近一次与服务器核对：${moment(held.now)}。` : ""}`);
      for (const item of [...items].reverse()) {
        const made = document.createElement("li"), text = document.createElement("div"), hint = document.createElement("p");
        hint.className = "hint";
        hint.textContent = `${moment(item.made)}记录${item.why.length ? `。${why(item)}` : ""}`;
        text.append(what(item), hint);
        made.append(text, Object.assign(document.createElement("span"), { className: `task-state${item.state === "arrived" ? "" : " attention"}`, textContent: told(item) }));
        list.append(made);
      }
      view.querySelector("[data-send]").addEventListener("click", async () => {
        for (const item of of("refused")) await store.keep({ ...item, state: "waiting", why: [] });
        await changed();
        await sending.send();
      });
      view.querySelector("[data-print]").addEventListener("click", () => window.print());
      view.querySelector("[data-export]").addEventListener("click", () => window.visitExport(now, items, what, told));
      put("clearing", kept ? "还有没送达的。请先等它送达，或者导出成文件交督查室。" : "都已送达，可以清除。清除后这台手机不再保存这次走访的内容。");
      const form = view.querySelector("[data-form]");
      form.querySelector("[data-sure]").hidden = !kept;
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (kept && !form.elements.confirmed.checked) return show(form, { confirmed: "请先勾选，确认没有送达的也不要了。" });
        cleared = true;
        const registered = await navigator.serviceWorker.getRegistration(root), mine = `visit-${await crypto.subtle.digest("SHA-256", new TextEncoder().encode(root)).then((found) => [...new Uint8Array(found).slice(0, 12)].map((each) => each.toString(16).padStart(2, "0")).join(""))}-`;
        for (const name of await caches.keys()) if (name.startsWith(mine)) await caches.delete(name);
        await registered?.unregister();
        await store.clear();
        view.replaceChildren(screen("cleared"));
        saved.textContent = "本机没有记录";
        page.querySelector("[data-done]").textContent = "";
        page.querySelector("[data-bar]").hidden = true;
      });
    },
  };
  let drawn = "";
  const draw = () => {
    if (cleared) return;
    const [name, key, nth] = decodeURIComponent(location.hash.slice(1)).split("/");
    if (!now) {
      view.textContent = sending.now.over || (navigator.onLine ? "正在取这次走访的内容…" : "本机没有这次走访的内容，请联网后再打开。");
      return;
    }
    const chosen = nth ? "question" : screens[name] ? name : "list";
    view.replaceChildren(screen(chosen));
    if (!atSites()) put("home", "返回");
    screens[chosen](key, Number(nth));
    drawn = location.hash;
    line();
  };
  // What changed by itself is drawn anew only where nobody is writing.
  const quietly = () => {
    const [name] = location.hash.slice(1).split("/");
    if (name === "here" && view.querySelector(".wrong, [data-sure] input:checked")) return;
    if (["", "here"].includes(name) || !view.firstElementChild) draw();
    else if (name === "site" && !location.hash.slice(1).split("/")[2]) {
      const site = now?.sites.find((each) => each.key === location.hash.split("/")[1]);
      if (site && view.querySelector("[data-thumbs]")) thumbs(site);
    }
  };
  addEventListener("hashchange", () => { draw(); scrollTo(0, 0); view.focus({ preventScroll: true }); });

  document.querySelector("[data-plain]")?.remove();
  page.hidden = false;
  await load();
  draw();
  line();
  navigator.serviceWorker.register("/visit-worker.js", { scope: root, updateViaCache: "none" }).catch((fault) => console.warn(fault));
  await sending.send();
  draw();
})();
