// What stands on this phone: the server's last word on the visit, with what was recorded here since laid over it; and what
// can be told of a form without the server, which decides.
"use strict";
window.visitRecord = (() => {
  const FOUND = { yes: "与报送一致", partly: "部分一致", no: "与报送不一致", unseen: "未能查看" };
  const ANSWERS = { yes: "是", no: "否", na: "不适用" };
  const SEVERITIES = { minor: "一般", major: "较重", serious: "严重" };
  const seen = (site) => site.verified && site.verified !== "unseen";

  const stands = (visit, items) => {
    const now = { findings: [], ...structuredClone(visit) }; // what was kept by an earlier page has none
    const open = items.filter((item) => item.state !== "arrived" || item.since >= visit.at);
    const site = (item) => now.sites.find((each) => each.key === item.data.site);
    const mine = { seen_by: visit.me.key, called: visit.me.called };
    const laid = {
      site: (item) => {
        if (site(item).verified !== item.data.verified) now.sample = null; // as the server does
        Object.assign(site(item), item.data, mine, { here: item });
      },
      photo: (item) => site(item).local.push(item),
      answers: (item) => { for (const each of item.data.answers) site(item).answers[each.question] = each; },
      place: (item) => { site(item).placed = true; },
      sample: (item) => { now.sample = { ...item.data, here: item }; },
      remark: (item) => now.remarks.push({ text: item.data.text, called: visit.me.called, here: item }),
      heard: (item) => now.heard.push({ ...item.data, here: item }),
      back: (item) => { site(item).photos = site(item).photos.filter((sha) => sha !== item.data.photo); },
      finding: (item) => now.findings.push({ ...item.data, called: visit.me.called, here: item }),
      sign: (item) => { now.me.signed = item; },
    };
    for (const each of now.sites) each.local = [];
    for (const item of open) if (!item.data.site || site(item)) laid[item.kind](item);
    const back = new Set(items.filter((item) => item.kind === "back" && item.state !== "refused").map((item) => item.data.photo));
    for (const each of now.sites) each.local = each.local.filter((item) => !back.has(item.sha));
    for (const item of items) { // pictures are shown from here as long as they lie here
      if (item.kind === "photo" && item.file && !open.includes(item) && site(item) && !back.has(item.sha)) site(item).local.push(item);
    }
    now.recorded = now.sites.filter((each) => each.verified).length;
    now.seen = now.sites.filter(seen).length;
    // What is not whole when it is signed; a site that could not be seen has its reason.
    const counted = (state) => items.filter((item) => item.state === state).length;
    const unanswered = now.sites.filter(seen).flatMap((each) => now.questions.filter((question) => !each.answers[question])).length;
    now.missing = [["", now.sites.length - now.recorded, "处未看"], ["清单有", unanswered, "问未答"], ["", counted("refused"), "条没有收下"], ["", counted("draft"), "张照片没有保存"]]
      .filter(([, count]) => count).map((each) => each.join("")).join("；");
    const done = now.sites.filter((each) => seen(each) && each.counts);
    now.suggested = { reported_done: done.length, verified: done.filter((each) => each.verified === "yes").length };
    return now;
  };

  const number = (typed) => {
    const plain = typed.normalize("NFKC").replace(/[,\s]/g, "");
    return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : null;
  };
  const checks = {
    site: (data, visit) => {
      const faults = {}, site = visit.sites.find((each) => each.key === data.site);
      const counted = data.quantity ? number(data.quantity) : null, listed = site.share ? Number(site.share) : null;
      if (!data.verified) faults.verified = "请选择这一处与报送是否一致。";
      else if (data.verified !== "yes" && !data.note) faults.note = "与报送不完全一致或者未能查看时，请写明看到的情况。";
      if (data.quantity && (counted === null || counted < 0)) faults.quantity = `现场数量“${data.quantity}”不是可用的数字，请填写不小于0的数。`;
      else if (counted !== null && listed !== null && !data.confirmed && (counted > listed || (data.verified === "yes" && counted < listed))) {
        faults.confirmed = `现场数量${counted}，台账所列${site.share}，请核对；确实如此的，勾选“数量无误”再保存。`;
      }
      return faults;
    },
    sample: (data, visit) => {
      const [done, sure] = [number(data.reported_done), number(data.verified)], counted = visit.way.key !== "sites";
      const found = counted ? { reported_done: done, verified: sure } : visit.suggested, checked = counted ? number(data.checked) : visit.seen;
      if (counted && (!Number.isInteger(checked) || checked < 1)) return { checked: "请填写抽查了多少，是大于0的整数。" };
      if (visit.way.key === "calls" && (!Number.isInteger(number(data.tried)) || number(data.tried) < checked)) return { tried: `拨打数应是不小于接通数${checked}的整数。` };
      if (!Number.isInteger(done) || done < 0 || done > checked) return { reported_done: `报送${visit.way.unit}数应是0到${checked}之间的整数（已看${checked}${visit.way.unit}）。` };
      if (!Number.isInteger(sure) || sure < 0 || sure > done) return { verified: `核实${visit.way.unit}数应是0到${done}之间的整数，不能多于报送${visit.way.unit}数。` };
      if (sure < done && !data.note) return { note: "核实数少于报送数，请写明差在哪里。" };
      if ((done !== found.reported_done || sure !== found.verified) && !data.confirmed) {
        return { confirmed: `与点位记录（报送${found.reported_done}处、核实${found.verified}处）不同，请核对；无误的，勾选后再保存。` };
      }
      return {};
    },
    finding: (data) => ({ ...(data.severity ? {} : { severity: "请选择问题的轻重：一般、较重或者严重。" }), ...(data.fact ? {} : { fact: "请写明查实的事实。" }),
      ...(data.photos.length ? {} : { photos: "请附上证据：选择这次走访的照片。" }) }),
    remark: (data) => (data.text ? {} : { text: "请写下意见。" }),
    heard: (data) => ({ ...(data.post ? {} : { post: "请写明说话人的单位和职务。" }), ...(data.text ? {} : { text: "请写下意见。" }) }),
    sign: (data, visit) => ({ ...(data.confirmed || data.drawn ? {} : { confirmed: "请勾选确认，或者在方框内手写签名。" }),
      ...(visit.missing && !data.sure ? { sure: `还缺：${visit.missing}。请补上；情况属实的，勾选后再签名。` } : {}) }),
  };

  // A picture of at most 2400 pixels a side, made here: what a camera wrote into it does not go along (visit_shot.js).
  const smaller = async (file) => {
    try {
      const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, 2400 / Math.max(whole.width, whole.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(whole.width * scale), height: Math.round(whole.height * scale) });
      canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
      whole.close();
      return await new Promise((done, failed) => canvas.toBlob((made) => (made ? done(made) : failed()), "image/jpeg", 0.85));
    } catch { return file; } // the server says what is wrong with it
  };

  // What a picture is, is told by its first bytes, as the server tells it; of one that this phone can read smaller() made a JPEG.
  const picture = async (file) => {
    const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
    return head.startsWith("\xff\xd8\xff") || head.startsWith("\x89PNG") || (head.startsWith("RIFF") && head.endsWith("WEBP"));
  };

  const words = (visit) => {
    const { reported_done: done, verified } = visit.sample, { key, title, unit } = visit.way;
    const head = key === "sites" ? `抽查${visit.seen}` : key === "calls" ? `${title}拨打${visit.sample.tried}个，接通${visit.sample.checked}` : `${title}${visit.sample.checked}`;
    const share = Number(done) ? `，核实率${Math.round((1000 * verified) / done) / 10}%` : "";
    return `${head}${unit}，报送${visit.stage || visit.way.done}${done}${unit}，核实${verified}${unit}${share}`;
  };
  return { FOUND, ANSWERS, SEVERITIES, stands, checks, smaller, picture, words };
})();
