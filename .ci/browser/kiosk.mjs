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
for (const [width, height] of [[1080, 1920], [1920, 1080]]) {
  await visit(width, height);
  await emergency(width, height);
}
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

/** A notice comes, stays over the loop, gives way to whoever reads, and goes by itself. */
async function emergency(width, height) {
  const context = await browser.newContext({ viewport: { width, height }, hasTouch: true });
  const page = await context.newPage();
  const name = `${width}x${height} emergency`;
  page.on('pageerror', (error) => fault(`${name} script: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') fault(`${name} console: ${message.text()}`); });
  const shot = (what) => shots && page.screenshot({ path: join(shots, `kiosk-emergency-${what}-${width}x${height}.png`) });
  const notice = (more) => ({ article: 'x', title: '山洪灾害橙色预警：河谷和低洼处马上往高处走', level: '重大（II级）', rank: 2, category: '自然灾害', area: '赣州市、吉安市、抚州市', act: '不要过河，不要回屋取东西；听见沙沙声、看见河水变浑，立刻往两边高处跑。', authority: '示例省应急管理机构', issued: '11月26日 18:40', until: '11月27日 08:00', left: 600, is_provisional: true, href: null, ...more });
  let told = null;
  await page.route('**/kiosk/state.json', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), emergency: told } });
  });
  const alarm = (notices, more) => ({ key: JSON.stringify([notices.map((one) => one.title), more]), is_drill: false, is_doubtful: false, omitted: 0, hotlines: ['119 火灾、抢险救援', '120 医疗急救', '110 报警、紧急求助'], signed: '11月26日 18:42', notices, ...more });
  const until = async (what, is) => {
    for (let at = 0; at < 400; at += 1) {
      if (await is().catch(() => false)) return;
      await page.waitForTimeout(50);
    }
    fault(`${name}: never ${what}`);
  };
  const [layer, banner] = [page.locator('#siren'), page.locator('#alarm')];
  await page.goto(`${origin}/kiosk/`);
  await until('shows home', () => page.locator('#cover').isHidden());
  check(await layer.isHidden() && await banner.isHidden(), `${name}: there before anything happened`);
  told = alarm([notice(), notice({ title: '同一级的另一条', rank: 2 })]);
  await until('shows it', () => layer.isVisible());
  await reads(page, name);
  await shot('live');
  await until('turns to the next', async () => (await page.locator('#siren-title').textContent()) === '同一级的另一条');
  await until('stays over the loop', async () => await page.locator('#touch').isVisible() && layer.isVisible());
  await shot('loop');
  await page.locator('#siren-fold').click();
  await until('gives way', async () => await layer.isHidden() && await banner.isVisible() && await page.locator('#touch').isHidden());
  await fits(page, name);
  await shot('banner');
  await banner.click();
  check(await layer.isVisible(), `${name}: the banner does not open`);
  await page.locator('#home').click();
  check(await layer.isHidden() && await banner.isVisible(), `${name}: the home button does not lead home`);
  await until('opens again when nobody is there', async () => await page.locator('#touch').isVisible() && layer.isVisible());
  for (const rank of [1, 3, 4]) {
    told = alarm([notice({ rank, title: `第 ${rank} 级 <b>文字</b>` })]);
    await until(`shows rank ${rank}`, async () => (await page.locator('#siren-title').textContent()) === `第 ${rank} 级 <b>文字</b>`);
    await reads(page, `${name} rank ${rank}`);
  }
  await shot('blue');
  told = alarm([notice({ rank: 1, left: 4 })], { is_drill: true, is_doubtful: true, omitted: 2 });
  await until('says that it is a drill', async () => (await page.locator('#siren-drill').textContent()).includes('演练') && (await page.locator('#siren-mark').textContent()).startsWith('演练'));
  await reads(page, `${name} drill`);
  await shot('drill');
  // The server is gone, and the end comes all the same.
  await page.unroute('**/kiosk/state.json');
  await page.route('**/kiosk/state.json', () => {});
  await until('goes by itself', async () => await layer.isHidden() && banner.isHidden());
  await context.close();
}

/** Large letters, strong contrast, large keys, all of it on the screen. */
async function reads(page, name) {
  const found = await page.evaluate(() => {
    const channel = (value) => { const part = value / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
    const light = (colour) => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
    const ground = (node) => { for (let at = node; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (!/^rgba\(.*, 0\)$/.test(colour)) return colour; } return 'rgb(255,255,255)'; };
    return [...document.querySelectorAll('#siren p, #siren h1, #siren dt, #siren dd, #siren button')].filter((one) => one.getClientRects().length && one.textContent).map((one) => {
      const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
      const box = one.getBoundingClientRect();
      return { what: one.id || one.textContent, contrast: one.id === 'siren-drill' ? 21 : (a + 0.05) / (b + 0.05), size: parseFloat(getComputedStyle(one).fontSize), height: box.height, button: one.localName === 'button', inside: box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight };
    });
  });
  for (const one of found) check(one.contrast >= 7 && one.size >= 20 && one.inside && (!one.button || one.height >= 64), `${name}: ${JSON.stringify(one)}`);
  check(found.length >= 10, `${name}: ${found.length} texts`);
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
