// Searches a built site in Chromium from file://: `node search.mjs PUBLIC [QUERIES] [SEED]`.
//
// Random parts of what article pages show must find those pages, a rumour's own words its refutation first, and the
// reader on the page must cut texts as the program does. Prints what a query reads and what the index weighs.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const [folder, queries = '1000', seed = '1'] = process.argv.slice(2);
if (!folder) throw new Error('usage: node search.mjs PUBLIC [QUERIES] [SEED]');
const site = resolve(folder);
/** What stands on a page of an article and is none of its words: marks, names of fields, where a circle is drawn. */
const NO_WORDS = [
  'sup.cite', 'rt', 'rp', '.unseen', '.terms', '.tag', '.walk', '.where', '.signal', 'summary', '.passage-label', '.block-label', '.block-holds',
  ...['.ready', '.ask', '.truth', '.found', '.fact', '.do', '.dont', '.call', '.answer > p', '.block-experiment span'].map((place) => `${place} > strong:first-of-type`),
];
const HAN = /\p{Script=Han}{2,}/gu;
const faults = [];
const fault = (words) => { faults.push(words); console.log(`FAIL ${words}`); };

let state = BigInt(seed);
function below(bound) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xFFFFFFFFFFFFFFFFn;
  return Number((state >> 33n) % BigInt(bound));
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
page.on('pageerror', (error) => fault(`script: ${error.message}`));
page.on('console', (message) => { if (message.type() === 'error') fault(`console: ${message.text()}`); });
page.on('request', (request) => { if (!request.url().startsWith('file:') && request.url() !== 'about:blank') fault(`leaves the folder: ${request.url()}`); });

const editions = readdirSync(site).filter((name) => statSync(join(site, name)).isDirectory() && exists(join(site, name, 'search/start.js')));
if (exists(join(site, 'search/start.js'))) editions.unshift('');
if (!editions.length) throw new Error(`${site} has no edition with a search`);
const read = [];
for (const edition of editions) read.push(await readEdition(edition));

await sameTerms();
await substrings();
await rumours();
await otherNames();
await withoutScript();
await nothingToSend();
weigh();
await browser.close();
console.log(faults.length ? `${faults.length} faults` : 'search: all as it should be');
process.exit(faults.length ? 1 : 0);

