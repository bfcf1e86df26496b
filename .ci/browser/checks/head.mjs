// Every page introduces itself: language, title of its own, description, icon, one first heading.
export default {
  name: 'head',
  tree({ facts }) {
    const findings = [];
    const titles = new Map();
    for (const fact of facts) {
      const say = (measured, wanted) => findings.push({ page: fact.name, edition: fact.edition, measured, wanted });
      if (!/^zh\b/.test(fact.lang)) say(`lang “${fact.lang}”`, 'zh-CN');
      if (!fact.title.trim()) say('no title', 'a title');
      if (!fact.description) say('no description', 'a description');
      if (fact.headings !== 1) say(`${fact.headings} h1`, 'one');
      if (!fact.icon) say('no icon', 'an icon (a missing one is a console error)');
      if (!/width=device-width/.test(fact.viewport) || /user-scalable|maximum-scale/.test(fact.viewport)) say(`viewport “${fact.viewport}”`, 'free zoom');
      if (titles.has(fact.title)) say(`title “${fact.title}” as on ${titles.get(fact.title)}`, 'a title of its own');
      titles.set(fact.title, fact.name);
    }
    return { measured: facts.length, findings };
  },
};
