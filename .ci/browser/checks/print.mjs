// On A4 paper nothing is cut at the edge, and a page that promises its number of sheets keeps it.
import { sourceOf } from '../lib/source.mjs';
import overflow from './overflow.mjs';

/** A4 less the margins of print.css, in CSS pixels. */
const PAPER = { width: Math.round((210 - 40) * 96 / 25.4), height: Math.round((297 - 36) * 96 / 25.4) };

export default {
  name: 'print',
  when: (page) => page.html.includes('<article') || page.html.includes('data-sheets='),
  async run({ tab, page }) {
    await tab.setViewportSize(PAPER);
    await tab.emulateMedia({ media: 'print', colorScheme: 'light' });
    const { measured, findings } = await tab.evaluate(`(${measureAll})(${sourceOf(overflow)})`);
    // With “screen” the paper would get the screen's styles.
    await tab.emulateMedia({ media: null });
    const pdf = (await tab.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true })).toString('latin1');
    const sheets = (pdf.match(/\/Type\s*\/Page\b/g) ?? []).length;
    const promised = [...page.html.matchAll(/data-sheets="(\d+)"/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    if (!sheets) findings.push({ selector: 'html', measured: 'no sheet', wanted: 'at least one' });
    if (promised && sheets > promised) findings.push({ selector: '[data-sheets]', measured: `${sheets} sheets`, wanted: `≤ ${promised}` });
    if (sheets > 12) findings.push({ selector: 'html', measured: `${sheets} sheets`, wanted: '≤ 12' });
    return { measured: measured + sheets, findings };
  },
};

/** In the page: boxes and letters as they will lie on paper. */
function measureAll(measure) {
  const { texts, selector } = window.kpProbe;
  const result = measure({ root: document.body });
  for (const { parent, style } of texts(document.body)) {
    const points = parseFloat(style.fontSize) * 0.75;
    if (points < 7.5 && !parent.closest('svg, rt, sup')) result.findings.push({ selector: selector(parent), measured: `${points.toFixed(1)} pt`, wanted: '≥ 7.5 pt' });
  }
  return result;
}
