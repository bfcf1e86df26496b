/* 日历：按本机日期移动“现在”的标记，收起已过的主题日。构建后放了几个月的离线包也不会错。 */
(function () {
  'use strict';

  function two(number) {
    return (number < 10 ? '0' : '') + number;
  }

  function settle() {
    var clock = new Date();
    var today = clock.getFullYear() + '-' + two(clock.getMonth() + 1) + '-' + two(clock.getDate());
    var spans = document.querySelectorAll('[data-kp-from]');
    var earliest = '9999';
    var i;
    for (i = 0; i < spans.length; i += 1) {
      if (spans[i].getAttribute('data-kp-from') < earliest) { earliest = spans[i].getAttribute('data-kp-from'); }
    }
    /* 时钟早于日历的第一天，多半不准：留着构建时的标记。 */
    if (today < earliest) { return; }
    for (i = 0; i < spans.length; i += 1) {
      var from = spans[i].getAttribute('data-kp-from');
      var until = spans[i].getAttribute('data-kp-until');
      var mark = spans[i].querySelector('.present');
      if (mark) { mark.hidden = today < from || today > until; }
      if (spans[i].hasAttribute('data-kp-passes')) { spans[i].hidden = today > until; }
      if (today > until) { spans[i].className += ' past'; }
    }
  }

  settle();
}());
