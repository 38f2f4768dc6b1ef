import path from 'node:path';
import { audiences, type Audience } from '../../portal/types.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';
import { oneOf } from '../parse.js';

const text = (value: string) => value;

export default defineCommand({
  id: 'docs-build',
  words: ['docs', 'build'],
  isDefault: true,
  summary: 'Write the documentation portal: static pages, made from what is enforced',
  examples: ['portcullis docs build --folder site', 'portcullis docs build --audience partner --since openapi.v1.yaml'],
  options: {
    folder: { flags: '--folder <path>', describe: 'where the pages go', parse: text, default: 'api-docs' },
    audience: {
      flags: '--audience <who>',
      describe: `${audiences.join(', ')}: operations of others are in no file`,
      parse: oneOf('--audience', audiences) as (value: string) => Audience,
      default: 'public' as Audience,
    },
    api: { flags: '--api <name>', describe: 'which API, where the policy has several', parse: text },
    since: { flags: '--since <contract>', describe: 'earlier contract: adds the page of changes', parse: text },
  },
  async run({ options: { folder, ...request } }, app) {
    const { buildDocs, writeDocs } = await import('../../app/docs.js');
    const { files, unpublishable, api, operations } = await buildDocs(app, request);
    const target = path.resolve(app.cwd, folder);
    if (unpublishable.length === 0) writeDocs(target, files);
    const bytes = files.reduce((sum, file) => sum + Buffer.byteLength(file.text), 0);
    const result = {
      api,
      audience: request.audience,
      operations,
      folder: target,
      files: files.length,
      bytes,
      unpublishable,
    };
    writeResult(app, result, () => {
      if (unpublishable.length > 0) {
        const rows = unpublishable.map(({ id, what, text: found = '', places: [first, ...more] }) => [
          `  ${id}`,
          what,
          found,
          `${first}${more.length > 0 ? ` and ${more.length} more` : ''}`,
        ]);
        return `${table(rows)}nothing was written: ${unpublishable.length} ${unpublishable.length === 1 ? 'text' : 'texts'} must not be published
mend the contract, or say why one does no harm: documentation: { published: [{ id: ${unpublishable[0]!.id}, reason: ... }] }\n`;
      }
      return `${operations} operations of ${api} for readers who are ${request.audience}: ${files.length} files, ${Math.ceil(bytes / 1024)} kB\nopen ${path.join(folder, 'index.html')}, or portcullis docs serve --folder ${folder}\n`;
    });
    return unpublishable.length > 0 ? 1 : 0;
  },
});
