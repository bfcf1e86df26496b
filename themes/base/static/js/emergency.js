/* 应急提示：按本机时钟，到期的收起；时钟明显不准（早于发布时间）时写明“可能已过期”。 */
(function () {
  'use strict';

  function each(selector, root, act) {
    var found = root.querySelectorAll(selector);
    for (var i = 0; i < found.length; i += 1) { act(found[i]); }
  }

  function time(element, name) {
    return Date.parse(element.getAttribute(name) || '');
  }

  function doubt(element) {
    if (element.querySelector('.doubt')) { return; }
    var words = document.createElement('span');
    words.className = 'doubt';
    words.appendChild(document.createTextNode('可能已过期（本机时间不准）'));
    element.appendChild(words);
  }

  function settle() {
    var now = new Date().getTime();
    var left = 0;
    /* 问到了网站，就以网站的时间为准。 */
    if (window.kpAlertsHeard) { return; }
    each('[data-kp-expires]', document, function (notice) {
      if (now < time(notice, 'data-kp-issued')) {
        doubt(notice);
      } else if (now >= time(notice, 'data-kp-expires')) {
        notice.hidden = true;
      }
    });
    each('[data-kp-notices]', document, function (group) {
      var inside = 0;
      each('[data-kp-expires]', group, function (notice) { if (!notice.hidden) { inside += 1; } });
      group.hidden = inside === 0;
      left += inside;
    });
    each('[data-kp-no-notices]', document, function (words) { words.hidden = left > 0; });
    each('[data-kp-ends]', document, function (words) { words.hidden = now < time(words, 'data-kp-ends'); });
  }

  settle();
  setInterval(settle, 60000);
}());
