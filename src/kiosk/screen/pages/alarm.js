/* 应急提示层：盖住内容，一次一条；点“先看别的”收成顶上一条横幅，没人了再展开。
   到时自己消失：按服务给的剩余秒数和浏览器自己的计时，不看本机的日期。文字一律按文字写入。 */
(function () {
  'use strict';
  var TURN_SECONDS = 15;
  var told = null;
  var at = 0;
  var turn = 0;
  var folded = '';

  function one(id) { return document.getElementById(id); }
  function words(id, text) {
    one(id).textContent = text || '';
    one(id).hidden = !text;
  }
  function clock() { return window.performance.now() / 1000; }

  function mark() { return told.is_drill ? '演练' : '应急'; }
  function draw() {
    var is = Boolean(told);
    one('alarm').hidden = !is || folded !== told.key;
    one('siren').hidden = !is || folded === told.key;
    if (!is) { return; }
    at %= told.notices.length;
    var now = told.notices[at];
    var rank = told.is_drill ? 'drill' : 'rank-' + now.rank;
    one('siren').className = 'siren ' + rank;
    one('alarm').className = 'alarm ' + rank;
    words('alarm-mark', mark() + ' · ' + now.level);
    words('alarm-title', now.title);
    words('siren-drill', told.is_drill ? '演练 · 这不是真的 · 演练' : '');
    words('siren-mark', mark() + ' · ' + now.category + ' · ' + now.level);
    words('siren-title', now.title);
    words('siren-act', now.act);
    words('siren-area', now.area);
    words('siren-until', now.until);
    words('siren-authority', now.authority + '，' + now.issued + (now.is_provisional ? '（先行发布，正在复核）' : ''));
    words('siren-calls', told.hotlines.join('　'));
    words('siren-doubt', told.is_doubtful ? '可能已经过期：本机时间不准，也没有联上网。发出时间：' + told.signed : '');
    words('siren-more', told.omitted > 0 ? '另有 ' + told.omitted + ' 条级别较低的提示，请看当地应急部门的消息' : '');
    one('siren-next').hidden = told.notices.length < 2;
    one('siren-next').textContent = '下一条（' + (at + 1) + '/' + told.notices.length + '）';
    one('siren-read').hidden = !now.href;
    one('siren-body').scrollTop = 0;
  }
  function update(value) {
    var is = Boolean(value && value.notices && value.notices.length);
    if (!is) {
      told = null;
      folded = '';
      draw();
      return;
    }
    var is_new = !told || told.key !== value.key || told.is_doubtful !== value.is_doubtful;
    var has_page = function (list) { return list.map(function (notice) { return String(notice.href); }).join(); };
    var is_other = is_new || has_page(told.notices) !== has_page(value.notices);
    value.notices.forEach(function (notice) { notice.end = clock() + notice.left; });
    told = value;
    if (is_new) { at = 0; turn = 0; }
    if (is_other) { draw(); }
  }
  function tick() {
    if (!told) { return; }
    var left = told.notices.filter(function (notice) { return clock() < notice.end; });
    if (left.length < told.notices.length) {
      told.notices = left;
      at = 0;
      if (left.length === 0) { told = null; }
      draw();
      return;
    }
    turn += 1;
    if (turn >= TURN_SECONDS && told.notices.length > 1) { next(); }
  }
  function next() {
    at += 1;
    turn = 0;
    draw();
  }
  function fold() {
    folded = told ? told.key : '';
    draw();
  }
  function unfold() {
    folded = '';
    draw();
  }

  one('siren-fold').addEventListener('click', fold);
  one('siren-next').addEventListener('click', next);
  one('alarm').addEventListener('click', unfold);
  window.kpAlarm = {
    update: update,
    tick: tick,
    fold: fold,
    unfold: unfold,
    isOpen: function () { return Boolean(told) && folded !== told.key; },
    href: function () { return told ? told.notices[at].href : ''; },
    scroll: function (by) { one('siren-body').scrollTop += by * one('siren-body').clientHeight * 0.85; }
  };
}());
