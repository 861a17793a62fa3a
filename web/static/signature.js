// A box to sign in by hand. Without script the tick alone signs.
"use strict";
window.signing = (form) => {
  const pad = form.querySelector("[data-pad]");
  const canvas = pad.querySelector("canvas");
  const drawn = form.querySelector("[name=drawn]");
  const pen = canvas.getContext("2d");
  let down = false;
  let strokes = 0;
  pen.lineWidth = 7;
  pen.lineCap = pen.lineJoin = "round";
  pad.hidden = false;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    down = true;
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down) return;
    pen.lineTo(...at(event));
    pen.stroke();
    strokes += 1;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { down = false; });
  pad.querySelector("[data-wipe]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    strokes = 0;
  });
  const kept = () => { drawn.value = strokes ? canvas.toDataURL("image/png") : ""; };
  form.addEventListener("submit", kept);
  return kept;
};
for (const form of document.querySelectorAll("[data-sign]")) window.signing(form);
