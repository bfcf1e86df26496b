// Collects what was measured and what is wrong; says each fault once, with how often it occurs.
export class Report {
  /** `apart`: the same fault on two pages counts as two. */
  constructor({ apart = false } = {}) {
    this.checks = new Map();
    this.apart = apart;
  }

  /** Notes measurements of a check. */
  count(name, measured = 0, extremes = {}) {
    const check = this.#check(name);
    check.measured += measured;
    for (const [edition, least] of Object.entries(extremes)) {
      if (Number.isFinite(least)) check.least[edition] = Math.min(check.least[edition] ?? Infinity, least);
    }
  }

  /** Notes a fault. The same place with the same words on another page is the same fault. */
  fault(name, fault) {
    const faults = this.#check(name).faults;
    const key = [this.apart ? fault.page : fault.edition, fault.selector, String(fault.measured).replace(/[\d.]+|“.*”/g, '#')].join('|');
    const known = faults.get(key);
    if (known) known.times += 1;
    else faults.set(key, { ...fault, times: 1 });
  }

  get failed() {
    return [...this.checks.values()].some((check) => check.faults.size > 0);
  }

  /** The checks that found something on pages below a folder. */
  caught(folder) {
    const below = ({ page }) => page.startsWith(`${folder}/`);
    return [...this.checks].filter(([, check]) => [...check.faults.values()].some(below)).map(([name]) => name);
  }

  /** One line a check, one line a fault. */
  print(limit = 400) {
    for (const [name, check] of [...this.checks].sort()) {
      const least = Object.entries(check.least).map(([edition, value]) => `${edition} ${+value.toFixed(2)}`).join(', ');
      const word = check.faults.size ? 'FAIL' : 'ok  ';
      console.log(`${word} ${name.padEnd(10)} ${check.measured} measured${check.faults.size ? `, ${check.faults.size} faults` : ''}${least ? `; least: ${least}` : ''}`);
      for (const fault of [...check.faults.values()].slice(0, limit)) {
        const where = [fault.page, fault.setting].filter(Boolean).join(' @ ');
        console.log(`       ${where}: ${fault.selector ? `${fault.selector}: ` : ''}${fault.measured}${fault.wanted ? `, wanted ${fault.wanted}` : ''}${fault.times > 1 ? ` (×${fault.times})` : ''}`);
      }
      if (check.faults.size > limit) console.log(`       … and ${check.faults.size - limit} more`);
    }
  }

  #check(name) {
    if (!this.checks.has(name)) this.checks.set(name, { measured: 0, faults: new Map(), least: {} });
    return this.checks.get(name);
  }
}
