// Looks at the pages of a built site in a real browser: `node check.mjs PUBLIC THEME`.
import { resolve } from 'node:path';
import { readPages, representative, sample } from './lib/pages.mjs';
import { readProfiles } from './lib/profiles.mjs';
import { inspect } from './lib/site.mjs';

const [folder, theme] = process.argv.slice(2).map((path) => resolve(path));
const started = Date.now();
const pages = readPages(folder);
const only = process.env.KEPU_PAGES;
const chosen = only ? representative(pages).filter((page) => new RegExp(only).test(page.name)) : sample(pages);
console.log(`${pages.length} pages; ${chosen.length} of them, ${only ? 'which show every address shape, element and class' : 'the richest of each address shape'} of every edition`);
const report = await inspect({ folder, profiles: readProfiles(theme), pages, chosen });
report.print();
console.log(`pages in a browser: ${Math.round((Date.now() - started) / 1000)} s`);
process.exit(report.failed ? 1 : 0);
