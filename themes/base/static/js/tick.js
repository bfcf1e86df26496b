/* 可以勾的清单：勾选留在这台机器上，页面内容一变就从头来。存不了也照样能勾。 */
(function () {
  'use strict';
  var article = document.querySelector('[data-article-id]');
  var boxes = document.querySelectorAll('.body li.task input[type=checkbox]');
  if (!article || !boxes.length) { return; }
  var words = [];
  var from = [];
  for (var i = 0; i < boxes.length; i += 1) {
    words.push(boxes[i].parentNode.textContent);
    from.push(boxes[i].defaultChecked);
  }
  var key = 'kp.tick.' + article.getAttribute('data-article-id');
  var sign = words.join('|');
  function read() {
    try { return JSON.parse(window.localStorage.getItem(key)) || {}; } catch (ignore) { return {}; }
  }
  function save() {
    var ticked = [];
    for (var i = 0; i < boxes.length; i += 1) { ticked.push(boxes[i].checked ? 1 : 0); }
    try { window.localStorage.setItem(key, JSON.stringify({ of: sign, ticked: ticked })); } catch (ignore) { return; }
  }
  var kept = read();
  var isSame = kept.of === sign && kept.ticked && kept.ticked.length === boxes.length;
  for (i = 0; i < boxes.length; i += 1) {
    boxes[i].checked = isSame ? kept.ticked[i] === 1 : from[i];
    boxes[i].addEventListener('change', save);
  }
  var body = boxes[boxes.length - 1];
  while (body.parentNode && body.nodeName !== 'UL') { body = body.parentNode; }
  var clear = document.createElement('button');
  clear.type = 'button';
  clear.className = 'step-button tick-clear';
  clear.appendChild(document.createTextNode('全部重来'));
  clear.addEventListener('click', function () {
    for (var i = 0; i < boxes.length; i += 1) { boxes[i].checked = from[i]; }
    try { window.localStorage.removeItem(key); } catch (ignore) { return; }
  });
  body.parentNode.insertBefore(clear, body.nextSibling);
}());
