/* Reads the search index (docs/design-notes.md, "The search index"); cuts texts as src/site/search/terms.rs does. */
(function () {
  'use strict';
  var site, simple = {}, shards = [];
  var digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

  function K(n, terms, postings) { shards[n] = [terms, postings]; }
  K.start = function (it) { site = it; };
  K.fold = function (from, to) { for (var i = 0; i < from.length; i++) simple[from[i]] = to[i]; };
  K.rows = function (n, part) { part.forEach(function (row, i) { if (row) K.row[n * site.rows + i] = row; }); };
  K.row = [];
  K.file = function (article) { return 't' + Math.floor(article / site.rows) + '.js'; };
  K.terms = terms;
  window.K = K;

  function plain(text) {
    return text.normalize('NFKC').toLowerCase().replace(/[一-\u9FFF]/g, function (c) { return simple[c] || c; });
  }
  function terms(text) {
    var found = [], ones = [];
    plain(text).replace(/[a-z0-9ß-öø-ɏα-ω]+|([々〇㐀-䶿一-\u9FFF\uF900-\uFAFF]|[\uD840-\uD8BF][^])+/g, function (run, han) {
      var chars = run.match(/[\uD840-\uD8BF]?[^]/g), i;
      if (!han) found.push(run);
      else if (!chars[1]) ones.push(run);
      else for (i = 1; i < chars.length; i++) found.push(chars[i - 1] + chars[i]);
    });
    found = found[0] ? found : ones;
    return found.filter(function (term, i) { return found.indexOf(term) === i; });
  }
  /* What to look up: the query, with other names for its names, as initials of pinyin. */
  K.ways = function (query) {
    var text = plain(query.trim()), all = [text];
    site.same.forEach(function (names) {
      names = names.map(plain);
      names.forEach(function (name) {
        if (text.indexOf(name) + 1) names.forEach(function (other) { all.push(text.split(name).join(other)); });
      });
    });
    all = all.map(terms);
    if (/^[a-z]{2,}$/.test(text)) all.push(text.slice(1).split('').map(function (c, i) { return text[i] + c + '~'; }));
    return all;
  };
  K.shard = function (term) {
    for (var sum = 0, row = site.shards / 32, i = 1; i < term.length; i++) sum += term.charCodeAt(i);
    return term.charCodeAt(0) % 32 * row + sum % row;
  };
  /* Articles of a term with their weights. */
  function places(term) {
    var it = shards[K.shard(term)], halves = it[0].split('|'), all = [], at = 0, i, value, article, found;
    function next() {
      for (var value = 0, unit = 1, digit = 32; digit > 31; unit *= 32) {
        digit = digits.indexOf(it[1][at++]);
        value += digit % 32 * unit;
      }
      return value;
    }
    halves[0].split(' ').forEach(function (group) {
      for (var i = 1; i < group.length; i++) all.push(group[0] + group[i]);
    });
    all = all.concat(halves[1].split(' '));
    for (i = 0; i < all.length; i++) {
      found = [];
      article = 0;
      do {
        value = next();
        found.push([article += value >> 3, value >> 1 & 3]);
      } while (value & 1);
      if (all[i] === term) return found;
    }
    return [];
  }
  /* Best first: all of a way before most, rare before common, title and rumour before text, new first. */
  K.rank = function (ways) {
    var scores = {}, best = 0;
    ways.forEach(function (way, nth) {
      var hits = {}, sum = 0, n, score;
      way.forEach(function (term) {
        var found = places(term), rare = Math.log(1 + site.count / (found.length || 1));
        sum += rare;
        found.forEach(function (place) {
          var hit = hits[place[0]] = hits[place[0]] || [0, 0];
          hit[0]++;
          hit[1] += rare * [1, 1.1, way[3] ? 1.21 : 1.19, 1.2][place[1]];
        });
      });
      for (n in hits) {
        score = hits[n][1] / sum - (nth && 0.1) + (hits[n][0] === way.length ? 9 : 0);
        scores[n] = Math.max(score, scores[n] || 0);
        best = Math.max(best, score);
      }
    });
    var found = Object.keys(scores).filter(function (n) { return scores[n] > (best > 8 ? 8 : best * 0.4); });
    found.sort(function (a, b) { return scores[b] - scores[a] || b - a; });
    return { found: found, near: best < 8 };
  };
})();
