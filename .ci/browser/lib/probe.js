// Runs inside the page: what a reader sees there, for every check. Installed once as window.kpProbe.
(() => {
  const skip = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'TITLE', 'DESC']);

  /** Is the box of the element on the page, and not only for screen readers? */
  function visible(element) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath === 'inset(50%)' || style.clip === 'rect(0px, 0px, 0px, 0px)') return false;
      if (style.overflow === 'hidden' && at.offsetWidth <= 1 && at.offsetHeight <= 1) return false;
    }
    return true;
  }

  /** A short address of an element. */
  function selector(element) {
    const parts = [];
    for (let at = element; at && at !== document.body && parts.length < 3; at = at.parentElement) {
      const name = at.id && !/\d/.test(at.id) ? `#${at.id}` : [...at.classList].map((word) => `.${word}`).join('');
      parts.unshift(at.localName + name);
    }
    return parts.join(' > ') || element.localName;
  }

  /** Text nodes that show letters, with the element that styles them. */
  function texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    const known = new Map();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || skip.has(parent.tagName)) continue;
      if (!known.has(parent)) known.set(parent, visible(parent));
      if (known.get(parent)) found.push({ node, parent, style: getComputedStyle(parent) });
    }
    return found;
  }

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const colours = new Map();

  /** A computed colour as red, green, blue (0–255) and alpha (0–1). */
  function colour(text) {
    const plain = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(text);
    if (plain) return [+plain[1], +plain[2], +plain[3], plain[4] === undefined ? 1 : +plain[4]];
    if (!colours.has(text)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      colours.set(text, [r, g, b, a / 255]);
    }
    return colours.get(text);
  }

  function over(front, back) {
    const alpha = front[3];
    return [0, 1, 2].map((at) => front[at] * alpha + back[at] * (1 - alpha)).concat(1);
  }

  function luminance([r, g, b]) {
    const linear = [r, g, b].map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  /** WCAG contrast of two opaque colours. */
  function contrast(one, other) {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  }

  /** The opaque colour behind an element, or null when a picture lies there. */
  function ground(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none') {
        const stops = gradient(style.backgroundImage);
        if (!stops) return null;
        layers.push(stops);
        if (stops.every((stop) => stop[3] === 1)) break;
      }
      const fill = colour(style.backgroundColor);
      if (fill[3] > 0) layers.push([fill]);
      if (fill[3] === 1) break;
    }
    const canvasColour = colour(getComputedStyle(document.documentElement).backgroundColor);
    const base = canvasColour[3] === 1 ? canvasColour : systemGround();
    return layers.reverse().reduce((backs, fronts) => fronts.flatMap((front) => backs.map((back) => over(front, back))), [base]);
  }

  /** The colours of a gradient; null for any other image. */
  function gradient(image) {
    if (!/^(repeating-)?(linear|radial|conic)-gradient\(/.test(image) || image.includes('url(')) return null;
    const found = image.match(/rgba?\([^)]*\)|color\([^)]*\)/g);
    return found && found.map(colour);
  }

  function systemGround() {
    return matchMedia('(prefers-color-scheme: dark)').matches && getComputedStyle(document.documentElement).colorScheme.includes('dark') ? [18, 18, 18, 1] : [255, 255, 255, 1];
  }

  const TARGETS = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [role=button], [role=tab]';

  /** What a finger may press, below a root; a skip link that waits off the screen is not there yet. */
  function targets(root) {
    return [...root.querySelectorAll(TARGETS)].filter((element) => {
      const { right, bottom } = element.getBoundingClientRect();
      return visible(element) && right + scrollX > 0 && bottom + scrollY > 0;
    });
  }

  /** The box that takes the press: the element, a layer it stretches over its card, or the label of a small box. */
  function area(element) {
    const own = element.getBoundingClientRect();
    const boxes = [own];
    for (const pseudo of ['::before', '::after']) {
      const style = getComputedStyle(element, pseudo);
      if (style.content === 'none' || style.position !== 'absolute' || style.pointerEvents === 'none') continue;
      const holder = positioned(element);
      const { left, top } = holder.getBoundingClientRect();
      const [x, y] = [left + holder.clientLeft + parseFloat(style.left), top + holder.clientTop + parseFloat(style.top)];
      boxes.push(new DOMRect(x, y, parseFloat(style.width), parseFloat(style.height)));
    }
    if (element.localName === 'input' && /radio|checkbox/.test(element.type)) {
      for (const label of element.labels) boxes.push(label.getBoundingClientRect());
    }
    return boxes.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  }

  function positioned(element) {
    let at = element;
    while (at.parentElement && getComputedStyle(at).position === 'static') at = at.parentElement;
    return at;
  }

  /** WCAG 2.5.8: a link inside a sentence takes the size of its line. */
  function inSentence(element) {
    if (element.closest('nav, .emergency') || (element.localName !== 'a' && element.localName !== 'button')) return false;
    if (!getComputedStyle(element).display.startsWith('inline')) return false;
    const block = blockOf(element.parentElement);
    const style = getComputedStyle(block);
    if (style.display.includes('flex') || style.display.includes('grid')) return false;
    const around = texts(block).filter(({ node, parent }) => !element.contains(node) && blockOf(parent) === block);
    return around.reduce((sum, { node }) => sum + node.data.trim().length, 0) >= 2;
  }

  /** The block whose lines an element flows in. */
  function blockOf(element) {
    let at = element;
    while (/^(inline|contents|ruby)$/.test(getComputedStyle(at).display)) at = at.parentElement;
    return at;
  }

  window.kpProbe = { visible, selector, texts, colour, over, contrast, ground, targets, area, inSentence, blockOf };
})();
