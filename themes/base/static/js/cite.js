/* 引用格式：一按就填上今天作引用日期，再复制。复制不了就选中，由读者自己复制。 */
(function () {
  'use strict';
  var words = document.querySelector('[data-kp-citation]');
  var button = document.querySelector('[data-kp-copy]');
  if (!words || !button) { return; }
  function two(number) { return (number < 10 ? '0' : '') + number; }
  button.hidden = false;
  button.addEventListener('click', function () {
    var told = button.parentNode.querySelector('[role=status]');
    var range = document.createRange();
    var chosen = window.getSelection();
    var now = new Date();
    var isDone = false;
    words.querySelector('[data-kp-cited]').textContent = now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
    range.selectNodeContents(words);
    chosen.removeAllRanges();
    chosen.addRange(range);
    /* 这个旧接口从磁盘打开也能用，不要权限。 */
    try { isDone = document.execCommand('copy'); } catch (ignore) { isDone = false; }
    told.textContent = told.getAttribute(isDone ? 'data-done' : 'data-selected');
  });
}());
