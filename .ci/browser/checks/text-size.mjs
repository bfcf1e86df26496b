// No letter is smaller than the edition promises.
export default {
  name: 'text-size',
  when: (setting) => setting.name === 'light',
  measure({ root, profile, setting }) {
    const { texts, selector } = window.kpProbe;
    const findings = [];
    let smallest = Infinity;
    const found = texts(root);
    for (const { node, parent, style } of found) {
      const ruby = parent.closest('rt');
      const floor = ruby ? profile.ruby : setting.kiosk ? profile.kioskSmallest : profile.smallest;
      const size = parseFloat(style.fontSize) * scale(parent);
      if (!ruby) smallest = Math.min(smallest, size);
      if (size < floor - 0.05) findings.push({ selector: selector(parent), measured: `${size.toFixed(1)} px “${node.data.trim().slice(0, 8)}”`, wanted: `≥ ${floor} px` });
    }
    return { measured: found.length, findings, smallest };

    /** A drawing in the page is drawn larger or smaller than its own units. */
    function scale(element) {
      const matrix = element.closest('svg') && element.getScreenCTM?.();
      return matrix ? Math.hypot(matrix.a, matrix.b) : 1;
    }
  },
};
