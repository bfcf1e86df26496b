/* 测验：选完马上说对不对。不记分，不保存。没有这个脚本，点“看答案”也一样。 */
(function () {
  'use strict';
  function start(card) {
    var answer = card.querySelector('[data-kp-answer]');
    var details = card.querySelector('details');
    var inputs = card.querySelectorAll('input');
    if (!answer || !details || !inputs.length) { return; }
    var told = document.createElement('p');
    told.className = 'quiz-told';
    told.setAttribute('role', 'status');
    details.parentNode.insertBefore(told, details);
    var several = inputs[0].type === 'checkbox';
    function judge() {
      var chosen = [];
      for (var i = 0; i < inputs.length; i += 1) {
        if (inputs[i].checked) { chosen.push(inputs[i].value); }
      }
      if (!chosen.length) { told.textContent = ''; return; }
      if (chosen.join('、') === answer.textContent) {
        told.textContent = '答对了。';
        details.open = true;
      } else if (several) {
        told.textContent = '选了 ' + chosen.join('、') + '，还不全对。';
      } else {
        told.textContent = chosen[0] + ' 不对，再想一想，或者看答案。';
      }
    }
    for (var i = 0; i < inputs.length; i += 1) {
      inputs[i].checked = false;
      inputs[i].addEventListener('change', judge);
    }
  }
  var cards = document.querySelectorAll('[data-kp-quiz]');
  for (var n = 0; n < cards.length; n += 1) { start(cards[n]); }
  window.addEventListener('beforeprint', function () {
    for (var n = 0; n < cards.length; n += 1) {
      var details = cards[n].querySelector('details');
      if (details) { details.open = true; }
    }
  });
}());
