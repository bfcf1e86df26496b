// The reference of an article, copied from file://: `node cite.mjs PUBLIC`. Pages without one are passed over.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './lib/browser.mjs';

const site = resolve(process.argv[2] ?? '.');
const names = readdirSync(site, { recursive: true }).map(String).filter((name) => name.endsWith('index.html')).sort();
const pages = names.filter((name) => readFileSync(join(site, name), 'utf8').includes('data-kp-copy'));
const faults = [];
const browser = await launch();
const tab = await (await browser.newContext()).newPage();
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
// GB/T 7714: people. title[EB/OL]. publisher, year(changed)[read]. address. identifier.
const FORM = /^[^[]+\[EB\/OL\]\. [^[]+, \d{4}\(\d{4}-\d\d-\d\d\)\[(.+)\]\. https?:\S+\. 核对码 [0-9a-f]{8}\.$/;

for (const name of pages) {
  const address = pathToFileURL(join(site, name)).href;
  await plain.goto(address);
  const bare = await plain.textContent('[data-kp-citation]');
  if (FORM.exec(bare)?.[1] !== '引用日期') faults.push(`${name}: “${bare}”`);
  if (await plain.isVisible('[data-kp-copy]')) faults.push(`${name}: a button that does nothing without a script`);
  await tab.goto(address);
  const digest = await tab.textContent('.credits .digest');
  await tab.click('[data-kp-copy]');
  const today = await tab.evaluate(() => { const now = new Date(); return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10); });
  const pasted = await paste();
  if (FORM.exec(pasted)?.[1] !== today || !pasted.includes(digest)) faults.push(`${name}: copied “${pasted}” on ${today}`);
  if ((await tab.textContent('.citation [role=status]')) !== '已复制。') faults.push(`${name}: nobody is told`);
}
await browser.close();
faults.slice(0, 20).forEach((fault) => console.log(`FAIL cite: ${fault}`));
console.log(`${pages.length} references, ${faults.length} faults`);
process.exit(faults.length || !pages.length ? 1 : 0);

/** What a reader gets who pastes into a field. */
async function paste() {
  await tab.evaluate(() => {
    const field = document.createElement('textarea');
    field.id = 'pasted';
    document.body.appendChild(field);
    field.focus();
  });
  await tab.keyboard.press('Control+V');
  return tab.inputValue('#pasted');
}
