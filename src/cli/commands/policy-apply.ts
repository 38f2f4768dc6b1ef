import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'policy-apply',
  words: ['policy', 'apply'],
  arguments: [{ name: '[file]', describe: 'the new policy, - for standard input; default: the file as it stands' }],
  summary: 'Check a policy, put it in force at the running gateway, and keep it as a version',
  examples: [
    'portcullis policy apply --reason "limit logins"',
    'portcullis policy apply new.yaml --reason "limit logins"',
  ],
  options: {
    reason: { flags: '--reason <text>', describe: 'why, for the history', parse: (text: string) => text, default: '' },
  },
  async run({ args: [file], options: { reason } }, app) {
    const [{ applyPolicy, readPolicy }, { readBody }] = await Promise.all([
      import('../../app/policy-change.js'),
      import('../../app/explain-call.js'),
    ]);
    const text = file === undefined ? readPolicy(app).text : readBody(app, file).toString('utf8');
    const { version, gateway } = await applyPolicy(app, { text, reason });
    const { source: _source, ...kept } = version;
    writeResult(app, { version: kept, gateway: gateway ?? null }, () => {
      const where = gateway ? `in force at ${gateway.join(', ')}` : 'written; no gateway runs';
      return `version ${version.id}, digest ${version.digest.slice(0, 12)}: ${where}\n`;
    });
    return 0;
  },
});
