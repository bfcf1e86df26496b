// Two things to press keep their distance, so that a finger that slips hits nothing.
export default {
  name: 'gaps',
  when: (setting) => setting.name === 'light',
  measure({ root, profile, setting }) {
    const { targets, area, inSentence, selector } = window.kpProbe;
    const floor = setting.kiosk ? profile.kioskGap : profile.gap;
    const boxes = targets(root)
      .filter((element) => !inSentence(element))
      .map((element) => ({ element, rect: area(element) }))
      .filter(({ rect }) => rect.width && rect.height);
    const findings = [];
    let smallest = Infinity;
    boxes.forEach((one, at) => {
      for (const other of boxes.slice(at + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element) || apart(one.element, other.element)) continue;
        const gap = distance(one.rect, other.rect);
        smallest = Math.min(smallest, gap);
        if (gap < floor - 0.5) findings.push({ selector: `${selector(one.element)} ~ ${selector(other.element)}`, measured: `${gap.toFixed(1)} px`, wanted: `≥ ${floor} px` });
      }
    });
    return { measured: boxes.length, findings, smallest };

    function distance(a, b) {
      const x = Math.max(a.left - b.right, b.left - a.right);
      const y = Math.max(a.top - b.bottom, b.top - a.bottom);
      return Math.max(x, y, 0);
    }

    /** Only one of the two can be pressed: the other lies below an open layer. */
    function apart(a, b) {
      const layer = (element) => {
        for (let at = element; at; at = at.parentElement) {
          if (/absolute|fixed|sticky/.test(getComputedStyle(at).position)) return at;
        }
        return null;
      };
      return layer(a) !== layer(b);
    }
  },
};
