// Lighthouse needs http: a small loopback server, one browser, one page of every template and state.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import * as chromeLauncher from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { browserPath } from '../lib/browser.mjs';
import { readPages } from '../lib/pages.mjs';

const folder = resolve(process.argv[2]);
const CATEGORIES = ['accessibility', 'best-practices', 'seo'];
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.json': 'application/json', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.xml': 'application/xml', '.woff2': 'font/woff2', '.txt': 'text/plain' };

const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname)).replace(/\/$/, '/index.html');
  try {
    const bytes = path === '/robots.txt' ? 'User-agent: *\nAllow: /\n' : await readFile(join(folder, path));
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const chrome = await chromeLauncher.launch({ chromePath: browserPath(), chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] });
let failed = 0;
try {
  for (const page of chosen()) {
    const address = `http://127.0.0.1:${server.address().port}/${page.name}`;
    const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: 'error' });
    const scores = CATEGORIES.map((id) => Math.round((lhr.categories[id].score ?? 0) * 100));
    const missed = CATEGORIES.flatMap((id) => lhr.categories[id].auditRefs)
      .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1 && !allowed(page, id));
    const bad = missed.length > 0 || lhr.runtimeError;
    failed += bad ? 1 : 0;
    console.log(`${bad ? 'FAIL' : 'ok  '} ${page.name}: ${CATEGORIES.map((id, at) => `${id} ${scores[at]}`).join(', ')}`);
    for (const { id } of missed) console.log(`       ${id}: ${lhr.audits[id].title} ${(lhr.audits[id].details?.items ?? []).slice(0, 3).map((item) => item.node?.selector ?? item.source ?? item.description ?? '').join(' | ')}`);
    if (lhr.runtimeError) console.log(`       ${lhr.runtimeError.message}`);
  }
} finally {
  chrome.kill();
  server.close();
}
process.exit(failed ? 1 : 0);

/** One page of every address shape and article state, each from the next edition in turn. */
function chosen() {
  const groups = new Map();
  for (const page of readPages(folder)) {
    const state = /<article class="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const key = `${page.shape} ${state}`;
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  const only = new RegExp(process.env.KEPU_PAGES ?? '');
  return [...groups.values()].map((pages, at) => pages[(at * 7) % pages.length]).filter((page) => only.test(page.name));
}

/** A withdrawn text asks search engines to leave it out. */
function allowed(page, audit) {
  return audit === 'is-crawlable' && /<meta name="robots" content="noindex/.test(page.html);
}
