// Nothing is wider than the screen, and no text is cut off by its box.
export default {
  name: 'overflow',
  narrow: true,
  measure({ root }) {
    const { visible, selector } = window.kpProbe;
    const findings = [];
    const page = document.scrollingElement;
    const width = document.documentElement.clientWidth;
    if (page.scrollWidth > width) findings.push({ selector: 'html', measured: `${page.scrollWidth} px`, wanted: `≤ ${width} px` });
    const elements = [...root.querySelectorAll('*')].filter((element) => !element.closest('svg') || element.localName === 'svg');
    let measured = 0;
    for (const element of elements) {
      const style = getComputedStyle(element);
      const clips = style.overflowX === 'hidden' || style.overflowX === 'clip' || style.overflowY === 'hidden';
      const rect = element.getBoundingClientRect();
      const sticks = page.scrollWidth > width && (rect.right > width + 1 || rect.left < -1);
      if ((!clips && !sticks) || !visible(element)) continue;
      measured += 1;
      if (sticks && !scrolled(element)) findings.push({ selector: selector(element), measured: `${Math.round(rect.left)}…${Math.round(rect.right)} px`, wanted: `0…${width} px` });
      if (!clips || !element.textContent.trim()) continue;
      const cut = Math.max(element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight);
      if (element.clientWidth && cut > 1) findings.push({ selector: selector(element), measured: `${cut} px cut off`, wanted: 'all text shown' });
    }
    return { measured: measured + 1, findings };

    function scrolled(element) {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    }
  },
};
