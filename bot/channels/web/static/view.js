'use strict';
// What is on the screen: words in two languages, the lines of the conversation, scrolling, dialogs. It knows no server.
const view = (function () {
  const $ = (id) => document.getElementById(id);
  const scroller = $('scroll'), log = $('log');
  const texts = JSON.parse($('texts').textContent);
  let lang = document.documentElement.lang;
  let follow = true; // keep the newest turn in view, until the person scrolls away
  let opener; // gets the focus back when a dialog closes

  // ---- Words: a node remembers its sentence (data-t, data-label), so switching the language needs no request

  const has = (key) => key in texts[lang];
  const words = (key, node) => texts[lang][key].replace(/\{(\w+)\}/g, (_, name) => node.dataset[name]);
  const langOf = (line) => (/[а-яё]/i.test(line) ? 'ru' : 'en'); // the voice a screen reader takes

  function say(node, key, values) {
    if (node.dataset.t === key && !values) return; // said already: a live region would repeat it
    Object.assign(node.dataset, values, { t: key });
    node.textContent = words(key, node);
  }

  function hush(node) {
    delete node.dataset.t;
    node.textContent = '';
  }

  function label(node, key) {
    node.dataset.label = key;
    node.setAttribute(node.dataset.as || 'aria-label', words(key, node));
  }

  function switchLanguage() {
    $('lang').lang = lang;
    lang = lang === 'ru' ? 'en' : 'ru';
    document.cookie = 'lang=' + lang + ';path=/;samesite=strict';
    document.documentElement.lang = lang;
    document.title = words('title');
    document.querySelectorAll('[data-t]').forEach((node) => { node.textContent = words(node.dataset.t, node); });
    document.querySelectorAll('[data-label]').forEach((node) => label(node, node.dataset.label));
  }

  // ---- Lines

  function make(tag, fields, ...children) {
    const node = Object.assign(document.createElement(tag), fields);
    node.append(...children);
    return node;
  }

  // Words from the server enter the page here and in `choices` and `fold`, as text and never as markup.
  const items = (tag, block, more) => make(tag, Object.assign({ lang: langOf(block.lines.join()) }, more),
    ...block.lines.map((line) => make('li', {}, line)));
  const kinds = {
    text: ({ title, lines }) => make('p', { lang: langOf((title || '') + lines[0]) }, ...(title ? [make('b', {}, title)] : []), lines[0]),
    list: (block) => items('ul', block),
    steps: (block) => items('ol', block, { start: block.start || 1 }),
    risk: (block) => make('div', { className: 'risk' }, ...(block.title ? [make('p', { lang: langOf(block.title) }, block.title)] : []),
      block.lines.length > 1 ? items('ul', block) : make('p', { lang: langOf(block.lines[0]) }, block.lines[0])),
    notes: ({ lines }) => fold('notes', lines[0], ...lines.slice(1).map((line) => make('p', { lang: langOf(line) }, line))),
  };
  const drawn = (blocks) => blocks.map((block) => kinds[block.kind](block));

  function fold(className, title, ...inside) {
    const summary = make('summary', { lang: langOf(title), textContent: title });
    return make('details', { className, ontoggle: showMore }, summary, ...inside);
  }

  function folded(key, ...inside) {
    const node = fold('', '', ...inside);
    say(node.firstChild, key);
    return node;
  }

  function bubble(author, line, blocks) {
    const who = make('span', { className: 'unseen' });
    say(who, author === 'person' ? 'you' : 'bot');
    return make('div', { className: 'line ' + author }, who, ...drawn(blocks || [{ kind: 'text', lines: [line] }]));
  }

  function draw(item, onChoice) {
    const node = bubble(item.author, item.text, item.blocks);
    node.dataset.seq = item.seq;
    const parts = item.sections || [], inside = [].concat(...parts.map((part) => part.files));
    const own = item.files.filter((file) => !inside.includes(file.id));
    node.append(...own.filter((file) => file.preview).map(picture), ...downloads(own));
    if ('paper' in item) {
      node.classList.add('card');
      node.append(folded('card_text', make('p', { className: 'sheet', lang: langOf(item.paper) }, item.paper)));
    }
    parts.forEach(({ title, blocks, files }) => {
      const all = [...drawn(blocks), ...downloads(item.files.filter((file) => files.includes(file.id)))];
      node.append(title ? fold('', title, ...all) : folded('card_before', ...all));
    });
    if (item.buttons.length) node.append(choices(item.buttons, onChoice));
    return node;
  }

  const buttonsOf = (group) => Array.from(group.querySelectorAll('[data-title]'));

  function choices(buttons, onChoice) {
    const group = make('div', { className: 'choices', tabIndex: -1 });
    const send = (title, token) => {
      choose(group, title);
      group.focus({ preventScroll: true }); // not the box: on a phone that would open the keyboard
      onChoice(title, token, group);
    };
    group.append(...buttons.map((one) => choice(one, group, send)));
    if (buttons.some(({ kind }) => kind === 'several')) {
      const ready = make('button', { type: 'button', className: 'ready', disabled: true, onclick: () => {
        const picked = buttonsOf(group).filter((button) => button.getAttribute('aria-pressed') === 'true');
        send(picked.map((button) => button.dataset.title).join(', '), picked.map((button) => button.dataset.token).join());
      } });
      say(ready, 'several');
      group.insertBefore(ready, group.querySelector('.move'));
    }
    group.setAttribute('role', 'group');
    label(group, 'choices');
    return group;
  }

  function choice({ title, token, kind, label: full, about }, group, send) {
    const several = kind === 'several';
    const button = make('button', { type: 'button', className: about ? 'topic' : kind || '', lang: langOf(title) }, full || title);
    if (about) button.append(make('small', {}, about));
    Object.assign(button.dataset, { title, token });
    if (several) button.setAttribute('aria-pressed', 'false');
    let pressedAt = 0;
    button.onclick = () => {
      if (several) {
        button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') === 'false'));
        group.querySelector('.ready').disabled = !group.querySelector('[aria-pressed=true]');
      } else if (Date.now() - pressedAt > 1000) { // the second half of a double click
        pressedAt = Date.now();
        send(title, token);
      }
    };
    return button;
  }

  // What is only to be read stays: one topic after the other. An answer ends the question. Null takes a choice back.
  function choose(group, title) {
    const isOne = (button) => button.dataset.title === title || (button.className.includes('several') && title !== null && title.split(', ').includes(button.dataset.title));
    const pressed = buttonsOf(group).filter(isOne);
    const reading = pressed.length > 0 && pressed.every((button) => button.classList.contains('topic'));
    group.dataset.title = title;
    label(group, title === null ? 'choices' : 'chosen');
    buttonsOf(group).forEach((button) => {
      if (button.classList.contains('topic')) {
        if (isOne(button)) button.classList.add('chosen');
      } else if (!reading) {
        button.disabled = title !== null;
        button.classList.toggle('chosen', isOne(button));
      }
    });
    const ready = group.querySelector('.ready');
    if (ready && !reading) ready.disabled = (ready.hidden = title !== null) || !group.querySelector('[aria-pressed=true]');
    group.classList.toggle('done', buttonsOf(group).every((button) => button.disabled));
  }

  // A line of the person that is a button's title chose that button, here or on another screen.
  function chosenBy(line) {
    const open = Array.from(log.querySelectorAll('.choices:not(.done)')).reverse();
    const titles = (group) => buttonsOf(group).filter((button) => !button.disabled).map((button) => button.dataset.title);
    const group = open.find((one) => titles(one).includes(line) || line.split(', ').every((part) => titles(one).includes(part)));
    if (group) choose(group, line);
  }

  const address = (file) => '/chat/files/' + encodeURIComponent(file.id);

  function downloads(files) {
    const found = files.filter((file) => !file.preview).map(download);
    if (!found.length) return [];
    const list = make('ul', { className: 'files' }, ...found);
    label(list, 'files');
    return [list];
  }

  function download(file) {
    const name = make('span'), about = make('small'), end = file.name.split('.').pop(), kind = end.toUpperCase();
    if (has('file_' + end)) say(name, 'file_' + end);
    else name.textContent = file.name;
    if (file.size) say(about, 'file_size', { kind, n: Math.max(1, Math.round(file.size / 1024)) });
    else about.textContent = kind;
    return make('li', {}, make('a', { href: address(file), download: file.name }, name, about));
  }

  function picture(file) {
    const hint = make('span'), image = make('img', { src: address(file), onload: keepInView });
    say(hint, 'picture_open');
    image.dataset.as = 'alt';
    label(image, 'picture_alt');
    const open = make('button', { type: 'button', className: 'picture' }, image, hint);
    image.onerror = () => {
      const sorry = make('p');
      say(sorry, 'picture_failed');
      open.replaceWith(sorry);
    };
    open.onclick = () => {
      $('sheet').textContent = '';
      $('sheet').append(image.cloneNode());
      openDialog('viewer', open);
      $('sheet').scrollLeft = ($('sheet').scrollWidth - $('sheet').clientWidth) / 2;
    };
    return open;
  }

  // ---- Scrolling

  // A long answer is read from its beginning: the last own line stays at the top until what follows fits.
  function aim() {
    const own = log.querySelectorAll('.person');
    if (!own.length) return 0;
    const top = own[own.length - 1].getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    return Math.min(scroller.scrollHeight - scroller.clientHeight, scroller.scrollTop + top - 12);
  }

  function keepInView(now) {
    if (now === true) follow = true;
    if (follow) scroller.scrollTop = Math.max(scroller.scrollTop, aim());
    showMore();
  }

  function showMore() {
    $('more').hidden = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  }

  // The bar with the exit must stay on the screen when a phone's keyboard comes up. Zooming in is none of our business.
  function fit() {
    const { scale, height, offsetTop } = window.visualViewport;
    if (scale > 1.01) return;
    document.body.style.height = height + 'px';
    document.body.style.transform = offsetTop ? 'translateY(' + offsetTop + 'px)' : '';
    keepInView();
  }

  // ---- Dialogs and the page without a conversation

  function openDialog(id, from) {
    opener = from;
    if ($(id).showModal) $(id).showModal();
    else $(id).setAttribute('open', '');
  }

  function closeDialog(id) {
    if ($(id).close) $(id).close();
    else $(id).removeAttribute('open');
  }

  function panel(name, button, action) { // null brings the conversation back
    scroller.hidden = $('form').hidden = $('erase').disabled = Boolean(name);
    $('panel').hidden = !name;
    showMore();
    if (!name) return;
    say($('panel-title'), name + '_title');
    if (has(name + '_body')) say($('panel-body'), name + '_body');
    else hush($('panel-body'));
    $('panel-button').hidden = !button;
    if (button) say($('panel-button'), button);
    $('panel-button').onclick = action;
    $('panel').focus();
  }

  $('stuck').remove();
  $('lang').onclick = switchLanguage;
  $('viewer-close').onclick = () => closeDialog('viewer');
  $('confirm').onclose = $('viewer').onclose = () => opener.focus();
  $('more').onclick = () => { scroller.scrollTop += scroller.clientHeight * 0.85; };
  scroller.onscroll = () => {
    follow = scroller.scrollTop >= aim() - 48;
    showMore();
  };
  if (window.visualViewport) visualViewport.onresize = visualViewport.onscroll = fit;

  return { $, bubble, chosenBy, choose, closeDialog, draw, has, hush, keepInView, lang: () => lang, make, openDialog, panel, say, words };
})();
