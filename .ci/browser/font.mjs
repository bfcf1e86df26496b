// Loads the font of a built site in a real browser: node font.mjs FOLDER FAMILY. A parser that reads a font is no proof
// that a browser takes it.
import { chromium } from 'playwright-core';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const [folder, family] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
const complaints = [];
page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text()); });
page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
await page.goto(pathToFileURL(resolve(folder, 'index.html')).href);
const found = await page.evaluate(async (family) => {
  const faces = await document.fonts.load(`32px "${family}"`, '水稻科普').catch((error) => [{ family, status: String(error) }]);
  const width = (font, words) => {
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.font = `200px ${font}`;
    return canvas.measureText(words).width;
  };
  return {
    loaded: faces.map((face) => `${face.family} ${face.status}`),
    used: getComputedStyle(document.body).fontFamily,
    own: width(`"${family}", monospace`, 'gkpu水'),
    other: width('monospace', 'gkpu水'),
    han: width(`"${family}", monospace`, '水'),
  };
}, family);
await browser.close();
const faults = [...complaints];
if (found.loaded.length !== 1 || !found.loaded[0].endsWith('loaded')) faults.push(`not loaded: ${found.loaded}`);
if (!found.used.replaceAll('"', '').startsWith(family)) faults.push(`text is set in ${found.used}`);
if (found.own === found.other) faults.push('its letters are as wide as those of the system: it is not in use');
if (Math.abs(found.han - 200) > 20) faults.push(`a Han character is ${found.han} wide at 200 px`);
console.log(faults.length ? `FAIL ${faults.join('\nFAIL ')}` : `ok   ${family} loads: ${JSON.stringify(found)}`);
process.exit(faults.length ? 1 : 0);
