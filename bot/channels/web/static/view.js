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

  // Words from the server enter the page here and in `choices` and `download`, as text and never as markup.
  function bubble(author, line) {
    const who = make('span', { className: 'unseen' });
    say(who, author === 'person' ? 'you' : 'bot');
    return make('div', { className: 'line ' + author }, who, make('p', { lang: langOf(line), textContent: line }));
  }

  function draw(item, onChoice) {
    const node = bubble(item.author, item.text);
    node.dataset.seq = item.seq;
    node.append(...item.files.filter((file) => file.preview).map(picture));
    const files = item.files.filter((file) => !file.preview);
    if (files.length) {
      const list = make('ul', {}, ...files.map(download));
      label(list, 'files');
      node.append(list);
    }
    if (item.buttons.length) node.append(choices(item.buttons, onChoice));
    return node;
  }

  function choices(buttons, onChoice) {
    const group = make('div', { className: 'choices', tabIndex: -1 }, ...buttons.map(({ title, token }) => make('button', {
      type: 'button', textContent: title, lang: langOf(title),
      onclick: () => {
        choose(group, title);
        group.focus({ preventScroll: true }); // not the box: on a phone that would open the keyboard
        onChoice(title, token, group);
      },
    })));
    group.setAttribute('role', 'group');
    label(group, 'choices');
    return group;
  }

  function choose(group, title) { // null takes the choice back
    group.dataset.title = title;
    group.classList.toggle('done', title !== null);
    label(group, title === null ? 'choices' : 'chosen');
    Array.from(group.children).forEach((button) => {
      button.disabled = title !== null;
      button.classList.toggle('chosen', button.textContent === title);
    });
  }

  // A line of the person that is a button's title chose that button, here or on another screen.
  function chosenBy(line) {
    const open = Array.from(log.querySelectorAll('.choices:not(.done)')).reverse();
    const group = open.find((one) => Array.from(one.children).some((button) => button.textContent === line));
    if (group) choose(group, line);
  }

  const address = (file) => '/chat/files/' + encodeURIComponent(file.id);

  function download(file) {
    const about = make('small'), kind = file.name.split('.').pop().toUpperCase();
    if (file.size) say(about, 'file_size', { kind, n: Math.max(1, Math.round(file.size / 1024)) });
    else about.textContent = kind;
    return make('li', {}, make('a', { href: address(file), download: file.name }, file.name, about));
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
