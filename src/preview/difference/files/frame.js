// Keeps a page of a before/after folder in its frame: only pages that differ are there, so that links would lead nowhere.
"use strict";
(function () {
  var words = document.documentElement.lang === "en" ? "Only pages that differ are in this preview." : "对照里只收入了有变化的页面，链接不跟。";
  var note = null;
  function tell() {
    if (!note) {
      note = document.createElement("p");
      note.setAttribute("role", "status");
      note.style.cssText = "position:fixed;left:1rem;right:1rem;bottom:1rem;z-index:2147483647;margin:0;padding:.6rem 1rem;background:#23272e;color:#fff;font:16px/1.5 system-ui,sans-serif;border-radius:.4rem";
      document.body.appendChild(note);
    }
    note.textContent = words;
    clearTimeout(note.timer);
    note.timer = setTimeout(function () { note.remove(); note = null; }, 2500);
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a[href]") : null;
    if (!link || link.getAttribute("href").charAt(0) === "#") return;
    event.preventDefault();
    tell();
  }, true);
  document.addEventListener("submit", function (event) { event.preventDefault(); }, true);
}());
