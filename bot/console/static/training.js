"use strict";
// The bar of a training moves on by itself while the page is open; when it is over the page is drawn anew.
(() => {
  const EVERY = 3000;
  const box = document.getElementById("training");
  if (!box || !("runs" in box.dataset)) return;
  const line = box.querySelector("p");
  const bar = box.querySelector("progress");

  async function look() {
    try {
      const answer = await fetch(box.dataset.from, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      if (!told.runs) {
        window.location.reload();
        return;
      }
      line.textContent = told.text;
      bar.value = told.share;
    } catch {
      // The next look may succeed.
    }
    setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
})();
