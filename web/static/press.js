// A reference goes to where the cursor last stood; without this script it goes to the end of the part chosen.
(() => {
  let last = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("#press-form textarea, #press-form .typing input[type=text]")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button || !last || !last.isConnected) return;
    event.preventDefault();
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.focus();
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
