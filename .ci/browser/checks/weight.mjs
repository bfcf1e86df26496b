// A page with its styles and scripts is at most 150 KiB, pictures aside.
import { statSync } from 'node:fs';
import { join, posix } from 'node:path';

const LIMIT = 150 * 1024;

export default {
  name: 'weight',
  tree({ facts, folder }) {
    const size = (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    const findings = [];
    let most = 0;
    for (const fact of facts) {
      const parts = fact.links.filter(({ tag, kind }) => tag === 'script' || kind === 'stylesheet');
      const bytes = parts.reduce((sum, { url }) => sum + size(posix.join(posix.dirname(fact.name), url)), size(fact.name));
      most = Math.max(most, bytes);
      if (bytes > LIMIT) findings.push({ page: fact.name, edition: fact.edition, measured: `${Math.round(bytes / 1024)} KiB`, wanted: '≤ 150 KiB' });
    }
    return { measured: facts.length, findings, note: `heaviest ${Math.round(most / 1024)} KiB` };
  },
};
