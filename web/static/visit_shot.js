// What a JPEG says of itself (EXIF): when it was taken, and where. Read here because the picture is made small before it is
// sent, and what a camera wrote into it stays on the phone; only the time goes along, and the place if that was agreed to.
"use strict";
window.visitShot = (() => {
  const HEAD = 256 * 1024; // EXIF stands in front of the picture
  const EXIF = 0x8769, GPS = 0x8825, TAKEN = 0x9003, ZONE = 0x9011;

  // Where the TIFF block of the EXIF segment begins; -1 where there is none.
  const start = (view) => {
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return -1;
    for (let at = 2; at + 10 < view.byteLength;) {
      const mark = view.getUint16(at), size = view.getUint16(at + 2);
      if ((mark & 0xff00) !== 0xff00 || mark === 0xffda || size < 2) return -1;
      if (mark === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
      at += 2 + size;
    }
    return -1;
  };
  // A directory's entries: tag → [type, count, where its value stands].
  const entries = (tiff, at) => {
    const found = new Map(), size = [0, 1, 1, 2, 4, 8];
    for (let nth = 0, total = tiff.u16(at); nth < total; nth += 1) {
      const one = at + 2 + 12 * nth, type = tiff.u16(one + 2), count = tiff.u32(one + 4);
      found.set(tiff.u16(one), [type, count, (size[type] || 8) * count > 4 ? tiff.u32(one + 8) : one + 8]);
    }
    return found;
  };
  const read = (bytes) => {
    const view = new DataView(bytes), base = start(view);
    if (base < 0) return {};
    const little = view.getUint16(base) === 0x4949;
    const tiff = { u16: (at) => view.getUint16(base + at, little), u32: (at) => view.getUint32(base + at, little) };
    const text = (entry) => (entry ? String.fromCharCode(...new Uint8Array(bytes, base + entry[2], Math.min(entry[1], 40))).replace(/\0.*$/s, "").trim() : "");
    const degrees = (where, at, turned) => {
      const entry = where.get(at + 1);
      if (!entry) return null;
      const [whole, minutes, seconds] = [0, 8, 16].map((step) => tiff.u32(entry[2] + step) / tiff.u32(entry[2] + step + 4));
      const found = whole + minutes / 60 + (seconds || 0) / 3600;
      return text(where.get(at)).toUpperCase() === turned ? -found : found;
    };
    const first = entries(tiff, tiff.u32(4)), taken = first.has(EXIF) ? entries(tiff, tiff.u32(first.get(EXIF)[2])) : new Map();
    const [day, time] = text(taken.get(TAKEN)).split(" "), where = first.has(GPS) ? entries(tiff, tiff.u32(first.get(GPS)[2])) : new Map();
    return {
      made_at: day && time ? `${day.replaceAll(":", "-")}T${time}${text(taken.get(ZONE))}` : "",
      latitude: degrees(where, 1, "S"), longitude: degrees(where, 3, "W"),
    };
  };

  return async (file, agreed) => {
    let found = {};
    try { found = read(await file.slice(0, HEAD).arrayBuffer()); } catch { /* broken, or not what it seems: it says nothing */ }
    const told = { made_at: found.made_at || "", with_place: agreed ? "1" : "" };
    if (!agreed || !Number.isFinite(found.latitude) || !Number.isFinite(found.longitude)) return told;
    return { ...told, latitude: found.latitude.toFixed(5), longitude: found.longitude.toFixed(5) };
  };
})();
