'use strict';
// Lets the page open without a connection as well, to say so. What the worker keeps are the page's own files.
(function () {
  if (!('serviceWorker' in navigator)) return; // plain http, or a private window of some browsers
  const address = '/worker.js';
  // The page's policy lets no text become a script; this is the one address that may.
  const script = window.trustedTypes
    ? trustedTypes.createPolicy('worker', { createScriptURL: () => address }).createScriptURL('')
    : address;
  const installed = matchMedia('(display-mode: standalone)').matches;

  function forget() {
    navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister())).catch(() => {});
    caches.keys().then((names) => names.forEach((name) => caches.delete(name))).catch(() => {});
  }

  addEventListener('erased', forget); // the server asks the browser for the same; older ones do not listen
  addEventListener('left', () => { if (!installed) forget(); }); // who leaves in a hurry leaves no list of visited pages
  addEventListener('load', () => navigator.serviceWorker.register(script).catch(() => {}));
})();
