// Every letter stands out from its ground as the edition promises, large ones too.
export default {
  name: 'contrast',
  measure({ root, profile }) {
    const { texts, selector, colour, over, contrast, ground } = window.kpProbe;
    const findings = [];
    let smallest = Infinity;
    let measured = 0;
    for (const { node, parent, style } of texts(root)) {
      if (parent.closest('svg') || parent.closest('[disabled], [aria-disabled=true]')) continue;
      const backs = ground(parent);
      if (!backs) {
        findings.push({ selector: selector(parent), measured: 'text on a picture', wanted: 'a plain ground' });
        continue;
      }
      measured += 1;
      const alpha = opacity(parent);
      const front = colour(style.webkitTextFillColor || style.color);
      const ratio = Math.min(...backs.map((back) => contrast(over([front[0], front[1], front[2], front[3] * alpha], back), back)));
      smallest = Math.min(smallest, ratio);
      if (ratio < profile.contrast - 0.005) findings.push({ selector: selector(parent), measured: `${ratio.toFixed(2)} “${node.data.trim().slice(0, 8)}”`, wanted: `≥ ${profile.contrast}` });
    }
    return { measured, findings, smallest };

    function opacity(element) {
      let product = 1;
      for (let at = element; at; at = at.parentElement) product *= parseFloat(getComputedStyle(at).opacity);
      return product;
    }
  },
};
