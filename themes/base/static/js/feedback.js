/* 看懂了没有：只在这台机器上计数，不记是谁。键是版别和核对码，kiosk 同步时取走：kp.feedback.<版>.<核对码> = "看懂,没看懂"。 */
(function () {
  'use strict';
  var box = document.querySelector('[data-kp-feedback]');
  if (!box) { return; }
  var edition = document.documentElement.getAttribute('data-audience');
  var key = 'kp.feedback.' + edition + '.' + box.getAttribute('data-kp-feedback');
  var told = box.querySelector('[role=status]');
  var buttons = box.querySelectorAll('button');
  function counts() {
    var kept = (window.localStorage.getItem(key) || '').split(',');
    return [parseInt(kept[0], 10) || 0, parseInt(kept[1], 10) || 0];
  }
  try { counts(); } catch (ignore) { return; }
  function press(at) {
    return function () {
      var now = counts();
      now[at] += 1;
      try { window.localStorage.setItem(key, now.join(',')); } catch (ignore) { return; }
      told.textContent = at === 0 ? '谢谢，记下了。' : '谢谢，记下了。可以请身边的人讲一讲。';
      for (var i = 0; i < buttons.length; i += 1) { buttons[i].disabled = true; }
    };
  }
  for (var i = 0; i < buttons.length; i += 1) { buttons[i].addEventListener('click', press(i)); }
  box.hidden = false;
}());
