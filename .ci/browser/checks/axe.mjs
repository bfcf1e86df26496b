// The rules of WCAG 2.2 AA, and the AAA contrast where the edition promises 7 : 1.
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export default {
  name: 'axe',
  when: (setting) => !setting.narrow,
  prepare: (profile, setting) => options(profile, setting),
  async measure({ root, prepared }) {
    const { violations, passes } = await window.axe.run(root === document.body ? document : root, prepared);
    const findings = violations.flatMap((violation) =>
      violation.nodes.map((node) => ({
        selector: `${violation.id}: ${node.target.join(' ')}`,
        measured: [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ').slice(0, 160),
        wanted: violation.help,
      })),
    );
    return { measured: passes.length + violations.length, findings };
  },
};

/** All rules by day; by night and with large text only those that can come out otherwise. */
function options(profile, setting) {
  const contrast = profile.contrast >= 7 ? ['color-contrast', 'color-contrast-enhanced'] : ['color-contrast'];
  const rest = { resultTypes: ['violations'], preload: false };
  if (setting.dark || setting.huge) return { ...rest, runOnly: { type: 'rule', values: [...contrast, 'link-in-text-block'] } };
  if (setting.text !== 1) return { ...rest, runOnly: { type: 'rule', values: ['target-size', 'scrollable-region-focusable'] } };
  const rules = Object.fromEntries(contrast.map((id) => [id, { enabled: true }]));
  return { ...rest, runOnly: { type: 'tag', values: TAGS }, rules };
}
