/* 朗读：机器有中文语音才显示按钮。次序：标题、摘要、结论、正文；流言前面先说“有人说”。 */
(function () {
  'use strict';
  var button = document.querySelector('[data-kp-read]');
  var article = document.querySelector('[data-article-id]');
  var voice = null;
  if (!button || !article || !window.speechSynthesis || !window.SpeechSynthesisUtterance) { return; }
  var BLOCKS = ' P LI H1 H2 H3 H4 H5 H6 TH TD DT DD FIGCAPTION LEGEND LABEL DIV TR BLOCKQUOTE ';
  var SKIP = ' RT RP SUP SVG BUTTON INPUT SUMMARY NAV ASIDE SCRIPT AUDIO IMG ';
  function add(lines, text) {
    lines[lines.length - 1] += text;
  }
  function walk(node, lines) {
    var name = node.nodeName.toUpperCase();
    if (node.nodeType === 3) { add(lines, node.nodeValue.replace(/\s+/g, ' ')); return; }
    if (node.nodeType !== 1 || SKIP.indexOf(' ' + name + ' ') >= 0 || node.hidden) { return; }
    if (node.getAttribute('aria-hidden') === 'true' || node.hasAttribute('data-kp-mute')) { return; }
    if (BLOCKS.indexOf(' ' + name + ' ') >= 0) { lines.push(''); }
    var say = node.getAttribute('data-kp-say');
    if (say) { add(lines, say + '，'); }
    for (var child = node.firstChild; child; child = child.nextSibling) { walk(child, lines); }
    if (BLOCKS.indexOf(' ' + name + ' ') >= 0) { lines.push(''); }
  }
  function lines() {
    var found = [''];
    var parts = article.querySelectorAll('h1, .lead, .claim, .body');
    for (var i = 0; i < parts.length; i += 1) { walk(parts[i], found); }
    return found.filter(function (line) { return /[^\s，。、；：（）]/.test(line); });
  }
  function find() {
    var voices = window.speechSynthesis.getVoices();
    for (var i = 0; i < voices.length; i += 1) {
      if (/^(zh|cmn)/i.test(voices[i].lang)) { voice = voices[i]; button.hidden = false; return; }
    }
  }
  function stop() {
    window.speechSynthesis.cancel();
    button.setAttribute('aria-pressed', 'false');
    button.textContent = '朗读';
  }
  function speak() {
    var rest = lines();
    button.setAttribute('aria-pressed', 'true');
    button.textContent = '停止朗读';
    rest.forEach(function (line, at) {
      var words = new window.SpeechSynthesisUtterance(line);
      words.voice = voice;
      words.lang = voice.lang;
      words.rate = 0.9;
      if (at === rest.length - 1) { words.onend = stop; }
      window.speechSynthesis.speak(words);
    });
  }
  button.addEventListener('click', function () {
    if (!voice) { return; }
    if (button.getAttribute('aria-pressed') === 'true') { stop(); } else { speak(); }
  });
  window.addEventListener('pagehide', function () { window.speechSynthesis.cancel(); });
  window.speechSynthesis.onvoiceschanged = find;
  find();
}());
