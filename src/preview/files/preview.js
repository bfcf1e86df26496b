// The bar of the live preview, and the reload after a change. It lives in a shadow root, so that neither the theme nor
// the bar changes the other.
"use strict";
(() => {
  const own = document.currentScript;
  let number = Number(own.dataset.number);
  const key = "kepu-scroll " + location.pathname;
  const inFrame = window.top !== window;

  // The place on the page outlives a reload, also when what stands above it grew or shrank: the first heading in view
  // is put back where it was.
  const headings = () => [...document.querySelectorAll("h1[id], h2[id], h3[id], h4[id]")];
  const remember = () => {
    const seen = headings().filter((one) => one.getBoundingClientRect().top < innerHeight).pop();
    const at = { y: scrollY, id: seen && seen.id, top: seen && seen.getBoundingClientRect().top };
    sessionStorage.setItem(key, JSON.stringify(at));
  };
  const restore = () => {
    const kept = sessionStorage.getItem(key);
    if (!kept) return;
    sessionStorage.removeItem(key);
    const at = JSON.parse(kept);
    const heading = at.id && document.getElementById(at.id);
    scrollTo(0, heading ? scrollY + heading.getBoundingClientRect().top - at.top : at.y);
  };
  history.scrollRestoration = "manual";
  if (document.readyState === "complete") restore(); else addEventListener("load", restore);

  const view = location.pathname.match(/^\/kepu\/as\/(web|kiosk)(?:@([0-9-]+))?(\/.*)$/);
  const kind = view ? view[1] : "web";
  const day = (view && view[2]) || "";
  const path = view ? view[3] : location.pathname;
  const address = (kind, day) => (kind === "web" && !day ? path : `/kepu/as/${kind}${day ? "@" + day : ""}${path}`);

  const host = document.createElement("kepu-preview");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>
    :host { all: initial; }
    aside { position: fixed; z-index: 2147483647; left: 0; right: 0; bottom: 0; max-height: 45vh; overflow: auto; box-sizing: border-box;
      font: 14px/1.5 system-ui, sans-serif; color: #fff; background: #23272e; border-top: 3px solid #f2b632; }
    .row { display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: center; padding: .4rem .8rem; }
    .state { font-weight: 700; color: #f2b632; }
    .bad { color: #ff9b8f; font-weight: 700; }
    button, a, input { font: inherit; color: #fff; background: #434a56; border: 0; border-radius: .3rem; padding: .15rem .6rem; text-decoration: none; cursor: pointer; }
    input { color-scheme: dark; }
    pre { margin: 0; padding: .5rem .8rem; border-top: 1px solid #4a515d; white-space: pre; overflow-x: auto; font: 13px/1.45 ui-monospace, "Noto Sans Mono CJK SC", monospace; }
    pre.error, pre.fatal { border-left: 4px solid #ff6b5b; } pre.warning { border-left: 4px solid #f2b632; }
    .more[hidden] { display: none; }
    @media print { aside { display: none; } }
  </style><aside aria-label="预览"><div class="row"><span class="state">预览</span><span class="what"></span>
    <button type="button" class="toggle" aria-expanded="false">问题</button>
    <label>日期 <input type="date"></label><a class="kiosk">e站屏幕</a><button type="button" class="print">打印</button></div>
    <div class="more" hidden></div></aside>`;
  const find = (selector) => root.querySelector(selector);
  const toggle = find(".toggle");
  const more = find(".more");
  const open = (is) => {
    more.hidden = !is;
    toggle.setAttribute("aria-expanded", String(is));
    sessionStorage.setItem("kepu-open", is ? "1" : "");
  };
  toggle.addEventListener("click", () => open(more.hidden));
  find("input").value = day;
  find("input").addEventListener("change", (event) => location.assign(address(kind, event.target.value)));
  find(".kiosk").href = "/kepu/kiosk.html?to=" + encodeURIComponent(address("kiosk", day));
  find(".print").addEventListener("click", () => print());

  const show = (about) => {
    const article = about.article;
    find(".state").textContent = article ? article.state : "预览";
    find(".what").textContent = article ? [article.source, ...article.missing].join(" · ") : "";
    const told = [...about.trouble, ...about.findings];
    const errors = told.filter((one) => one.severity === "error" || one.severity === "fatal").length;
    toggle.textContent = told.length ? `${told.length} 个问题` : "没有问题";
    toggle.classList.toggle("bad", errors > 0);
    more.replaceChildren(...told.map((one) => {
      const text = document.createElement("pre");
      text.className = one.severity;
      text.textContent = one.text;
      return text;
    }));
    if (about.trouble.length) open(true); else if (!told.length) open(false); else open(Boolean(sessionStorage.getItem("kepu-open")));
  };

  const look = async () => {
    try {
      const answer = await fetch("/kepu/number", { cache: "no-store" });
      const now = Number(await answer.text());
      if (now !== number && number !== 0) {
        remember();
        location.reload();
        return;
      }
      if (number === 0 && now !== 0) number = now;
    } catch {
      // The preview was stopped; it may come back.
    }
    setTimeout(look, document.hidden ? 2000 : 100);
  };

  if (!inFrame) {
    document.body.append(host);
    document.documentElement.style.scrollPaddingBottom = "4rem";
    fetch("/kepu/about.json?path=" + encodeURIComponent(path) + (day ? "&day=" + day : ""), { cache: "no-store" }).then((answer) => answer.json()).then(show, () => {});
  }
  look();
})();
