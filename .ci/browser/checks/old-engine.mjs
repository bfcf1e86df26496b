// What Chromium 80 lacks may decorate a page, never carry it.
export default {
  name: 'old-engine',
  when: (setting) => setting.name === 'light',
  measure({ root }) {
    const { visible, selector } = window.kpProbe;
    const findings = [];
    let measured = 0;
    for (const element of root.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      if (!style.display.includes('flex') || !visible(element)) continue;
      measured += 1;
      const gaps = [style.columnGap, style.rowGap].filter((gap) => parseFloat(gap) > 0);
      if (gaps.length && element.children.length > 1) findings.push({ selector: selector(element), measured: `gap ${gaps.join(' ')} in flex`, wanted: 'margins (flex gap came with Chromium 84)' });
    }
    return { measured, findings };
  },
};
