// Every link stays in the folder and arrives; an edition without outside links has none, and no form.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';

export default {
  name: 'links',
  tree({ facts, folder, profiles }) {
    const ids = new Map(facts.map((fact) => [fact.name, new Set(fact.ids)]));
    const findings = [];
    let measured = 0;
    for (const fact of facts) {
      const outside = profiles.get(fact.edition)?.outsideLinks ?? true;
      const say = (selector, measured_, wanted) => findings.push({ page: fact.name, edition: fact.edition, selector, measured: measured_, wanted });
      for (const { tag, url } of fact.links) {
        measured += 1;
        if (/^(https?:)?\/\//.test(url)) {
          if (tag !== 'a') say(tag, url, 'a file of the folder');
          else if (!outside) say('a', url, 'no link that leaves');
          continue;
        }
        if (/^(mailto|tel):/.test(url)) {
          if (!outside && tag === 'a' && /^mailto/.test(url)) say('a', url, 'no link that leaves');
          continue;
        }
        const [path, fragment] = url.split('#');
        if (path.includes('?')) say(tag, url, 'no query string');
        if (path.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(path)) { say(tag, url, 'a relative address'); continue; }
        const target = path ? posix.normalize(posix.join(posix.dirname(fact.name), decodeURIComponent(path))) : fact.name;
        if (target.startsWith('..')) say(tag, url, 'a file of the folder');
        else if (path.endsWith('/') || !existsSync(join(folder, target))) say(tag, url, 'an existing file');
        else if (fragment && ids.has(target) && !ids.get(target).has(decodeURIComponent(fragment))) say(tag, url, 'an existing place on the page');
      }
      if (!outside && fact.forms) say('form', `${fact.forms} forms`, 'none');
    }
    return { measured, findings };
  },
};
