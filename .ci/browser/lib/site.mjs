// One walk over a built site: the tree, the chosen pages on every screen, the Nu checker. Returns a report.
import { addressOf, guardedPage, launch } from './browser.mjs';
import { readFacts } from './facts.mjs';
import { PROBE, showEverywhere } from './matrix.mjs';
import { nu } from './nu.mjs';
import { Report } from './report.mjs';
import { SETTINGS } from './settings.mjs';
import head from '../checks/head.mjs';
import inert from '../checks/inert.mjs';
import keyboard from '../checks/keyboard.mjs';
import links from '../checks/links.mjs';
import noScript from '../checks/no-script.mjs';
import print from '../checks/print.mjs';
import scripts from '../checks/scripts.mjs';
import styles from '../checks/styles.mjs';
import weight from '../checks/weight.mjs';
import wishes from '../checks/wishes.mjs';

const TREE = [head, inert, links, scripts, styles, weight];
const PAGE = [noScript, wishes, keyboard, print];
/** Tabs that work at the same time. */
const TABS = 2;

/** Everything that holds for the pages of a folder. */
export async function inspect({ folder, profiles, pages, chosen, settings = SETTINGS, apart = false }) {
  const report = new Report({ apart });
  const checker = nu(folder);
  const browser = await launch();
  try {
    await wholeTree({ browser, folder, profiles, pages, report });
    const queue = [...chosen];
    const shapes = new Set();
    const turns = Array.from({ length: TABS }, () => oneTab({ browser, folder, profiles, queue, shapes, settings, report }));
    await Promise.all(turns);
  } finally {
    await browser.close();
  }
  const found = await checker;
  report.count('nu', pages.length);
  found.forEach((fault) => report.fault('nu', fault));
  return report;
}

async function wholeTree({ browser, folder, profiles, pages, report }) {
  const context = await browser.newContext({ javaScriptEnabled: true });
  const facts = await readFacts(await context.newPage(), pages);
  await context.close();
  for (const check of TREE) {
    const { measured, findings } = check.tree({ facts, folder, profiles });
    report.count(check.name, measured);
    findings.forEach((finding) => report.fault(check.name, finding));
  }
}

async function oneTab({ browser, folder, profiles, queue, shapes, settings, report }) {
  const context = await browser.newContext();
  const bare = await browser.newContext({ javaScriptEnabled: false });
  let page;
  const offence = (name, measured) => report.fault(name, { page: page.name, edition: page.edition, measured });
  const tab = await guardedPage(context, folder, offence);
  const plain = await guardedPage(bare, folder, offence);
  while ((page = queue.shift())) {
    const profile = profiles.get(page.edition);
    if (!profile) {
      report.fault('head', { page: page.name, measured: `edition “${page.edition}”`, wanted: 'an edition with a profile' });
      continue;
    }
    report.count('console', 1);
    report.count('requests', 1);
    await tab.setViewportSize({ width: 360, height: 800 });
    await tab.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
    await tab.goto(addressOf(folder, page.name), { waitUntil: 'load' });
    await tab.evaluate(PROBE);
    const shape = `${page.edition} ${report.apart ? page.name : page.shape}`;
    const first = !shapes.has(shape);
    shapes.add(shape);
    for (const check of PAGE) {
      if (check.when && !check.when(page)) continue;
      if (check === keyboard && !first) continue;
      const { measured, findings } = await check.run({ tab, plain, page, folder, profile, probe: PROBE });
      report.count(check.name, measured);
      findings.forEach((finding) => report.fault(check.name, { page: page.name, edition: page.edition, ...finding }));
    }
    await showEverywhere(tab, page, profile, report, settings);
  }
  await context.close();
  await bare.close();
}
