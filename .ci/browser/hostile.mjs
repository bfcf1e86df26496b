// Opens a site full of payloads (built by tests/it/hostile.rs) and pokes every element: nothing runs, nothing is asked for.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressOf, guardedPage, launch, visit } from './lib/browser.mjs';
import { readFacts } from './lib/facts.mjs';
import { readPages } from './lib/pages.mjs';
import { Report } from './lib/report.mjs';
import inert from './checks/inert.mjs';
import scripts from './checks/scripts.mjs';

const folder = resolve(process.argv[2]);
const started = Date.now();
const report = new Report();
const pages = readPages(folder);
const others = readdirSync(folder, { recursive: true }).map(String).filter((name) => /\.(svg|xml|json|txt)$/.test(name));
const payloads = pages.filter((page) => page.html.includes('__pwned'));
if (payloads.length < 20) throw new Error(`only ${payloads.length} pages carry payloads`);

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1080, height: 1920 } });
const facts = await readFacts(await context.newPage(), pages);
for (const check of [inert, scripts]) {
  const { measured, findings } = check.tree({ facts, folder });
  report.count(check.name, measured);
  findings.forEach((finding) => report.fault(check.name, finding));
}
let name;
const tab = await guardedPage(context, folder, (check, measured) => report.fault(check, { page: name, measured }));
for (name of [...pages.map((page) => page.name), ...others]) {
  await visit(tab, addressOf(folder, name), { waitUntil: 'load' });
  const pwned = await tab.evaluate(poke);
  report.count('executed', 1);
  if (pwned) report.fault('executed', { page: name, measured: `window.__pwned is ${pwned}`, wanted: 'undefined' });
}
await browser.close();
for (const css of readdirSync(folder, { recursive: true }).map(String).filter((file) => file.endsWith('.css'))) {
  report.count('styles', 1);
  if (/__pwned|evil\.example/.test(readFileSync(join(folder, css), 'utf8'))) report.fault('styles', { page: css, measured: 'a payload', wanted: 'none' });
}
report.print(40);
console.log(`hostile content: ${payloads.length} pages with payloads, ${Math.round((Date.now() - started) / 1000)} s`);
process.exit(report.failed ? 1 : 0);

/** In the page: sends every element what a mouse, a finger and a keyboard would. */
async function poke() {
  const stop = (event) => event.preventDefault();
  for (const kind of ['click', 'submit']) document.addEventListener(kind, stop, true);
  for (const element of document.querySelectorAll('*')) {
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'click', 'toggle', 'error', 'load', 'animationstart', 'pointerdown']) {
      element.dispatchEvent(new MouseEvent(kind, { bubbles: kind === 'click', cancelable: true }));
    }
  }
  await new Promise((done) => setTimeout(done, 5));
  return window.__pwned;
}
