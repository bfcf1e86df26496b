// Style sheets keep to what Chromium 80 understands; one unknown selector there drops its whole rule.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const UNKNOWN = /@layer\b|@container\b|@scope\b|:has\(|:is\(|:where\(|:focus-visible|:not\([^()]*,|\bcolor-mix\(|\boklch\(|\b\d+[dsl]v[hw]\b|(^|[{;\s])inset(-\w+)?\s*:|\burl\(\s*["']?(https?:)?\/\//g;

export default {
  name: 'styles',
  tree({ folder }) {
    const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.css')).sort();
    const findings = [];
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8').replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
      for (const found of text.matchAll(UNKNOWN)) {
        if (supported(text, found.index)) continue;
        findings.push({ page: `${name}:${text.slice(0, found.index).split('\n').length}`, measured: found[0].trim(), wanted: 'what Chromium 80 understands' });
      }
    }
    return { measured: names.length, findings };
  },
};

/** Inside `@supports` newer words are an enhancement. */
function supported(text, at) {
  const start = text.lastIndexOf('@supports', at);
  if (start < 0) return false;
  const between = text.slice(text.indexOf('{', start), at);
  return (between.match(/{/g) ?? []).length > (between.match(/}/g) ?? []).length;
}
