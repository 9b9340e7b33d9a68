"use strict";
// While the page is open it says so: what was played is forgotten soon after it is closed. When the models are loaded
// the page is drawn anew.
(() => {
  const EVERY = 4000;
  const box = document.getElementById("rehearsal");
  if (!box) return;

  async function look() {
    try {
      const answer = await fetch(box.dataset.from, { headers: { accept: "application/json" } });
      if (answer.ok && (await answer.json()).state !== box.dataset.state) {
        window.location.reload();
        return;
      }
    } catch {
      // The next look may succeed.
    }
    setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
})();
