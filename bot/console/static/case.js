"use strict";
// A case that is open: says when something new came, keeps what is typed, and never sends a form into nothing.
(() => {
  const EVERY = 10000;
  const PAUSE = 1000; // milliseconds without a key before what was typed is kept
  const news = document.getElementById("news");
  const form = document.querySelector("form[data-unsaved]");
  let items = Number(news.dataset.items);
  let typed = false;
  let sent = false;
  let keeping = Promise.resolve();

  function say(text, link, to = "/sign-in") {
    news.textContent = text;
    news.className = text ? "notice" : "";
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = to;
      if (to === "/sign-in") Object.assign(anchor, { target: "_blank", rel: "noopener" });
      anchor.textContent = link;
      news.append(" ", anchor);
    }
  }

  // True while the session lives; the forms then carry its token as it is now, also after signing in elsewhere.
  async function alive() {
    let answer;
    try {
      answer = await fetch(news.dataset.pulse, { redirect: "manual" });
    } catch {
      say(news.dataset.lost);
      return false;
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      say(news.dataset.ended, news.dataset.elsewhere);
      return false;
    }
    if (!answer.ok) {
      if (answer.status === 404) say(news.dataset.gone, news.dataset.queue, "/queue");
      else say(news.dataset.lost);
      return false;
    }
    const now = await answer.json();
    for (const field of document.querySelectorAll("input[name=csrf]")) field.value = now.csrf;
    for (const [seq, text] of Object.entries(now.seen || {})) {
      for (const line of document.querySelectorAll(`[data-sight="${seq}"]`)) {
        if (line.textContent !== text) line.textContent = text;
      }
    }
    if ([news.dataset.lost, news.dataset.ended].some((text) => text && news.textContent.startsWith(text))) say("");
    if (news.dataset.new && now.items > items) {
      items = now.items;
      say((await hear()) ? news.dataset.said : news.dataset.new);
    }
    return true;
  }

  // What was said since the page was opened stands in the talk by itself. True when there was anything.
  async function hear() {
    const talk = document.getElementById("said");
    if (!talk) return false;
    try {
      const answer = await fetch(`${news.dataset.pulse}?after=${talk.dataset.seq}`, { redirect: "manual" });
      const said = answer.ok ? (await answer.json()).said : [];
      const none = document.getElementById("said-none");
      if (none && said.length) none.remove();
      for (const line of said) {
        const drawn = document.createElement("p");
        drawn.className = `said ${line.author}`;
        const who = document.createElement("strong");
        who.textContent = line.who;
        const at = document.createElement("small");
        at.textContent = line.at;
        drawn.append(who, " ", at);
        for (const words of line.words) {
          const span = document.createElement("span");
          span.className = "words";
          span.textContent = words;
          drawn.append(document.createElement("br"), span);
        }
        if (line.seen) {
          const seen = document.createElement("small");
          seen.dataset.sight = line.seq;
          seen.textContent = line.seen;
          drawn.append(document.createElement("br"), seen);
        }
        talk.append(drawn);
        talk.dataset.seq = line.seq;
      }
      return said.length > 0;
    } catch {
      return false;
    }
  }

  async function beat() {
    await alive();
    setTimeout(beat, EVERY);
  }
  setTimeout(beat, EVERY);

  // Ctrl+Enter sends the form one is in; Ctrl+S saves the edit. Where a form can be sent in several ways, as a decision
  // can, it goes to the first of them and sends nothing: which one is meant only the advocate knows.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const inside = event.target.closest && event.target.closest("form");
    if (event.key === "Enter" && inside && event.target.tagName === "TEXTAREA") {
      event.preventDefault();
      const ways = inside.querySelectorAll("button:not([type=button])");
      if (ways.length > 1) ways[0].focus();
      else inside.requestSubmit();
    } else if (event.key === "s" && form) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  // No form of the page goes out while nobody would take it: what was typed stays on the screen.
  document.addEventListener("submit", (event) => {
    const target = event.target;
    if (target.method !== "post" || target.dataset.checked || !target.action.includes("/cases/")) return;
    event.preventDefault();
    const button = event.submitter;
    // A draft that is still on its way must not arrive after the save.
    Promise.all([alive(), keeping]).then(([well]) => {
      if (!well) return;
      target.dataset.checked = "yes";
      sent = true;
      target.requestSubmit(button);
    });
  });

  // A sentence of one's own goes in where one was writing.
  for (const button of document.querySelectorAll("[data-put]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.put);
      const words = document.getElementById(button.getAttribute("aria-describedby")).textContent;
      const apart = /\S$/.test(field.value.slice(0, field.selectionStart)) ? " " : "";
      field.setRangeText(apart + words, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    });
  }

  if (!form) return;
  let timer;

  async function keep() {
    clearTimeout(timer);
    if (!typed || sent) return;
    typed = false;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.unsaved, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.status === 204) say(news.dataset.kept);
      else {
        typed = true;
        await alive();
      }
    } catch {
      typed = true;
      say(news.dataset.lost);
    }
  }

  form.addEventListener("input", () => {
    typed = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      keeping = keep();
    }, PAUSE);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keeping = keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed && !sent) event.preventDefault();
  });
})();
