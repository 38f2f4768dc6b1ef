import fs from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((place) => place !== undefined && fs.existsSync(place));

/** Why tests in a browser are left out: never in CI. */
export const noChromium: string | false =
  executablePath || process.env['CI'] ? false : 'no Chromium here: apt-get install chromium, or CHROMIUM=/path';

export function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('CI needs Chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
