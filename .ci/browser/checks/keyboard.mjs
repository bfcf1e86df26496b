// The Tab key reaches everything in reading order, begins with the skip link, and shows where it is.
const TABBABLE = 'a[href], button:not([disabled]), summary, input:not([type=hidden]):not([disabled]), select, textarea, [tabindex="0"]';

export default {
  name: 'keyboard',
  async run({ tab }) {
    const expected = await tab.evaluate(list, TABBABLE);
    const stops = [];
    for (let at = 0; at < expected.length + 20; at += 1) {
      await tab.keyboard.press('Tab');
      const stop = await tab.evaluate(here);
      if (!stop || (stops.length > 1 && stop.index === stops[0].index)) break;
      stops.push(stop);
    }
    return { measured: stops.length, findings: judge(expected, stops) };
  },
};

function judge(expected, stops) {
  const findings = [];
  const first = stops[0];
  if (!first?.skip) findings.push({ selector: first?.selector ?? 'body', measured: 'is the first stop', wanted: 'the skip link' });
  const reached = new Set(stops.map((stop) => stop.index));
  for (const { index, selector, radio } of expected) {
    if (!reached.has(index) && !radio) findings.push({ selector, measured: 'is not reached by Tab', wanted: 'reached' });
  }
  stops.forEach((stop, at) => {
    if (at && stop.index >= 0 && stop.index < stops[at - 1].index) findings.push({ selector: stop.selector, measured: 'comes before its place', wanted: 'reading order' });
    if (!stop.ring) findings.push({ selector: stop.selector, measured: stop.look, wanted: 'a focus ring of 2 px and 3 : 1' });
    if (!stop.seen) findings.push({ selector: stop.selector, measured: 'is focused but not on the screen', wanted: 'visible' });
  });
  return findings;
}

/** In the page: what Tab should reach, and how each looks before. */
function list(tabbable) {
  const { visible, selector } = window.kpProbe;
  const outer = (element) => !element.closest('details:not([open])') || element.matches('details > summary');
  const skip = document.querySelector('.skip, [href="#main"]');
  const found = [...document.querySelectorAll(tabbable)].filter((element) => element.tabIndex >= 0 && (element === skip || (visible(element) && outer(element))));
  window.kpStops = found;
  window.kpBefore = new Map(found.map((element) => [element, getComputedStyle(element).boxShadow]));
  document.activeElement?.blur();
  window.scrollTo(0, 0);
  return found.map((element, index) => ({ index, selector: selector(element), radio: element.type === 'radio' }));
}

/** In the page: where the focus is and whether one sees it. */
function here() {
  const { selector, colour, contrast, ground } = window.kpProbe;
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const backs = ground(element.parentElement) ?? [[255, 255, 255, 1]];
  const far = Math.min(...backs.map((back) => contrast(colour(style.outlineColor), back)));
  const ringed = (look) => look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 && backs.every((back) => contrast(colour(look.outlineColor), back) >= 3);
  const stretched = getComputedStyle(element, '::after');
  const outline = ringed(style) || (stretched.content !== 'none' && ringed(stretched));
  const shadow = style.boxShadow !== 'none' && style.boxShadow !== window.kpBefore.get(element);
  const rects = [...element.getClientRects()].filter((rect) => rect.width && rect.height);
  const seen = rects.some((rect) => {
    const x = Math.min(Math.max(rect.left + rect.width / 2, 0), innerWidth - 1);
    const hit = document.elementFromPoint(x, Math.min(Math.max(rect.top + 3, 0), innerHeight - 1));
    return rect.bottom > 0 && rect.top < innerHeight && hit && (element.contains(hit) || hit.contains(element));
  });
  return {
    index: window.kpStops.indexOf(element),
    selector: selector(element),
    skip: element.matches('a[href^="#"]') && Boolean(document.querySelector(element.getAttribute('href'))),
    ring: outline || shadow,
    look: `outline ${style.outlineWidth} ${style.outlineStyle}, contrast ${far.toFixed(1)}`,
    seen,
  };
}
