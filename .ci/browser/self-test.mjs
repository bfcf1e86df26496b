// Proves that every check can fail: a sound page passes all of them, and each of its broken twins is caught by its check.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readPages } from './lib/pages.mjs';
import { profileOf } from './lib/profiles.mjs';
import { SETTINGS } from './lib/settings.mjs';
import { inspect } from './lib/site.mjs';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const SOUND = readFileSync(join(FIXTURES, 'sound/index.html'), 'utf8');
const CASES = parse(readFileSync(join(FIXTURES, 'broken.yaml'), 'utf8'));
const FEW = ['360x800 light', '360x800 dark', '1920x1080 light', '320x640 light'];

const started = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'kepu-self-test-'));
lay('sound', {});
CASES.forEach((one) => lay(folderOf(one), one));
const profile = profileOf('sample', parse(readFileSync(join(FIXTURES, 'audience.yaml'), 'utf8')));
const pages = readPages(folder);
const settings = SETTINGS.filter((setting) => FEW.includes(setting.label));
const report = await inspect({ folder, profiles: new Map([['sample', profile]]), pages, chosen: pages, settings, apart: true });
rmSync(folder, { recursive: true });

const failed = report.caught('sound').map((name) => `the sound page: found by ${name}`);
for (const one of CASES) {
  const caught = report.caught(folderOf(one));
  if (!caught.includes(one.check)) failed.push(`${one.name}: not found by ${one.check} (found by ${caught.join(', ') || 'nothing'})`);
}
if (process.env.KEPU_VERBOSE || report.caught('sound').length) report.print();
const seconds = Math.round((Date.now() - started) / 1000);
const checks = new Set(CASES.map((one) => one.check)).size;
console.log(failed.length ? failed.map((line) => `FAIL self-test: ${line}`).join('\n') : `ok   self-test: ${CASES.length} broken pages, each found by its check (${checks} checks), ${seconds} s`);
process.exit(failed.length ? 1 : 0);

function folderOf({ name }) {
  return name.replace(/[^a-z0-9]+/gi, '-');
}

/** A site of one page, whole or broken in one place. */
function lay(name, { replace, by, file, text, times = 1 }) {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  cpSync(join(FIXTURES, 'sound'), home, { recursive: true });
  if (file) writeFileSync(join(home, file), text.repeat(times));
  if (replace && !SOUND.includes(replace)) throw new Error(`${name}: the sound page has no “${replace}”`);
  const html = replace ? SOUND.replace(replace, by) : SOUND;
  writeFileSync(join(home, 'index.html'), html.replace('<title>样页</title>', `<title>样页 ${name}</title>`));
}
