"use strict";
// The queue renews itself while it is open: rows are drawn anew when the server says they are others.
(() => {
  const EVERY = 5000;
  const list = document.getElementById("rows");
  const news = document.getElementById("news");
  const none = document.getElementById("none");
  const template = document.getElementById("row");
  const title = document.title;
  let tag = "";
  let seen = new Set(); // the cases that stood here when the tab was last looked at

  function drawn(row) {
    const item = template.content.firstElementChild.cloneNode(true);
    item.dataset.id = row.id;
    const name = item.querySelector(".name");
    name.textContent = row.name;
    name.href = `/cases/${encodeURIComponent(row.id)}`;
    item.querySelector(".age").textContent = row.age;
    const labels = item.querySelector(".labels");
    for (const label of row.labels) {
      const mark = document.createElement("span");
      mark.className = `tag ${label.look}`.trim();
      mark.textContent = label.text;
      labels.append(mark, " ");
    }
    const form = item.querySelector("form");
    form.action = `/cases/${encodeURIComponent(row.id)}/claim`;
    form.hidden = !row.waits;
    form.elements.csrf.value = list.dataset.csrf;
    const button = form.querySelector("button");
    button.setAttribute("aria-label", `${button.textContent}: ${row.name}`);
    return item;
  }

  function show(rows) {
    const focused = document.activeElement;
    const at = focused && focused.closest("#rows li");
    const kind = focused && focused.tagName;
    list.replaceChildren(...rows.map(drawn));
    none.hidden = rows.length > 0;
    if (at) {
      const same = [...list.children].find((item) => item.dataset.id === at.dataset.id);
      const target = same && same.querySelector(kind === "BUTTON" ? "button" : "a");
      if (target) target.focus();
    }
  }

  function ids() {
    return [...list.children].map((item) => item.dataset.id);
  }

  // A dot on the tab, or a number for who asked for it, and no word: the screen may be seen by others.
  function mark() {
    const fresh = ids().filter((id) => !seen.has(id)).length;
    const counts = news.dataset.count && fresh > 0;
    document.title = counts ? news.dataset.count.replace("{n}", fresh) : `• ${title}`;
  }

  async function look() {
    try {
      const answer = await fetch(list.dataset.from, { redirect: "manual", headers: tag ? { "if-none-match": tag } : {} });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        news.textContent = news.dataset.ended;
        return;
      }
      if (answer.status === 200) {
        const first = tag === "";
        tag = answer.headers.get("etag") || "";
        show(await answer.json());
        news.textContent = first ? "" : news.dataset.renewed;
        if (!first && document.hidden) mark();
      } else if (answer.status === 304) {
        if (news.textContent === news.dataset.lost) news.textContent = "";
      } else {
        news.textContent = news.dataset.lost;
      }
    } catch {
      news.textContent = news.dataset.lost;
    }
    setTimeout(look, EVERY);
  }

  document.addEventListener("visibilitychange", () => {
    seen = new Set(ids());
    if (!document.hidden) document.title = title;
  });
  setTimeout(look, EVERY);
})();
