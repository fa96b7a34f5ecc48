/**
 * Takes the picture of the server's page that the documentation shows: `node tools/server-picture.mjs`, after a build.
 * It serves models/ and writes docs/images/server-page.png.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const executablePath = findChromium();
const flags = ['--port=0', '--grpc=false', `--models=${join(root, 'models')}`];
const server = spawn(process.execPath, [join(root, 'apps/server/dist/main.js'), 'serve', ...flags]);
server.stderr.pipe(process.stderr);
for await (const line of createInterface(server.stdout)) {
  const [, address] = /Server listening at (http:[^"]+)/.exec(line) ?? [];
  if (address === undefined) continue;
  await takePicture(address);
  break;
}
server.stdout.resume();
server.kill('SIGTERM');

/** @param {string} address */
async function takePicture(address) {
  if (executablePath === undefined)
    throw new Error('There is no Chromium; `node tools/chromium.mjs` fetches one.');
  const browser = await chromium.launch({ executablePath, args: ['--headless=new', '--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 960, height: 500 }, colorScheme: 'light' });
  await page.goto(`${address}/`);
  await page.waitForFunction(() => {
    const image = document.querySelector('img');
    return image !== null && image.complete && image.naturalWidth > 0;
  });
  // The next look tells of what was drawn for the picture.
  await page.waitForFunction(() => /1[1-9] images/.test(document.querySelector('dl')?.textContent ?? ''));
  await page.screenshot({ path: join(root, 'docs/images/server-page.png') });
  await browser.close();
}
