/* 引用格式：填上今天作引用日期，再给一个复制按钮。复制不了就选中，由读者自己复制。 */
(function () {
  'use strict';
  var words = document.querySelector('[data-kp-citation]');
  var button = document.querySelector('[data-kp-copy]');
  if (!words || !button) { return; }
  var now = new Date();
  function two(number) { return (number < 10 ? '0' : '') + number; }
  words.querySelector('[data-kp-cited]').textContent = now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
  button.hidden = false;
  button.addEventListener('click', function () {
    var told = button.parentNode.querySelector('[role=status]');
    var range = document.createRange();
    var chosen = window.getSelection();
    var isDone = false;
    range.selectNodeContents(words);
    chosen.removeAllRanges();
    chosen.addRange(range);
    /* 这个旧接口从磁盘打开也能用，不要权限。 */
    try { isDone = document.execCommand('copy'); } catch (ignore) { isDone = false; }
    told.textContent = told.getAttribute(isDone ? 'data-done' : 'data-selected');
  });
}());
