// Pages carry no code of their own: scripts and styles are files, so that a strict policy can hold.
export default {
  name: 'inert',
  tree({ facts }) {
    const findings = facts.flatMap((fact) => fact.live.map((live) => ({ page: fact.name, edition: fact.edition, ...live })));
    return { measured: facts.length, findings };
  },
};
