// Shipped scripts are ES5 (the oldest kiosks), and the small helpers stay small.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';

const LIMIT = 4096;
const NEEDS_A_SERVER = /\b(fetch|XMLHttpRequest|importScripts|Worker|serviceWorker)\b|\beval\b|new Function|document\.write/;

export default {
  name: 'scripts',
  tree({ folder }) {
    const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.js')).sort();
    const findings = [];
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8');
      const helper = /(^|\/)assets\/js\//.test(name);
      try {
        parse(text, { ecmaVersion: 5, sourceType: 'script' });
      } catch (error) {
        findings.push({ page: name, measured: error.message, wanted: 'ES5' });
      }
      if (helper && Buffer.byteLength(text) >= LIMIT) findings.push({ page: name, measured: `${Buffer.byteLength(text)} bytes`, wanted: `< ${LIMIT}` });
      const word = helper && NEEDS_A_SERVER.exec(text.replace(/\/\*[^]*?\*\/|\/\/.*/g, ''));
      if (word) findings.push({ page: name, measured: word[0], wanted: 'nothing that fails from a file or under a strict policy' });
    }
    return { measured: names.length, findings };
  },
};
