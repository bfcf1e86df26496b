/* 字号三档和高对比。记在本机；存储被禁止时，同一个标签页里仍然记得。 */
(function () {
  'use strict';
  var root = document.documentElement;
  var KEY = 'kp-look';
  var SIZES = { '1': '', '2': 'large', '3': 'huge' };
  var look = { size: '1', contrast: false };

  function parse(text) {
    var parts = /^kp-look:([123])([cn])$/.exec(text || '');
    if (!parts) { return false; }
    look = { size: parts[1], contrast: parts[2] === 'c' };
    return true;
  }
  function load() {
    try { if (parse(window.localStorage.getItem(KEY))) { return; } } catch (forbidden) { /* 用标签页的名字 */ }
    parse(window.name);
  }
  function save() {
    var text = 'kp-look:' + look.size + (look.contrast ? 'c' : 'n');
    try { window.localStorage.setItem(KEY, text); } catch (forbidden) { window.name = text; }
  }
  function set(name, value) {
    if (value) { root.setAttribute(name, value); } else { root.removeAttribute(name); }
  }
  function show() {
    var buttons = document.querySelectorAll('[data-kp-textsize] button');
    var i, button, on;
    set('data-kp-size', SIZES[look.size]);
    set('data-kp-contrast', look.contrast ? 'more' : '');
    for (i = 0; i < buttons.length; i += 1) {
      button = buttons[i];
      on = button.value === 'contrast' ? look.contrast : button.value === look.size;
      button.setAttribute('aria-pressed', on ? 'true' : 'false');
    }
  }
  function press(event) {
    var value = event.currentTarget.value;
    if (value === 'contrast') { look.contrast = !look.contrast; } else { look.size = value; }
    save();
    show();
  }
  function ready() {
    var groups = document.querySelectorAll('[data-kp-textsize]');
    var buttons = document.querySelectorAll('[data-kp-textsize] button');
    var i;
    for (i = 0; i < buttons.length; i += 1) { buttons[i].addEventListener('click', press); }
    for (i = 0; i < groups.length; i += 1) { groups[i].hidden = false; }
    show();
  }

  root.setAttribute('data-kp-script', '');
  load();
  show();
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', ready);
  } else {
    ready();
  }
  /* 从前进后退的缓存里回来时，别的页可能改过。 */
  window.addEventListener('pageshow', function (event) { if (event.persisted) { load(); show(); } });
}());
