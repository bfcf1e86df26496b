/* 步骤：一次看一步。没有这个脚本，全部步骤按次序都在页面上。ES5，不存任何东西。 */
(function () {
  'use strict';
  function make(name, className, text) {
    var node = document.createElement(name);
    node.className = className;
    if (text) { node.appendChild(document.createTextNode(text)); }
    return node;
  }
  function button(text, act) {
    var node = make('button', 'step-button', text);
    node.type = 'button';
    node.addEventListener('click', act);
    return node;
  }
  function start(card) {
    var acts = card.querySelectorAll('[data-kp-act]');
    var list = card.querySelector('.acts');
    if (acts.length < 2) { return; }
    var at = 0;
    var bar = make('div', 'step-bar');
    var told = make('p', 'step-told');
    var hint = make('p', 'step-hint');
    var back = button('上一步', function () { go(at - 1); });
    var next = button('下一步', function () { go(at === acts.length - 1 ? 0 : at + 1); });
    var all = button('看全部', function () { show(card.className.indexOf(' one-by-one') < 0); });
    told.setAttribute('role', 'status');
    hint.setAttribute('role', 'status');
    next.className += ' step-next';
    all.className += ' step-all';
    function mark() {
      var i;
      for (i = 0; i < acts.length; i += 1) {
        acts[i].className = 'act' + (i === at ? ' now' : '');
      }
      told.textContent = '第 ' + (at + 1) + ' 步，共 ' + acts.length + ' 步';
      hint.textContent = '';
      back.disabled = at === 0;
      next.textContent = at === acts.length - 1 ? '再看一遍' : '下一步';
    }
    function go(to) {
      at = Math.max(0, Math.min(acts.length - 1, to));
      mark();
      if (back.disabled && document.activeElement === back) { next.focus(); }
      if (card.getBoundingClientRect().top < 0) { card.scrollIntoView(); }
    }
    function show(one) {
      card.className = card.className.replace(' one-by-one', '') + (one ? ' one-by-one' : '');
      all.textContent = one ? '看全部' : '一步一步看';
      mark();
    }
    function tap(frame, ring) {
      var circle = ring.querySelector('circle');
      frame.addEventListener('click', function (event) {
        var box = circle.getBoundingClientRect();
        var beside = function (a, from, to) { return a < from - 12 || a > to + 12; };
        if (card.className.indexOf(' one-by-one') < 0) { return; }
        if (!beside(event.clientX, box.left, box.right) && !beside(event.clientY, box.top, box.bottom)) {
          if (at === acts.length - 1) { hint.textContent = '点对了，做完了。'; } else { go(at + 1); hint.textContent = '点对了。'; }
          return;
        }
        var image = frame.querySelector('img');
        hint.textContent = '不是这里。找“' + image.alt + '”，在图的' + ring.getAttribute('data-kp-tap') + '，画了圆圈。';
      });
    }
    var i, ring;
    for (i = 0; i < acts.length; i += 1) {
      ring = acts[i].querySelector('[data-kp-tap]');
      if (ring) { tap(ring.parentNode, ring); }
    }
    card.addEventListener('keydown', function (event) {
      if (card.className.indexOf(' one-by-one') < 0) { return; }
      if (event.key === 'ArrowRight') { go(at + 1); event.preventDefault(); }
      if (event.key === 'ArrowLeft') { go(at - 1); event.preventDefault(); }
    });
    bar.appendChild(back);
    bar.appendChild(next);
    bar.appendChild(all);
    list.parentNode.insertBefore(told, list);
    list.parentNode.insertBefore(bar, list.nextSibling);
    list.parentNode.insertBefore(hint, bar);
    show(true);
  }
  var cards = document.querySelectorAll('[data-kp-steps]');
  for (var n = 0; n < cards.length; n += 1) { start(cards[n]); }
}());
