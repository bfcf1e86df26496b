// Notices on pages that are open: `node alerts.mjs PUBLIC`. A small server plays the site on several days, the page stays.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { browserPath, launch } from './lib/browser.mjs';
import { pathToFileURL } from 'node:url';

const folder = resolve(process.argv[2]);
const KINDS = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };
const faults = [];
const check = (is, words) => { if (!is) { faults.push(words); console.log(`FAIL ${words}`); } };

/** What the site says now, and what its clock says. */
const site = { notices: [], now: Date.parse('2026-11-24T00:00:00Z'), asked: 0, answer: 200 };
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://x').pathname).replace(/\/$/, '/index.html');
  response.setHeader('Date', new Date(site.now).toUTCString());
  if (path.endsWith('alerts.json')) {
    site.asked += 1;
    response.writeHead(site.answer, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ version: 1, notices: site.notices }));
    return;
  }
  try {
    const bytes = readFileSync(join(folder, path));
    response.writeHead(200, { 'Content-Type': KINDS[extname(path)] ?? 'application/octet-stream' });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const origin = `http://127.0.0.1:${server.address().port}`;
const HOURS = 3600 * 1000;
const notice = (more) => ({ article: 'x-flood', href: 'a/x-flood/index.html', level: '重大（II级）', title: '山洪 <b>来了</b>', area: '某县', until: '11月24日 14:00', issued: new Date(site.now).toISOString(), expires: new Date(site.now + 6 * HOURS).toISOString(), drill: false, ...more });

const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--disable-gpu'] });
for (const start of ['index.html', 'farmers/index.html', 'farmers/emergency/index.html']) {
  for (const clock of ['2026-11-24T00:00:00Z', '1970-01-02T00:00:00Z', '2100-01-01T00:00:00Z']) await visit(start, clock);
}
await browser.close();
await fromFile();
server.close();
console.log(faults.length ? `${faults.length} faults` : 'alerts: all as it should be');
process.exit(faults.length ? 1 : 0);

async function visit(start, clock) {
  const name = `${start} at ${clock.slice(0, 4)}`;
  Object.assign(site, { notices: [], now: Date.parse('2026-11-24T00:00:00Z'), asked: 0, answer: 200 });
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => check(false, `${name} script: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') check(false, `${name} console: ${message.text()}`); });
  const open = new Set();
  page.on('request', (request) => open.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
  await page.clock.install({ time: new Date(clock) });
  await page.goto(`${origin}/${start}`);
  const seen = () => page.$$eval('[data-kp-alert]', (all) => all.filter((one) => one.getClientRects().length).map((one) => one.getAttribute('data-kp-alert')));
  const later = async (minutes) => {
    site.now += minutes * 60_000;
    await page.clock.runFor(minutes * 60_000);
    // The clock of the page runs ahead of the answers.
    do await page.waitForTimeout(80); while (open.size);
  };
  await later(1);
  check(site.asked === 1, `${name}: asks ${site.asked} times at first`);
  check(!(await seen()).length, `${name}: nothing is in force: ${await seen()}`);
  site.notices = [notice()];
  await later(4);
  check((await seen()).join() === 'x-flood', `${name}: shows ${await seen()}`);
  const item = page.locator('[data-kp-alert=x-flood]');
  check((await item.textContent()).includes('山洪 <b>来了</b>') && !(await item.locator('b').count()), `${name}: words are words`);
  const href = await item.locator('a').evaluate((a) => a.href);
  check(href === new URL('a/x-flood/index.html', `${origin}/${start.replace(/emergency\/.*|index.html/g, '')}`).href, `${name}: leads to ${href}`);
  const before = site.asked;
  await later(30);
  check(site.asked - before >= 8 && site.asked - before <= 12, `${name}: asks ${site.asked - before} times in half an hour`);
  check((await seen()).length === 1, `${name}: shown twice`);
  // The site falls silent, and the end comes all the same.
  site.answer = 204;
  await later(5 * 60);
  check((await seen()).length === 1, `${name}: gone before its end`);
  await later(60);
  check(!(await seen()).length, `${name}: still there after its end`);
  site.answer = 200;
  site.notices = [notice({ drill: true, article: 'x-drill' }), notice({ href: 'javascript:alert(1)', article: 'x-bad' })];
  await later(4);
  check((await seen()).join() === 'x-drill' && (await page.locator('[data-kp-alert=x-drill]').textContent()).includes('演练'), `${name}: the drill is ${await seen()}`);
  site.notices = [];
  await later(4);
  check(!(await seen()).length, `${name}: the all-clear is not heard`);
  await context.close();
}

/** From a file nothing is asked for, and nothing is said. */
async function fromFile() {
  const quiet = await launch();
  const page = await quiet.newPage();
  page.on('console', (message) => { if (message.type() === 'error') check(false, `file console: ${message.text()}`); });
  const asked = [];
  page.on('request', (request) => { if (/alerts\.json|^http/.test(request.url())) asked.push(request.url()); });
  await page.goto(pathToFileURL(join(folder, 'index.html')).href);
  await page.waitForTimeout(500);
  check(!asked.length, `from a file: asks for ${asked}`);
  await quiet.close();
}
