/* 连续看满档案定的分钟数，提醒歇一歇。换页接着算；停五分钟不看就从头算。只记在本机。 */
(function () {
  'use strict';
  var box = document.querySelector('[data-kp-rest]');
  var KEY = 'kp-rest';
  var PAUSE = 5 * 60 * 1000;
  var limit = box ? Number(box.getAttribute('data-kp-rest')) * 60 * 1000 : 0;
  var kept = '';
  var began, seen;

  function now() { return new Date().getTime(); }
  function read() {
    try { return window.sessionStorage.getItem(KEY) || ''; } catch (forbidden) { return kept; }
  }
  function write() {
    kept = began + ' ' + seen;
    try { window.sessionStorage.setItem(KEY, kept); } catch (forbidden) { /* 只记在这一页 */ }
  }
  function restart() {
    began = now();
    seen = began;
    write();
  }
  function tick() {
    var at = now();
    if (document.hidden) { return; }
    if (at - seen > PAUSE || at < seen) { restart(); }
    seen = at;
    write();
    if (at - began >= limit) { box.hidden = false; }
  }
  function rested() {
    box.hidden = true;
    restart();
  }

  if (!box || !(limit > 0)) { return; }
  (function () {
    var parts = read().split(' ');
    began = Number(parts[0]);
    seen = Number(parts[1]);
    if (!(began > 0) || !(seen >= began)) { restart(); }
  }());
  box.querySelector('button').addEventListener('click', rested);
  document.addEventListener('visibilitychange', tick);
  window.setInterval(tick, 15000);
  tick();
}());
