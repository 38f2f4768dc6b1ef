import { once } from 'node:events';
import path from 'node:path';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'docs-serve',
  words: ['docs', 'serve'],
  summary: 'Serve a folder of docs build on this machine',
  examples: ['portcullis docs serve', 'portcullis docs serve --folder site --port 9100'],
  options: {
    folder: {
      flags: '--folder <path>',
      describe: 'what docs build wrote',
      parse: (value: string) => value,
      default: 'api-docs',
    },
    port: {
      flags: '--port <number>',
      describe: '0 takes a free one',
      parse: wholeNumber('--port', 0, 65_535),
      default: 0 as number,
    },
  },
  async run({ options: { folder, port } }, app) {
    const { serveDocs } = await import('../../app/serve-docs.js');
    const { url, close } = await serveDocs(path.resolve(app.cwd, folder), port);
    writeResult(app, { url }, () => `${url}  Ctrl-C stops\n`);
    if (!app.signal.aborted) await once(app.signal, 'abort');
    await close();
    return 0;
  },
});
