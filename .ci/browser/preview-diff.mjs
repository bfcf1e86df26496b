// What a reviewer opens from a disk: `node preview-diff.mjs FOLDER`, the folder that `kepu preview-diff` made.
// Every page of the reviewer's own on a desk and on a phone: both sides are styled, the switch works without a script, no
// link leads out of a frame, nothing outside the folder is asked for.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { addressOf, guardedPage, launch, visit } from './lib/browser.mjs';

const folder = resolve(process.argv[2] ?? 'preview-diff');
const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.html')).sort();
const own = names.filter((name) => /^(index|article\/|(kiosk\/)?view\/)/.test(name));
const views = own.filter((name) => /(^|\/)view\//.test(name));
const faults = [];
const browser = await launch();
for (const [screen, width, height] of [['desk', 1440, 900], ['phone', 390, 844]]) {
  const context = await browser.newContext({ viewport: { width, height } });
  let name = '';
  const report = (what, measured) => faults.push(`${screen} ${name}: ${what} ${measured}`);
  const page = await guardedPage(context, folder, report);
  for (name of own) {
    await visit(page, addressOf(folder, name), { waitUntil: 'load' });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) report('overflow', `${over} px`);
    if (views.includes(name)) await frames(page, report);
  }
  await context.close();
}
await browser.close();
faults.slice(0, 20).forEach((fault) => console.log(`FAIL preview-diff: ${fault}`));
console.log(`${own.length} pages, ${views.length} of them with frames, ${faults.length} faults`);
process.exit(faults.length || !views.length ? 1 : 0);

async function frames(page, report) {
  for (const element of await page.$$('iframe')) {
    const frame = await element.contentFrame();
    const sheets = await frame.evaluate(() => [...document.styleSheets].length);
    const family = await frame.evaluate(() => getComputedStyle(document.body).fontFamily);
    if (sheets < 2 || /^"?Times/.test(family)) report('bare', `${frame.url().slice(-60)}: ${sheets} sheets, ${family}`);
    const address = frame.url();
    await frame.evaluate(() => document.querySelector('header a[href], main a[href]')?.click());
    await frame.evaluate(() => new Promise((done) => { setTimeout(done, 30); }));
    if ((await element.contentFrame()).url() !== address) report('leaves', address.slice(-60));
  }
  for (const side of ['before', 'after']) {
    await page.click(`label[for=see-${side}]`);
    const seen = await page.$$eval('.frames figure', (all) => all.filter((one) => one.getClientRects().length).map((one) => one.className));
    if (seen.join() !== side) report('switch', `${side} shows ${seen.join()}`);
  }
}
