'use strict';
// Pages beside the chat take its place in the browser's history, so that "back" after the exit leads to none of them.
document.querySelectorAll('a.swap').forEach((link) => {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
});

// Lets the page open without a connection as well, to say so. What the worker keeps are the page's own files.
window.shell = (function () {
  if (!('serviceWorker' in navigator)) return null; // plain http, or a private window of some browsers
  const address = '/worker.js';
  // The page's policy lets no text become a script; this is the one address that may.
  const script = window.trustedTypes
    ? trustedTypes.createPolicy('worker', { createScriptURL: () => address }).createScriptURL('')
    : address;

  function forget() {
    const worker = navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())));
    const cache = caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))));
    return Promise.all([worker, cache]).catch(() => {});
  }

  addEventListener('erased', forget); // the server asks the browser for the same; older ones do not listen
  addEventListener('load', () => navigator.serviceWorker.register(script).catch(() => {}));
  return { forget };
})();
