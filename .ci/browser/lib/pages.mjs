// Finds the pages to look at in the output tree, so that a new template, card or state is covered as soon as the sample shows it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every page of a folder with its edition and what occurs on it. */
export function readPages(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.html')).sort();
  return names.map((name) => {
    const html = readFileSync(join(folder, name), 'utf8');
    const edition = /<html[^>]*\bdata-audience="([^"]*)"/.exec(html)?.[1] ?? '';
    return { name, edition, html, shape: shapeOf(name, edition), marks: marksOf(html) };
  });
}

/** The address with everything below its first folder as a wildcard: `elderly/a/jx-fall/index.html` → `a/*`. */
export function shapeOf(name, edition) {
  const parts = name.split('/').filter((part) => part !== 'index.html');
  if (parts[0] === edition) parts.shift();
  return parts.map((part, at) => (at ? '*' : part)).join('/') || 'home';
}

/** Elements, classes and data attributes of a page: what a style sheet can speak of. */
function marksOf(html) {
  const body = html.slice(html.indexOf('<body'));
  const marks = new Set();
  for (const tag of body.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s=>]+(?:="[^"]*")?)*)/g)) {
    marks.add(tag[1]);
    for (const word of /\bclass="([^"]*)"/.exec(tag[2])?.[1].split(/\s+/) ?? []) marks.add(`${tag[1]}.${word}`);
    for (const word of tag[2].matchAll(/\s(data-[a-z-]+)/g)) marks.add(word[1]);
  }
  return marks;
}

/** Few pages that together show every address shape, element and class of each edition. */
export function representative(pages) {
  const chosen = [];
  for (const edition of new Set(pages.map((page) => page.edition))) {
    const own = pages.filter((page) => page.edition === edition);
    const open = new Set(own.flatMap((page) => wanted(page)));
    const gain = (page) => wanted(page).filter((mark) => open.has(mark)).length;
    while (open.size) {
      const best = own.reduce((a, b) => (gain(b) > gain(a) ? b : a));
      chosen.push(best);
      for (const mark of wanted(best)) open.delete(mark);
    }
  }
  return chosen;
}

/** The richest page of each address shape in each edition: what CI has time for. */
export function sample(pages) {
  const best = new Map();
  for (const page of pages) {
    const key = `${page.edition} ${page.shape}`;
    if (!best.has(key) || page.marks.size > best.get(key).marks.size) best.set(key, page);
  }
  return [...best.values()];
}

function wanted(page) {
  return [`shape ${page.shape}`, ...page.marks];
}
