// Debian's Chromium without a network, and a page that reports whatever it should not do.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** The installed browser; none is ever downloaded. */
export function browserPath() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of process.env.PATH.split(delimiter)) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error('no Chromium on PATH (Debian: apt-get install chromium)');
}

/** Starts it; every address but files is unreachable. */
export function launch() {
  return chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND', '--disable-background-networking'],
  });
}

const leaving = new WeakSet();

/** Goes to an address. What the page before still asks for, an icon or a late picture, is cut off: that is our doing. */
export async function visit(page, address, options) {
  leaving.add(page);
  try {
    return await page.goto(address, options);
  } finally {
    leaving.delete(page);
  }
}

/** Whether we ourselves cut a file of a page off by leaving; a page that is cut off has become a download. */
function isCutOff(page, request) {
  return leaving.has(page) && request.resourceType() !== 'document' && request.failure()?.errorText === 'net::ERR_ABORTED';
}

/** A page of a context that writes every offence to `report(what, measured)`. */
export async function guardedPage(context, folder, report) {
  const page = await context.newPage();
  const home = pathToFileURL(folder).href.replace(/\/?$/, '/');
  const allowed = (url) => url.startsWith(home) || url === 'about:blank' || url.startsWith('blob:');
  page.on('request', (request) => {
    if (!allowed(request.url())) report('requests', `asks for ${request.url().slice(0, 120)}`);
  });
  page.on('requestfailed', (request) => isCutOff(page, request) || report('requests', `${request.url().slice(-80)}: ${request.failure()?.errorText}`));
  page.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) report('console', `${message.type()}: ${message.text().slice(0, 160)}`);
  });
  page.on('pageerror', (error) => report('console', `exception: ${error.message.slice(0, 160)}`));
  page.on('popup', (popup) => report('requests', `opens a window: ${popup.url()}`));
  page.on('dialog', (dialog) => {
    report('console', `dialog: ${dialog.message().slice(0, 80)}`);
    dialog.dismiss().catch(() => {});
  });
  return page;
}

/** Where a page of the folder lies. */
export function addressOf(folder, name) {
  return pathToFileURL(join(folder, name)).href;
}
