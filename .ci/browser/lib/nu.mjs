// The Nu HTML checker over every page, style sheet and drawing.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const LET = parse(readFileSync(new URL('../nu-allowed.yaml', import.meta.url), 'utf8')).map(({ message }) => new RegExp(message));

/** Messages that count, as findings. */
export async function nu(folder) {
  const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
  const text = await run('java', ['-Xss4m', '-jar', jar, '--exit-zero-always', '--format', 'json', '--also-check-css', '--also-check-svg', '--skip-non-html', folder]);
  const { messages } = JSON.parse(text);
  const counted = messages.filter(({ type, subType, message }) => (type === 'error' || type === 'non-document-error' || subType === 'warning') && !LET.some((allowed) => allowed.test(message)));
  return counted.map(({ url, lastLine, message, extract }) => ({
    page: `${relative(folder, fileURLToPath(url))}:${lastLine ?? ''}`,
    selector: (extract ?? '').replace(/\s+/g, ' ').trim().slice(0, 60),
    measured: message,
    wanted: '',
  }));
}

function run(program, args) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part) => (said += part));
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done(said) : fail(new Error(`${program} ended with ${code}: ${said.slice(0, 400)}`))));
  });
}
