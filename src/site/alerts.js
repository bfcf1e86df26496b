/* 应急提示：网页开着或存着的时候，隔几分钟问一次本站现在有哪些生效的提示，补上新的，收起解除的和到期的。
   时间按服务器答复里的日期，不看本机的。双击文件打开时不联网，只按本机时钟收起到期的。 */
(function () {
  'use strict';
  var holder = document.querySelector('template[data-kp-alerts]');
  var POLL = 180000;
  var BEAT = 15000;
  var TIMEOUT = 20000;
  var address = holder ? holder.getAttribute('data-kp-alerts') : '';
  var folder = address.replace(/[^\/]*$/, '');
  var known = null;
  var skew = 0;
  var asked = 0;

  function local() { return new Date().getTime(); }
  function items() { return Array.prototype.slice.call(document.querySelectorAll('[data-kp-alert]')); }
  function isKnown(item) {
    return known.some(function (notice) {
      return notice.article === item.getAttribute('data-kp-alert') && notice.expires === item.getAttribute('data-kp-expires');
    });
  }
  function settle() {
    var now = local() + skew;
    items().forEach(function (item) {
      var isOver = now >= Date.parse(item.getAttribute('data-kp-expires'));
      item.hidden = isOver || Boolean(known && !isKnown(item));
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-kp-notices]'), function (group) {
      var own = group.querySelectorAll('[data-kp-alert]');
      if (own.length === 0) { return; }
      group.hidden = Array.prototype.every.call(own, function (item) { return item.hidden; });
    });
  }
  function put(notice) {
    var group = holder.content.cloneNode(true).firstElementChild;
    var item = group.querySelector('[data-kp-alert]');
    var link = item.querySelector('a');
    var slot = function (name, words) { item.querySelector('[data-kp-slot=' + name + ']').textContent = words; };
    item.setAttribute('data-kp-alert', notice.article);
    item.setAttribute('data-kp-issued', notice.issued);
    item.setAttribute('data-kp-expires', notice.expires);
    link.setAttribute('href', folder + notice.href);
    slot('level', (notice.drill ? '演练' : '应急') + ' · ' + notice.level);
    slot('title', notice.title);
    slot('until', notice.area + ' · 有效至 ' + notice.until + (notice.badge ? ' · ' + notice.badge : ''));
    holder.parentNode.insertBefore(group, holder);
  }
  function isSound(notice) {
    var texts = ['article', 'href', 'level', 'title', 'area', 'until', 'issued', 'expires'];
    return Boolean(notice) && texts.every(function (name) { return typeof notice[name] === 'string'; }) &&
      /^[\w\-.\/%~]+$/.test(notice.href) && Date.parse(notice.expires) > 0;
  }
  function take(value, date) {
    var now = Date.parse(date || '');
    if (!value || value.version !== 1 || !Array.isArray(value.notices)) { return; }
    known = value.notices.filter(isSound);
    if (now > 0) { skew = now - local(); }
    /* 从这里起由本脚本收放，按本机时钟的那一份让开。 */
    window.kpAlertsHeard = true;
    known.forEach(function (notice) {
      var isThere = items().some(function (item) {
        return item.getAttribute('data-kp-alert') === notice.article && item.getAttribute('data-kp-expires') === notice.expires;
      });
      if (!isThere) { put(notice); }
    });
    settle();
  }
  function ask() {
    var request = new XMLHttpRequest();
    asked = local();
    request.open('GET', address);
    request.timeout = TIMEOUT;
    request.onload = function () {
      var value = null;
      if (request.status !== 200) { return; }
      try { value = JSON.parse(request.responseText); } catch (error) { return; }
      take(value, request.getResponseHeader('Date'));
    };
    request.send();
  }
  function beat() {
    var isDue = local() - asked >= POLL || local() < asked;
    settle();
    if (isDue && /^https?:$/.test(window.location.protocol) && !document.hidden && navigator.onLine !== false) { ask(); }
  }

  if (!holder || !holder.content) { return; }
  beat();
  window.setInterval(beat, BEAT);
  document.addEventListener('visibilitychange', beat);
}());
