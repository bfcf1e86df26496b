// Lines are short enough to find the next one, and far enough apart.
export default {
  name: 'lines',
  when: (setting) => setting.name === 'light',
  measure({ root, profile }) {
    const { texts, selector, blockOf } = window.kpProbe;
    const findings = [];
    const blocks = new Map();
    for (const { node, parent } of texts(root)) {
      if (parent.closest('svg, pre, rt, rp, sup, sub')) continue;
      const block = blockOf(parent);
      if (!blocks.has(block)) blocks.set(block, []);
      blocks.get(block).push(...rects(node));
    }
    let longest = 0;
    let measured = 0;
    for (const [block, boxes] of blocks) {
      const style = getComputedStyle(block);
      const size = parseFloat(style.fontSize);
      const rows = lines(boxes);
      if (!rows.length) continue;
      measured += 1;
      const wide = Math.max(...rows.map((row) => row.right - row.left)) / size;
      longest = Math.max(longest, wide);
      if (wide > profile.measure + 0.6) findings.push({ selector: selector(block), measured: `${wide.toFixed(1)} characters`, wanted: `≤ ${profile.measure}` });
      if (rows.length < 2) continue;
      const height = parseFloat(style.lineHeight) / size;
      const floor = block.matches('.body p, .body li') ? profile.line : 1.3;
      if (height < floor - 0.005) findings.push({ selector: selector(block), measured: `line-height ${height.toFixed(2)}`, wanted: `≥ ${floor}` });
    }
    for (const paragraph of root.querySelectorAll('.body > p + p')) {
      const style = getComputedStyle(paragraph);
      const between = parseFloat(style.lineHeight) - parseFloat(style.fontSize);
      const gap = paragraph.getBoundingClientRect().top - paragraph.previousElementSibling.getBoundingClientRect().bottom;
      const wanted = between * profile.paragraphGap;
      if (gap < wanted - 0.6) findings.push({ selector: selector(paragraph), measured: `${gap.toFixed(1)} px above`, wanted: `≥ ${wanted.toFixed(1)} px` });
    }
    return { measured, findings, longest };

    function rects(node) {
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()].filter((box) => box.width > 0);
    }

    /** Boxes that share a line, joined. */
    function lines(boxes) {
      const rows = [];
      for (const box of boxes.sort((a, b) => a.top - b.top)) {
        const middle = (box.top + box.bottom) / 2;
        const row = rows.find((known) => middle > known.top && middle < known.bottom);
        if (row) {
          row.left = Math.min(row.left, box.left);
          row.right = Math.max(row.right, box.right);
        } else rows.push({ top: box.top, bottom: box.bottom, left: box.left, right: box.right });
      }
      return rows;
    }
  },
};
