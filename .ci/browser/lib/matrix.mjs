// Shows one page on every screen and runs the checks that measure it there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import axe from '../checks/axe.mjs';
import contrast from '../checks/contrast.mjs';
import gaps from '../checks/gaps.mjs';
import lines from '../checks/lines.mjs';
import oldEngine from '../checks/old-engine.mjs';
import overflow from '../checks/overflow.mjs';
import targets from '../checks/targets.mjs';
import textSize from '../checks/text-size.mjs';
import { sourceOf } from './source.mjs';

const CHECKS = [overflow, targets, gaps, textSize, lines, contrast, oldEngine, axe];
export const PROBE = readFileSync(new URL('probe.js', import.meta.url), 'utf8');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every check in every setting on a page that is already open. */
export async function showEverywhere(tab, page, profile, report, settings) {
  await tab.evaluate(PROBE);
  await tab.evaluate(AXE);
  await tab.evaluate(`window.kpChecks = {${CHECKS.map((check) => `'${check.name}': ${sourceOf(check)}`).join(',\n')}}`);
  for (const setting of settings) {
    const chosen = CHECKS.filter((check) => (setting.narrow ? check.narrow : !check.when || check.when(setting)));
    const jobs = chosen.map((check) => ({ name: check.name, prepared: check.prepare?.(profile, setting) ?? null }));
    await tab.setViewportSize({ width: setting.width, height: setting.height });
    await tab.emulateMedia({ colorScheme: setting.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
    const found = await tab.evaluate(measureHere, { jobs, profile, setting });
    for (const { name, measured, findings, smallest } of found) {
      report.count(name, measured, smallest === null ? {} : { [page.edition]: smallest });
      for (const finding of findings) report.fault(name, { page: page.name, edition: page.edition, setting: setting.label, ...finding });
    }
  }
}

/** Runs inside the page: all jobs on the page as it stands, then inside each layer that a press opens. */
async function measureHere({ jobs, profile, setting }) {
  enlarge(setting.text);
  attribute('data-kp-size', setting.huge && 'huge');
  attribute('data-kp-contrast', setting.huge && 'more');
  const layers = [];
  for (const details of document.querySelectorAll('details')) {
    details.open = true;
    const floats = [...details.children].some((child) => /absolute|fixed/.test(getComputedStyle(child).position));
    if (floats) layers.push(details);
  }
  layers.forEach((details) => (details.open = false));
  await settle();
  const results = await run(document.body);
  for (const details of layers) {
    details.open = true;
    await settle();
    results.push(...(await run(details)));
    details.open = false;
  }
  return results;

  async function run(root) {
    const found = [];
    for (const { name, prepared } of jobs) {
      const result = await window.kpChecks[name]({ root, profile, setting, prepared });
      found.push({ name, smallest: null, ...result, smallest: Number.isFinite(result.smallest) ? result.smallest : null });
    }
    return found;
  }

  /** Text zoom as phones do it: letters grow, pictures and the screen stay. */
  function enlarge(factor) {
    for (const [element, own] of window.kpEnlarged ?? []) element.style.fontSize = own;
    window.kpEnlarged = [];
    if (factor === 1) return;
    const all = [document.documentElement, ...document.querySelectorAll('body, body *:not(svg *)')];
    window.kpEnlarged = all.map((element) => [element, element.style.fontSize]);
    const sizes = all.map((element) => parseFloat(getComputedStyle(element).fontSize) * factor);
    all.forEach((element, at) => element.style.setProperty('font-size', `${sizes[at]}px`, 'important'));
  }

  /** What the buttons for text size and contrast set. */
  function attribute(name, value) {
    if (value) document.documentElement.setAttribute(name, value);
    else document.documentElement.removeAttribute(name);
  }

  function settle() {
    return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
}
