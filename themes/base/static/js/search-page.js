/* The search box and its results. Scripts of the index are added as they are needed: that works from a disk, too. */
(function () {
  'use strict';
  function the(name) { return document.querySelector('[data-kp-' + name + ']'); }
  var box = the('search'), list = the('results'), said = the('found'), button = the('more'), input = box.querySelector('input');
  var start = box.getAttribute('data-start'), base = start.replace(/[^/]*$/, '');
  var asked = {}, turn = 0, timer;

  /* Adds scripts, then calls back with whether one could not be read. */
  function load(names, then) {
    var left = names.length, failed = false;
    if (!left) then(failed);
    names.forEach(function (name) {
      function done(bad) { failed = failed || bad; if (!--left) then(failed); }
      if (asked[name] === true) return done(false);
      if (asked[name]) return asked[name].push(done);
      var script = document.createElement('script'), waiting = asked[name] = [done];
      function end(bad) { asked[name] = !bad; waiting.forEach(function (one) { one(bad); }); }
      script.onload = function () { end(false); };
      script.onerror = function () { end(true); };
      script.src = name;
      document.head.appendChild(script);
    });
  }
  function say(what, count) { said.textContent = said.getAttribute('data-' + what).replace('#', count); }

  function entry(row) {
    var node = document.importNode(the('hit').content, true);
    ['title', 'summary', 'date', 'badge', 'label', 'claim'].forEach(function (name) {
      var place = node.querySelector('[data-' + name + ']');
      if (!place) return;
      if (row[name]) place.textContent = row[name];
      else place.parentNode.removeChild(place);
    });
    node.querySelector('a').setAttribute('href', row.href);
    var rumour = node.querySelector('.rumour');
    if (row.claim) node.querySelector('[data-label]').className += ' stamp-' + row.verdict;
    else rumour.parentNode.removeChild(rumour);
    return node;
  }

  /* Shows twenty at a time; a newer query stops an older one. */
  function show(query, result, mine) {
    var from = 0, found = result.found;
    function more() {
      var first = from, part = found.slice(from, from += 20);
      load(part.map(function (article) { return base + K.file(article); }), function (failed) {
        if (mine !== turn) return;
        if (failed) return say('failed');
        part.forEach(function (article) { list.appendChild(entry(K.row[article])); });
        button.hidden = from >= found.length;
        list.setAttribute('data-query', query);
        if (first && part.length) list.children[first].querySelector('a').focus();
      });
    }
    list.textContent = '';
    button.onclick = more;
    say(!found.length ? 'none' : result.near ? 'near' : 'some', found.length);
    more();
  }
  function search() {
    var query = input.value.trim(), mine = ++turn;
    clearTimeout(timer);
    list.removeAttribute('data-query');
    button.hidden = true;
    list.textContent = said.textContent = '';
    if (!query) return;
    location.replace('#q=' + encodeURIComponent(query));
    load([start, box.getAttribute('data-fold')], function (failed) {
      if (failed) return say('failed');
      var ways = K.ways(query), names = [];
      ways.forEach(function (way) { way.forEach(function (term) { names.push(base + K.shard(term) + '.js'); }); });
      load(names, function (failed) {
        if (mine !== turn) return;
        if (failed) say('failed');
        else show(query, K.rank(ways), mine);
      });
    });
  }

  box.hidden = false;
  box.querySelector('button').addEventListener('click', search);
  /* No form: nothing can be sent. The Enter of an input method has code 229. */
  input.addEventListener('keydown', function (event) { if (event.keyCode === 13) search(); });
  input.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(search, 300); });
  if (location.hash.slice(0, 3) === '#q=') {
    input.value = decodeURIComponent(location.hash.slice(3));
    search();
  }
})();
