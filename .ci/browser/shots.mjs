// Takes the pictures of the README: `node .ci/browser/shots.mjs PUBLIC OUT [ARTICLE]`. Needs pngquant (Debian: apt-get install pngquant).
// Home pages and one article in every edition, and every card and special page that occurs, on a phone and on a kiosk.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressOf, launch } from './lib/browser.mjs';
import { readPages } from './lib/pages.mjs';

const [folder, out, wish] = process.argv.slice(2);
const SCREENS = [
  { name: 'phone', width: 390, height: 844, scale: 1.5 },
  { name: 'kiosk', width: 1080, height: 1920, scale: 0.5 },
];
const LIMIT = 150 * 1024;
/** What a page is made of besides the cards of a body, by the class it bears. */
const PARTS = ['claim', 'credits', 'terms', 'plan', 'corrections', 'table', 'guess'];

const pages = readPages(resolve(folder));
const article = wish ?? favourite();
mkdirSync(out, { recursive: true });
const browser = await launch();
let taken = 0;
for (const screen of SCREENS) {
  const context = await browser.newContext({ viewport: { width: screen.width, height: screen.height }, deviceScaleFactor: screen.scale, reducedMotion: 'reduce' });
  const tab = await context.newPage();
  const whole = async (page, name) => {
    await tab.goto(addressOf(resolve(folder), page.name));
    keep(await tab.screenshot(), `${name}-${screen.name}`);
  };
  for (const page of pages.filter((one) => one.shape === 'home')) await whole(page, `home-${page.edition}`);
  for (const page of pages.filter((one) => one.name.endsWith(`a/${article}/index.html`))) await whole(page, `article-${page.edition}`);
  for (const [shape, page] of special()) await whole(page, `page-${shape}`);
  for (const [kind, page] of cards()) {
    await tab.goto(addressOf(resolve(folder), page.name));
    const card = tab.locator(`main .block-${kind}, main .${kind}`).first();
    keep(await card.screenshot(), `card-${kind}-${screen.name}`);
  }
  await context.close();
}
await browser.close();
console.log(`${taken} pictures in ${out}; the article is ${article}`);

/** The article that most editions show, with most cards on its pages. */
function favourite() {
  const score = new Map();
  for (const { name, html } of pages) {
    const id = /(?:^|\/)a\/([^/]+)\/index\.html$/.exec(name)?.[1];
    if (id) score.set(id, (score.get(id) ?? 0) + 10 + (html.match(/class="block /g) ?? []).length);
  }
  return [...score].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

/** The first page of each kind of card, and of each part of a page. */
function cards() {
  const found = new Map();
  for (const page of pages.filter((one) => one.shape.startsWith('a/') || one.shape === 'home')) {
    const kinds = [...page.html.matchAll(/class="block block-([a-z]+)/g)].map(([, kind]) => kind);
    kinds.push(...PARTS.filter((part) => [...page.marks].some((mark) => mark.endsWith(`.${part}`))));
    for (const kind of kinds) if (!found.has(kind)) found.set(kind, page);
  }
  return found;
}

/** One page of every other address shape. */
function special() {
  const found = new Map();
  for (const page of pages) {
    if (page.shape === 'home' || /^a\/\*$/.test(page.shape)) continue;
    const shape = page.shape.replace(/\/\*/g, '-one').replace(/[^a-z-]+/g, '-');
    if (!found.has(shape)) found.set(shape, page);
  }
  return found;
}

/** Writes a PNG of few colours, fewer until it is small enough. */
function keep(png, name) {
  const file = join(out, `${name}.png`);
  for (const colours of [256, 128, 64, 32, 16]) {
    writeFileSync(file, execFileSync('pngquant', ['--speed', '1', '--strip', String(colours), '-'], { input: png, maxBuffer: 1 << 26 }));
    if (statSync(file).size <= LIMIT) {
      taken += 1;
      return;
    }
  }
  rmSync(file);
  throw new Error(`${name} does not fit into ${LIMIT} bytes`);
}
