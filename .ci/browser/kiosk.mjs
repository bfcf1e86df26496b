// A visit to a kiosk, from the first touch to the loop and back: `node kiosk.mjs http://127.0.0.1:PORT [SHOTS]`.
//
// Wants a running `kepu kiosk serve --idle 6 --dwell 2`. Nothing that a visitor can do may leave the frame: links,
// windows, downloads, print, keys. What they wrote is gone after the visit, and the screen is never blank.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserPath } from './lib/browser.mjs';

const [address, shots] = process.argv.slice(2);
if (!address) throw new Error('usage: node kiosk.mjs http://127.0.0.1:PORT [SHOTS]');
const origin = new URL(address).origin;
const faults = [];
const fault = (words) => { faults.push(words); console.log(`FAIL ${words}`); };
const check = (is, words) => { if (!is) fault(words); };
if (shots) mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--disable-gpu'] });
for (const [width, height] of [[1080, 1920], [1920, 1080]]) await visit(width, height);
await browser.close();
console.log(faults.length ? `${faults.length} faults` : 'kiosk: all as it should be');
process.exit(faults.length ? 1 : 0);

async function visit(width, height) {
  const context = await browser.newContext({ viewport: { width, height }, hasTouch: true });
  const page = await context.newPage();
  const name = `${width}x${height}`;
  page.on('pageerror', (error) => fault(`${name} script: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') fault(`${name} console: ${message.text()}`); });
  page.on('popup', (popup) => fault(`${name} opens a window: ${popup.url()}`));
  page.on('download', (download) => fault(`${name} downloads ${download.url()}`));
  page.on('request', (request) => { if (!request.url().startsWith(origin) && request.url() !== 'about:blank') fault(`${name} asks for ${request.url()}`); });
  const shot = (what) => shots && page.screenshot({ path: join(shots, `kiosk-${what}-${name}.png`) });
  const inner = () => page.frames().find((frame) => frame !== page.mainFrame());
  const path = () => new URL(inner().url()).pathname;
  const until = async (what, is) => {
    for (let at = 0; at < 300; at += 1) {
      if (await is().catch(() => false)) return;
      await page.waitForTimeout(50);
    }
    fault(`${name}: never ${what}`);
  };
  const touch = (id) => page.locator(`#${id}`).click();

  await page.goto(`${origin}/kiosk/`);
  await until('shows home', async () => path() === '/' && await page.locator('#cover').isHidden());
  await until('says its date', async () => /20\d\d-\d\d-\d\d|内置常识/.test(await page.locator('#date').textContent()));
  await fits(page, name);
  await shot('home');

  // Around: a link of the content, down, back.
  const link = inner().locator('main a[href$=".html"], main a[href$="/"]').first();
  const was = path();
  await link.click();
  await until('follows a link', async () => path() !== was);
  await page.waitForTimeout(300);
  await touch('down');
  await until('turns the page', () => inner().evaluate(() => document.scrollingElement.scrollTop > 0 || document.scrollingElement.scrollHeight <= innerHeight));
  await touch('back');
  await until('goes back', async () => path() === was);

  // Out: each way ends where it began.
  await page.waitForTimeout(300);
  for (const [what, html] of [
    ['another site', '<a href="https://example.org/">x</a>'],
    ['a window', '<a href="/" target="_blank">x</a>'],
    ['a download', '<a href="/index.html" download>x</a>'],
    ['a file', '<a href="/feed.json">x</a>'],
    ['the phone', '<a href="tel:120">x</a>'],
    ['the frame itself', '<a href="/kiosk/" target="_top">x</a>'],
    ['a script', '<a href="javascript:top.location=\'about:blank\'">x</a>'],
  ]) {
    await inner().evaluate((code) => {
      const box = document.createElement('div');
      box.id = 'escape';
      box.innerHTML = code;
      document.body.prepend(box);
    }, html);
    await inner().evaluate(() => document.querySelector('#escape a').click());
    await page.waitForTimeout(250);
    check(page.url() === `${origin}/kiosk/` && inner().url().startsWith(`${origin}/`), `${name}: ${what} leads to ${page.url()} ${inner().url()}`);
    check(!/\.json$|^\/kiosk\/$/.test(path()), `${name}: ${what} leads to ${path()}`);
    await inner().evaluate(() => document.querySelector('#escape')?.remove());
  }
  check(await inner().evaluate(() => window.open('/') === null && window.print() === undefined), `${name}: content opens windows`);
  for (const keys of ['Control+p', 'Control+s', 'Control+o', 'F5', 'Alt+ArrowLeft']) await page.keyboard.press(keys);
  check(page.url() === `${origin}/kiosk/`, `${name}: keys lead to ${page.url()}`);
  check(await inner().evaluate(() => ['contextmenu', 'dragstart', 'selectstart'].every((kind) => !document.body.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true })))), `${name}: menu, drag or selection is free`);

  // Nobody there: a question, the loop, another page, a touch, home.
  await inner().evaluate(() => { localStorage.setItem('who', 'visitor'); sessionStorage.setItem('who', 'visitor'); });
  await page.locator('#down').click();
  await until('asks', () => page.locator('#ask').isVisible());
  await shot('ask');
  await touch('stay');
  check(await page.locator('#ask').isHidden(), `${name}: the question stays`);
  await until('asks again', () => page.locator('#ask').isVisible());
  await until('begins the loop', () => page.locator('#touch').isVisible());
  check(await page.evaluate(() => !localStorage.getItem('who') && !sessionStorage.getItem('who')), `${name}: the visitor is remembered`);
  const list = (await (await context.request.get(`${origin}/kiosk/playlist.json`)).json()).items.map((item) => item.href);
  const seen = [];
  for (const href of list.slice(0, 3)) {
    await until(`shows ${href}`, async () => decodeURI(path()) === decodeURI(href));
    seen.push(path());
  }
  check(seen.length === Math.min(3, list.length), `${name}: ${seen} of ${list}`);
  await page.waitForTimeout(300);
  await shot('loop');
  // On a link, which must not be followed.
  const box = await inner().locator('header a, main a').first().boundingBox();
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await until('comes home', async () => path() === '/' && await page.locator('#touch').isHidden());
  await page.waitForTimeout(600);
  check(path() === '/', `${name}: the touch that ends the loop follows a link to ${path()}`);

  // The server goes away: covered, and mended when it is back.
  await page.route('**/*', (route) => route.abort());
  await inner().evaluate(() => location.reload()).catch(() => {});
  await until('covers an error page', () => page.locator('#cover').isVisible());
  await page.unroute('**/*');
  await until('mends itself', async () => inner().url().startsWith(`${origin}/`) && await page.locator('#cover').isHidden());
  await context.close();
}

/** Buttons are large, apart, on the screen, and nothing scrolls but the content. */
async function fits(page, name) {
  const boxes = await page.$$eval('.bar button', (all) => all.filter((one) => !one.hidden).map((one) => {
    const box = one.getBoundingClientRect();
    return { id: one.id, left: box.left, right: box.right, bottom: box.bottom, height: box.height, size: parseFloat(getComputedStyle(one).fontSize) };
  }));
  const { innerWidth, innerHeight, scrollHeight } = await page.evaluate(() => ({ innerWidth, innerHeight, scrollHeight: document.documentElement.scrollHeight }));
  check(scrollHeight <= innerHeight, `${name}: the frame scrolls`);
  boxes.forEach((box, at) => {
    check(box.height >= 64 && box.size >= 20 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight, `${name}: ${JSON.stringify(box)}`);
    const next = boxes[at + 1];
    if (next && next.left > box.left) check(next.left - box.right >= 8, `${name}: ${box.id} and ${next.id} touch`);
  });
}
