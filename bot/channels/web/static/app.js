'use strict';
// The conversation: asks the server what is new, sends what the person writes, ends and leaves. Plain script, for old
// phones too. Nothing goes into the browser's storage, which is written to disk and found in a search: unsent messages
// live in memory, all else is on the server and comes back after a reload.
(function () {
  const POLL_SECONDS = 25;
  const TURN_SECONDS = 3; // while an answer is being made: short, so that the indicator does not outlive the turn
  const LONGEST_PAUSE = 15;
  const ECHO_MS = 4000; // our message should be back by then, or the poll hangs on a dead connection
  const EXIT_PRESSES = 3, EXIT_MS = 1500;
  // Answers that trying again cannot change: the words go back into the box.
  const REFUSED = ['bad_json', 'bad_message', 'bad_origin', 'bad_type', 'empty', 'too_long'];

  const { $, say, hush, panel } = view;
  const log = $('log'), box = $('text');
  const limit = Number(document.body.dataset.limit);
  const byTouch = matchMedia('(hover: none) and (pointer: coarse)').matches;

  let epoch = 0; // grows when a conversation starts or ends: older loops stop
  let last = 0; // seq of the newest line on the screen
  let failures = 0; // in a row
  let busy = false; // an answer is being made
  let accepted = 0; // messages the server has taken
  let mine = []; // own messages that the server has not repeated yet, in order
  let delivery = null; // the delivery loop, while it runs
  let poll = new AbortController();
  let sleepers = [];
  let sentAt = 0;
  let presses = [];

  // ---- The server

  // Only `status` is a good answer: a hotel's login page must not pass for one.
  async function call(method, path, status, body, stop, seconds) {
    const timer = setTimeout(() => stop.abort(), seconds * 1000);
    try {
      const response = await fetch(path, {
        method, signal: stop.signal, cache: 'no-store', redirect: 'error', credentials: 'same-origin',
        headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body),
      });
      if (response.status === status) return status === 200 ? await response.json() : null;
      const code = response.status < 500 && (await response.json()).code;
      throw Object.assign(new Error(code), { code, pause: Number(response.headers.get('Retry-After')) });
    } finally {
      clearTimeout(timer);
    }
  }

  const post = (path, status, body) => call('POST', path, status, body, new AbortController(), 20);

  const sleep = (seconds) => new Promise((resolve) => {
    sleepers.push(resolve);
    setTimeout(resolve, seconds * 1000);
  });

  function wake() {
    sleepers.splice(0).forEach((resolve) => resolve());
    poll.again = true;
    poll.abort();
  }

  // One failure alone is not worth a word: phones change networks all the time.
  async function disconnected(error) {
    failures += 1;
    if (failures > 1 || navigator.onLine === false) {
      say($('offline'), 'offline');
      working(false);
    }
    await sleep(error.pause || Math.min(2 ** (failures - 1), LONGEST_PAUSE));
  }

  function connected() {
    failures = 0;
    hush($('offline'));
  }

  async function start() {
    const turn = ++epoch;
    last = 0;
    log.setAttribute('aria-busy', 'true'); // an old conversation is shown, not read out
    say($('typing'), 'connecting');
    while (turn === epoch) {
      try {
        await post('/chat/session', 204, { lang: view.lang() });
        return listen(turn);
      } catch (error) {
        await disconnected(error);
      }
    }
  }

  async function listen(turn) {
    let first = true;
    while (turn === epoch) {
      if (document.hidden) {
        await sleep(3600);
        continue;
      }
      const wait = first || failures ? 0 : busy ? TURN_SECONDS : POLL_SECONDS;
      const before = accepted, began = Date.now();
      poll = new AbortController();
      try {
        const news = await call('GET', '/chat/replies?after=' + last + '&wait=' + wait, 200, null, poll, wait + 15);
        if (turn !== epoch) return;
        connected();
        show(news, before === accepted);
        if (first) log.removeAttribute('aria-busy');
        // A proxy that answers at once must not make us spin.
        else if (!news.items.length && Date.now() - began < 500) await sleep(1);
        first = false;
      } catch (error) {
        if (turn !== epoch) return;
        if (error.code === 'no_conversation') return close(first ? 'cookies' : 'closed');
        if (!poll.again) await disconnected(error);
      }
    }
  }

  function show(news, current) {
    Array.from(log.children).forEach((node) => { if (Number(node.dataset.seq) < news.kept_from) node.remove(); });
    news.items.filter((item) => item.seq > last).forEach((item) => {
      last = item.seq;
      if (item.author === 'person') heard(item);
      const next = unsent()[0];
      log.insertBefore(view.draw(item, send), next ? next.node : null);
    });
    if (news.items.length) $('photo').hidden = !news.photos;
    if (current || news.typing) working(news.typing);
    view.keepInView();
  }

  // The server repeats our own line: the one drawn here makes way for it.
  function heard(item) {
    const found = mine.find((message) => (item.id ? message.body.id === item.id : message.line === item.text));
    if (found) drop(found);
    if (!found || !found.group) view.chosenBy(item.text);
  }

  function working(now) {
    busy = now;
    if (now) say($('typing'), 'typing');
    else hush($('typing'));
  }

  // ---- Sending

  function uuid() { // crypto.randomUUID is missing on plain http and on old phones
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  function send(line, token, group) {
    const node = view.bubble('person', line);
    say(node.appendChild(view.make('small')), 'sending');
    log.append(node);
    mine.push({ body: Object.assign({ id: uuid() }, token ? { button: token } : { text: line }), line, group, node });
    view.keepInView(true);
    deliver();
  }

  const unsent = () => mine.filter((message) => !message.taken);

  function drop(message) {
    mine.splice(mine.indexOf(message), 1);
    message.node.remove();
    deliver();
  }

  function deliver() {
    // Asks before the page closes, but only while something would be lost.
    onbeforeunload = unsent().length ? (event) => { event.preventDefault(); return ''; } : null;
    if (delivery || !unsent().length) return;
    delivery = deliverAll(epoch).then(() => {
      delivery = null;
      deliver();
    });
  }

  // One at a time and in order, with the same id until the server has it; the server drops what it already knows.
  async function deliverAll(turn) {
    for (let next; turn === epoch && (next = unsent()[0]);) {
      try {
        await post('/chat/messages', 202, next.body);
        if (turn === epoch) taken(next);
      } catch (error) {
        if (turn !== epoch) return;
        if (error.code === 'no_conversation') close('closed');
        else if (REFUSED.includes(error.code)) giveBack(next, error.code);
        else await disconnected(error);
      }
    }
  }

  function taken(message) {
    message.taken = true;
    accepted += 1;
    if (!mine.includes(message)) return; // repeated by the server before it answered
    message.node.lastChild.remove();
    working(true);
    setTimeout(() => { if (mine.includes(message)) wake(); }, ECHO_MS);
  }

  function giveBack(message, code) {
    drop(message);
    if (message.group) view.choose(message.group, null);
    else write(message.line + (box.value && '\n' + box.value));
    complain(view.has(code) ? code : 'refused', { n: length(message.line), max: limit });
  }

  // ---- Writing

  const length = (value) => Array.from(value).length; // code points, as the server counts

  function complain(key, values) {
    say($('problem'), key, values);
    box.setAttribute('aria-invalid', 'true');
    box.focus();
  }

  function write(value) {
    box.value = value;
    written();
  }

  function written() {
    const n = limit - length(box.value);
    if (n < 0) say($('count'), 'over', { n: -n });
    else if (n < limit / 10) say($('count'), 'left', { n });
    else hush($('count'));
    hush($('problem'));
    box.removeAttribute('aria-invalid');
    fitBox();
  }

  function fitBox() {
    box.style.height = 'auto';
    box.style.height = box.scrollHeight + 2 + 'px';
  }

  function submit(event) {
    event.preventDefault();
    const line = box.value.trim();
    if (!line && Date.now() - sentAt < 1000) return; // the second half of a double click
    if (!line) return complain('empty');
    if (length(line) > limit) return complain('too_long', { n: length(line), max: limit });
    sentAt = Date.now();
    write('');
    send(line);
    box.focus();
  }

  // ---- The end of a conversation, leaving

  // Nothing of the conversation stays on the screen or in memory. Gives back the words that never left.
  function stop() {
    epoch += 1;
    const left = unsent().filter((message) => !message.group).map((message) => message.line);
    mine = [];
    deliver();
    wake();
    connected();
    working(false);
    log.textContent = '';
    $('photo').hidden = true;
    return left;
  }

  function close(why) {
    write(stop().concat(box.value || []).join('\n'));
    panel(why, 'again', again);
  }

  function again() {
    panel(null);
    start();
    box.focus();
  }

  async function erase() {
    view.closeDialog('confirm');
    stop();
    write('');
    panel('erasing');
    await delivery; // a message still on its way must not arrive after the erasure
    try {
      await post('/chat/erase', 204, {});
      dispatchEvent(new Event('erased'));
      panel('erased', 'again', again);
    } catch (error) {
      panel('erase_failed', 'retry', erase);
    }
  }

  // The screen first, the network after. Without a connection our empty page would become the browser's error page.
  function leave() {
    const cutOff = failures > 0 || navigator.onLine === false;
    const title = view.words('blank_title');
    stop();
    document.title = title;
    document.body.textContent = '';
    // The blank page has the browser drop what it kept of this one; without a connection we do that ourselves first.
    const go = () => location.replace(cutOff ? 'about:blank' : '/blank');
    if (cutOff && window.shell) Promise.race([window.shell.forget(), sleep(1)]).then(go);
    else go();
  }

  function watchEscape(event) {
    if (event.repeat) return;
    presses = presses.filter((at) => Date.now() - at < EXIT_MS).concat(Date.now());
    if (event.key !== 'Escape') presses = [];
    if (presses.length >= EXIT_PRESSES) leave();
  }

  document.querySelectorAll('.exit').forEach((button) => { button.onclick = leave; });
  $('erase').onclick = () => view.openDialog('confirm', $('erase'));
  $('confirm-no').onclick = () => view.closeDialog('confirm');
  $('confirm-yes').onclick = erase;
  $('form').onsubmit = submit;
  box.oninput = written;
  box.onkeydown = (event) => {
    // A phone's keyboard has no Shift+Enter: there, Enter makes a line and the button sends.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && !byTouch) submit(event);
  };
  document.addEventListener('keydown', watchEscape, true);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) wake(); });
  addEventListener('online', wake);
  addEventListener('resize', fitBox);

  written();
  start();
})();
