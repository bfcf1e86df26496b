// Whatever can be read with scripts can be read without; every fold opens by itself.
import { addressOf } from '../lib/browser.mjs';

/** Words of a control are the script's own affair. */
const CONTROLS = 'button, label, select, option, output, form, [role=status], [role=alert], [aria-live], [data-kp-textsize]';

export default {
  name: 'no-script',
  async run({ tab, plain, page, folder, probe }) {
    const withScript = await inventory(tab, probe);
    await plain.goto(addressOf(folder, page.name), { waitUntil: 'load' });
    const stuck = await plain.evaluate(openFolds);
    const without = new Set((await inventory(plain, probe)).map((text) => text.words));
    const findings = stuck.map((selector) => ({ selector, measured: 'does not open', wanted: 'opens without script' }));
    for (const { words, selector } of withScript) {
      if (!without.has(words)) findings.push({ selector, measured: `“${words.slice(0, 20)}” is missing without script`, wanted: 'the same text' });
    }
    return { measured: withScript.length, findings };
  },
};

async function inventory(tab, probe) {
  await tab.evaluate(probe);
  return tab.evaluate((controls) => {
    const { texts, selector } = window.kpProbe;
    return texts(document.body)
      .filter(({ parent }) => !parent.closest(controls))
      .map(({ node, parent }) => ({ words: node.data.replace(/\s+/g, ' ').trim(), selector: selector(parent) }));
  }, CONTROLS);
}

/** Presses every closed fold, as a reader does; says which stay closed. */
function openFolds() {
  const closed = [...document.querySelectorAll('details:not([open])')];
  closed.forEach((details) => details.querySelector('summary')?.click());
  return closed.filter((details) => !details.open).map((details) => `details.${details.className}`);
}
