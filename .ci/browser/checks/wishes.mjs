// Readers who ask their system for less motion, forced colours or more contrast lose nothing.
export default {
  name: 'wishes',
  async run({ tab, profile }) {
    const plain = await tab.evaluate(inventory);
    await tab.emulateMedia({ reducedMotion: 'reduce' });
    const findings = await tab.evaluate(moving);
    await tab.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
    findings.push(...lost(plain, await tab.evaluate(inventory), 'forced colours'));
    await tab.emulateMedia({ forcedColors: 'none', contrast: 'more' });
    findings.push(...lost(plain, await tab.evaluate(inventory), 'more contrast'));
    await tab.emulateMedia({ contrast: 'no-preference', reducedMotion: 'no-preference' });
    return { measured: plain.length * 3, findings, profile };
  },
};

function lost(before, after, wish) {
  const left = new Set(after);
  return before.filter((text) => !left.has(text)).map((text) => ({ selector: wish, measured: `“${text.slice(0, 20)}” is lost`, wanted: 'the same text' }));
}

/** In the page: every text one can tell from its ground. */
function inventory() {
  const { texts, colour, contrast, ground } = window.kpProbe;
  return texts(document.body)
    .filter(({ parent, style }) => (ground(parent) ?? []).every((back) => contrast(colour(style.color), back) > 1.5))
    .map(({ node }) => node.data.trim());
}

/** In the page: what still moves. */
function moving() {
  const { selector } = window.kpProbe;
  const findings = document.getAnimations().filter((animation) => animation.playState === 'running')
    .map((animation) => ({ selector: selector(animation.effect.target), measured: 'is moving', wanted: 'still' }));
  for (const element of document.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const seconds = Math.max(...[style.transitionDuration, style.animationDuration].flatMap((text) => text.split(',')).map(parseFloat));
    if (seconds > 0.01) findings.push({ selector: selector(element), measured: `changes over ${seconds} s`, wanted: '0 s' });
  }
  return findings;
}
