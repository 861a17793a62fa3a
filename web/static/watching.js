// The office's page of a draw looks again every few seconds while nobody is writing in it.
"use strict";
(() => {
  const busy = () => document.querySelector("details[open]") || document.activeElement?.matches("input,select,textarea");
  const again = () => (busy() ? setTimeout(again, 4000) : location.reload());
  setTimeout(again, 4000);
})();
