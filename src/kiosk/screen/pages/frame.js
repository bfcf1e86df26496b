/* 终端外框。四种状态：看（有人）、问（快到时间）、播（没人，轮播）、盖（内容打不开，盖住再试）。
   内容在同源的框里；框带 sandbox，不能弹窗、下载、跳出去，这里再把点按一件件拦住。 */
(function () {
  'use strict';
  var HOME = '/';
  var RETRY_SECONDS = 5;
  var ASK_SECONDS = 10;
  var STATE_SECONDS = 5;
  var AFTER_CLICK_MS = 150;
  var page = one('page');
  var state = { idle: 90 };
  var trail = [];
  var idle = 0;
  var loop = null;
  var broken = 0;
  var saying = 0;
  var ticks = 0;

  function one(id) { return document.getElementById(id); }
  function show(id, is) { one(id).hidden = !is; }

  /* ---- 框里的页 ---- */
  function inner() {
    try {
      var win = page.contentWindow;
      return win.location.origin === window.location.origin && win.document.body ? win : null;
    } catch (error) { return null; }
  }
  function go(href) {
    try { page.contentWindow.location.replace(href); } catch (error) { page.src = href; }
  }
  function here() {
    var win = inner();
    return win ? win.location.pathname + win.location.search + win.location.hash : '';
  }
  function settle() {
    var win = inner();
    if (!win) {
      broken = broken || RETRY_SECONDS;
      show('cover', true);
      return;
    }
    broken = 0;
    show('cover', false);
    contain(win);
    if (loop === null && trail[trail.length - 1] !== here()) { trail.push(here()); }
    buttons();
  }
  function buttons() {
    var win = inner();
    var button = win && win.document.querySelector('[data-kp-read]');
    show('read', Boolean(button) && !button.hidden && loop === null);
    if (button) { one('read').textContent = button.getAttribute('aria-pressed') === 'true' ? '停止朗读' : '朗读'; }
    one('back').disabled = trail.length < 2;
  }

  /* ---- 不许出去 ---- */
  function stop(event) { event.preventDefault(); event.stopPropagation(); }
  function isField(node) { return node && node.closest && node.closest('input, textarea, select'); }
  function follow(event) {
    var link = event.target.closest && event.target.closest('a, area');
    var href = link && (link.href.baseVal === undefined ? link.href : link.href.baseVal);
    if (!href) { return; }
    var to;
    try { to = new URL(href, link.baseURI); } catch (error) { stop(event); return; }
    var now = new URL(link.baseURI);
    if (to.origin !== window.location.origin || link.hasAttribute('download')) {
      stop(event);
      say(/^tel:/.test(to.protocol) ? '请用电话拨打 ' + to.pathname : '这台机器上只能看本站内容');
    } else if (!/(\/|\.html)$/.test(to.pathname) || /^\/kiosk\/$/.test(to.pathname)) {
      stop(event);
      say('这个文件在这台机器上打不开');
    } else if (to.pathname !== now.pathname || to.search !== now.search || !/^(_self)?$/.test(link.target)) {
      stop(event);
      go(to.href);
    }
  }
  function submit(event) {
    if (new URL(event.target.action, window.location.href).origin !== window.location.origin) { stop(event); }
  }
  function keys(event) {
    wake();
    var isShortcut = event.ctrlKey || event.metaKey || event.altKey || /^(F\d+|BrowserBack|BrowserForward|ContextMenu)$/.test(event.key);
    if (isShortcut) { stop(event); }
  }
  function guard(target) {
    ['contextmenu', 'dragstart', 'drop', 'dragover', 'auxclick', 'copy', 'cut'].forEach(function (name) { target.addEventListener(name, stop, true); });
    target.addEventListener('selectstart', function (event) { if (!isField(event.target)) { stop(event); } }, true);
    target.addEventListener('keydown', keys, true);
    target.addEventListener('wheel', function (event) { if (event.ctrlKey) { stop(event); } }, { capture: true, passive: false });
    ['pointerdown', 'touchstart', 'wheel', 'input'].forEach(function (name) { target.addEventListener(name, touched, { capture: true, passive: true }); });
  }
  function contain(win) {
    if (win.kpContained) { return; }
    win.kpContained = true;
    win.open = function () { return null; };
    win.print = function () {};
    guard(win.document);
    win.document.addEventListener('click', follow, true);
    win.document.addEventListener('submit', submit, true);
    win.addEventListener('hashchange', settle);
  }
  function say(words) {
    one('say').textContent = words;
    show('say', true);
    saying = 4;
  }

  /* ---- 有人、没人 ---- */
  function touched(event) {
    /* 盖在内容上的两层等到点完才收起，不然这一点会落到下面的链接上。 */
    if (event && event.target.closest && event.target.closest('#touch, #ask')) { return; }
    wake();
  }
  function wake() {
    idle = 0;
    show('ask', false);
    if (loop !== null) { begin(); }
  }
  function awaken(id) {
    ['pointerup', 'pointercancel'].forEach(function (name) {
      one(id).addEventListener(name, function () { window.setTimeout(wake, AFTER_CLICK_MS); });
    });
    one(id).addEventListener('click', wake);
  }
  function begin() {
    loop = null;
    trail = [];
    show('touch', false);
    go(HOME);
  }
  function forget() {
    var win = inner();
    [window, win].forEach(function (one) {
      if (!one) { return; }
      if (one.speechSynthesis) { one.speechSynthesis.cancel(); }
      try { one.localStorage.clear(); one.sessionStorage.clear(); } catch (error) { /* 存储被禁用就没有可清的 */ }
    });
    trail = [];
  }
  function reset() {
    forget();
    show('ask', false);
    show('say', false);
    loop = { items: [], at: -1, left: 0 };
    show('touch', true);
    window.kpAlarm.unfold();
    buttons();
    refill();
  }

  /* ---- 轮播 ---- */
  function get(address, take) {
    var request = new XMLHttpRequest();
    request.open('GET', address);
    request.timeout = 10000;
    request.onload = function () {
      var value = null;
      try { value = JSON.parse(request.responseText); } catch (error) { return; }
      take(value);
    };
    request.send();
  }
  function refill() {
    var mine = loop;
    mine.left = 10;
    get('/kiosk/playlist.json', function (list) {
      if (loop !== mine) { return; }
      mine.items = list.items;
      mine.at = -1;
      next();
    });
  }
  function next() {
    loop.at += 1;
    if (loop.at >= loop.items.length) { refill(); return; }
    var item = loop.items[loop.at];
    loop.left = item.dwell;
    go(item.href);
  }

  /* ---- 每秒一次 ---- */
  function tick() {
    ticks += 1;
    window.kpAlarm.tick();
    if (ticks % STATE_SECONDS === 0) { load(); }
    if (saying > 0) { saying -= 1; if (saying === 0) { show('say', false); } }
    if (!inner() && broken === 0) { settle(); }
    if (broken > 0) { broken -= 1; if (broken === 0) { trail = []; go(HOME); } }
    if (loop !== null) {
      loop.left -= 1;
      if (loop.left <= 0) { next(); }
      return;
    }
    idle += 1;
    var left = state.idle - idle;
    var ask = Math.min(ASK_SECONDS, Math.floor(state.idle / 2));
    if (left <= 0) { reset(); return; }
    if (left <= ask && !window.kpAlarm.isOpen()) { one('left').textContent = left; show('ask', true); }
    buttons();
  }
  function load() {
    get('/kiosk/state.json', function (value) {
      state = value;
      window.kpAlarm.update(value.emergency);
      one('date').textContent = value.content_date ? '内容截至 ' + value.content_date : '内置常识';
      show('old', value.is_stale);
      one('old').textContent = value.is_stale ? '已有 ' + value.days + ' 天没有更新，请以最新消息为准' : '';
    });
  }
  function scroll(by) {
    if (window.kpAlarm.isOpen()) { window.kpAlarm.scroll(by); return; }
    var win = inner();
    if (!win) { return; }
    var top = win.document.scrollingElement || win.document.documentElement;
    top.scrollTop += by * win.innerHeight * 0.85;
  }

  page.addEventListener('load', settle);
  guard(document);
  one('home').addEventListener('click', function () { trail = []; window.kpAlarm.fold(); go(HOME); });
  one('siren-read').addEventListener('click', function () {
    var href = window.kpAlarm.href();
    window.kpAlarm.fold();
    if (href) { go(href); }
  });
  one('back').addEventListener('click', function () {
    if (trail.length > 1) { trail.pop(); go(trail[trail.length - 1]); }
  });
  one('up').addEventListener('click', function () { scroll(-1); });
  one('down').addEventListener('click', function () { scroll(1); });
  one('read').addEventListener('click', function () {
    var win = inner();
    var button = win && win.document.querySelector('[data-kp-read]');
    if (button) { button.click(); buttons(); }
  });
  awaken('ask');
  awaken('touch');
  forget();
  load();
  go(HOME);
  window.setInterval(tick, 1000);
}());