function exists(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Every listed article with the texts of its blocks, read from its page as a reader sees it. What a template says by
 * itself, and what the end of an article borrows from a glossary, are no words of the article.
 */
async function readEdition(name) {
  const az = join(site, name, 'az/index.html');
  await page.goto(pathToFileURL(az).href);
  const pages = [az, ...await page.$$eval('.letters a', (links) => links.map((a) => a.href.split('#')[0]))];
  const files = [...new Set(pages.map((one) => (one.startsWith('file:') ? fileURLToPath(one) : one)))];
  const articles = new Map();
  for (const file of files) {
    await page.goto(pathToFileURL(file).href);
    for (const href of await page.$$eval('.titles a', (links) => links.map((a) => a.href))) articles.set(href, null);
  }
  for (const href of articles.keys()) {
    await page.goto(href);
    articles.set(href, await page.evaluate((marks) => {
      const texts = [];
      for (const block of document.querySelectorAll('article h1, article .lead, article .body, article .claim .conclusion, article .claim q')) {
        const copy = block.cloneNode(true);
        copy.querySelectorAll(marks).forEach((mark) => mark.remove());
        const smallest = [...copy.querySelectorAll('p, li, h2, h3, h4, h5, h6, td, th, dt, dd, pre, figcaption')];
        const own = smallest.filter((one) => !one.querySelector('p, li, ul, ol, table, dl, pre, div'));
        for (const one of own.length ? own : [copy]) texts.push(one.textContent);
      }
      const rumour = document.querySelector('article .claim q');
      return { texts, rumour: rumour && rumour.textContent };
    }, NO_WORDS.join(', ')));
  }
  return { name, search: pathToFileURL(join(site, name, 'search/index.html')).href, articles };
}

/** Asks for a query and reads all results; `cold` opens the page anew with it, as a link to a search would. */
async function ask(edition, query, cold = false) {
  const began = performance.now();
  if (cold || page.url().split('#')[0] !== edition.search) {
    await page.goto('about:blank');
    await page.goto(`${edition.search}#q=${encodeURIComponent(query)}`);
  } else {
    await page.fill('[data-kp-search] input', query);
    await page.press('[data-kp-search] input', 'Enter');
  }
  await page.waitForFunction((query) => document.querySelector('[data-kp-results]').getAttribute('data-query') === query, query);
  const took = performance.now() - began;
  if (new URL(page.url()).search) fault(`what was asked stands in the address: ${page.url()}`);
  const scripts = await page.$$eval('script[src]', (all) => all.map((script) => script.src));
  const index = scripts.filter((src) => !src.includes('/js/'));
  const bytes = index.reduce((sum, src) => sum + statSync(fileURLToPath(src)).size, 0);
  const first = await page.$$eval('[data-kp-results] > li', (all) => all.map((li) => ({
    href: li.querySelector('a').href,
    words: li.innerText,
    stamp: li.querySelector('h3 .stamp')?.textContent ?? '',
    claim: li.querySelector('.rumour [data-claim]')?.textContent ?? '',
  })));
  for (const hit of first) {
    if (hit.claim && (!hit.stamp || hit.words.indexOf(hit.stamp) > hit.words.indexOf(hit.claim))) fault(`a rumour without its verdict: ${hit.words}`);
  }
  while (await page.isVisible('[data-kp-more]')) {
    const before = await page.$$eval('[data-kp-results] > li', (all) => all.length);
    await page.click('[data-kp-more]');
    await page.waitForFunction((before) => document.querySelectorAll('[data-kp-results] > li').length > before, before);
  }
  const found = await page.$$eval('[data-kp-results] > li a', (all) => all.map((a) => a.href));
  return { found, first, bytes, took, said: await page.textContent('[data-kp-found]') };
}

async function sameTerms() {
  const here = dirname(fileURLToPath(import.meta.url));
  const cases = JSON.parse(readFileSync(join(here, '../../tests/fixtures/search/terms.json'), 'utf8'));
  await ask(read[0], '科学');
  const cut = await page.evaluate((texts) => texts.map((text) => window.K.terms(text)), cases.map(([text]) => text));
  const wrong = cases.filter(([, expected], at) => JSON.stringify(expected) !== JSON.stringify(cut[at]));
  wrong.slice(0, 5).forEach(([text, expected]) => fault(`cut otherwise than by the program: ${JSON.stringify(text)}, not ${expected}`));
  console.log(`${cases.length - wrong.length} of ${cases.length} texts are cut as by the program`);
}

async function substrings() {
  const full = read.filter((edition) => edition.articles.size);
  const sizes = [];
  const times = [];
  let [wanted, got, shown, right] = [0, 0, 0, 0];
  for (let n = 0; n < Number(queries); n++) {
    const edition = full[Math.floor(n * full.length / Number(queries))];
    const { texts } = [...edition.articles.values()][below(edition.articles.size)];
    const runs = texts.flatMap((text) => text.match(HAN) ?? []);
    const run = [...runs[below(runs.length)]];
    const length = Math.min(run.length, 2 + below(5));
    const query = run.slice(below(run.length - length + 1)).slice(0, length).join('');
    const cold = n % 10 === 0;
    const answer = await ask(edition, query, cold);
    if (cold) {
      sizes.push(answer.bytes);
      times.push(answer.took);
    }
    const having = [...edition.articles].filter(([, { texts }]) => texts.some((text) => text.includes(query))).map(([href]) => href);
    const missed = having.filter((href) => !answer.found.includes(href));
    missed.forEach((href) => fault(`“${query}” stands in ${href} and is not found`));
    if (answer.said.trim() === '') fault(`“${query}”: nobody is told how many were found`);
    wanted += having.length;
    got += having.length - missed.length;
    shown += answer.found.length;
    right += answer.found.filter((href) => having.includes(href)).length;
  }
  const sorted = (all) => all.slice().sort((a, b) => a - b);
  const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  const middle = (all) => sorted(all)[all.length >> 1];
  console.log(`${queries} random parts of 2 to 6 characters: recall ${(100 * got / wanted).toFixed(2)} % of ${wanted}, precision ${(100 * right / shown).toFixed(1)} %`);
  console.log(`index read for a query from cold: median ${kib(middle(sizes))}, at most ${kib(Math.max(...sizes))}; page opened and answered in ${Math.round(middle(times))} ms, at most ${Math.round(Math.max(...times))} ms`);
}

async function rumours() {
  let [asked, first, said, saidFirst] = [0, 0, 0, 0];
  for (const edition of read) {
    for (const [href, { rumour }] of edition.articles) {
      if (!rumour) continue;
      asked++;
      const answer = await ask(edition, rumour);
      if (answer.found[0] === href && answer.first[0].stamp) first++;
      else fault(`“${rumour}” is answered by ${answer.found[0]}, not by ${href}`);
      for (const other of [`听说${rumour}，是真的吗`, [...rumour].slice(2).join(''), [...rumour].slice(0, -2).join(''), rumour.replace(/可以|能够/g, '能').replace(/不能/g, '不可以')]) {
        said++;
        const answer = await ask(edition, other);
        if (answer.found[0] === href) saidFirst++;
        else console.log(`     “${other}” is answered by ${answer.found[0]}`);
      }
    }
  }
  console.log(`${first} of ${asked} rumours find their refutation first; said otherwise, ${saidFirst} of ${said}`);
  if (saidFirst < 0.95 * said) fault('fewer than 95 % of rumours said otherwise find their refutation first');
}

/** Each name of a term of the glossary finds every article that uses any of its names. */
async function otherNames() {
  let [asked, found] = [0, 0];
  for (const edition of read) {
    const start = readFileSync(join(site, edition.name, 'search/start.js'), 'utf8');
    for (const names of JSON.parse(start.slice(start.indexOf('{'), start.lastIndexOf('}') + 1)).same) {
      const having = [...edition.articles].filter(([, { texts }]) => names.some((name) => texts.some((text) => text.includes(name))));
      for (const name of names) {
        asked++;
        const answer = await ask(edition, name);
        const missed = having.filter(([href]) => !answer.found.includes(href));
        if (missed.length) fault(`“${name}”, one of ${names}, does not find ${missed.map(([href]) => href)}`);
        else found++;
      }
    }
  }
  console.log(`${found} of ${asked} names of the glossary find every article with one of their names`);
}

/** Without scripts the box is not there, and every article is two steps away. */
async function withoutScript() {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  for (const edition of read) {
    await plain.goto(edition.search);
    if (await plain.isVisible('[data-kp-search]')) fault(`${edition.search}: a box that does nothing without a script`);
    if (edition.articles.size && await plain.locator('.chips a:visible').count() === 0) fault(`${edition.search}: no way on without a script`);
  }
  await context.close();
}

/** Nobody's words leave the page: there is no form, and no field has a name that a form would send. */
async function nothingToSend() {
  for (const edition of read) {
    await page.goto(edition.search);
    await page.fill('[data-kp-search] input', '科学');
    await page.press('[data-kp-search] input', 'Enter');
    await page.click('[data-kp-search] button');
    const sent = await page.evaluate(() => document.querySelectorAll('form, [name]:not(meta), [formaction]').length);
    if (sent) fault(`${edition.search}: something could be sent`);
    if (page.url().split('#')[0] !== edition.search) fault(`${edition.search}: a search led to ${page.url()}`);
  }
}

function weigh() {
  for (const edition of read) {
    const folder = join(site, edition.name, 'search');
    const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const each = (pattern, size) => {
      const sum = names.filter((name) => pattern.test(name)).reduce((sum, name) => sum + size(readFileSync(join(folder, name))), 0);
      return Math.round(sum / Math.max(1, edition.articles.size));
    };
    const raw = (bytes) => bytes.length;
    const packed = (bytes) => gzipSync(bytes).length;
    const parts = [['index', /^\d/], ['entries', /^t/]].map(([what, of]) => `${what} ${each(of, raw)} bytes, ${each(of, packed)} gzipped`);
    console.log(`${edition.name || '(root)'}: ${edition.articles.size} articles, ${names.length} files; for each article ${parts.join('; ')}`);
  }
}
