import { PortcullisError } from '../../core/errors.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { httpUrl } from '../parse.js';

export default defineCommand({
  id: 'init',
  words: ['init'],
  arguments: [{ name: '<contract>', describe: 'OpenAPI 2.0, 3.0 or 3.1, YAML or JSON' }],
  summary: 'Write a commented portcullis.yaml for a contract, in monitor mode',
  examples: [
    'portcullis init openapi.yaml --upstream http://127.0.0.1:3000',
    'portcullis init api/openapi.json --upstream https://api.internal:8443 --policy api/portcullis.yaml',
  ],
  options: {
    upstream: { flags: '--upstream <url>', describe: 'where the API runs', parse: httpUrl('--upstream') },
    force: { flags: '--force', describe: 'overwrite an existing policy', parse: () => true, default: false as boolean },
  },
  async run({ args: [contract], options: { upstream, force } }, app) {
    if (upstream === undefined)
      throw new PortcullisError('USAGE', 'The address of the API is missing', {
        expected: '--upstream http://127.0.0.1:3000',
      });
    const { initialise } = await import('../../app/init.js');
    const { file, project, todo } = await initialise(app, app.policyFlag, { contract: contract!, upstream, force });
    const shown = relativePath(file, app.cwd);
    const operations = project.apis[0]!.operations.size;
    const problems = project.apis[0]!.problems.length;
    writeResult(app, { file, operations, todo, problems }, () =>
      [
        `${shown}: ${operations} operations in monitor mode, ${todo} places marked TODO${problems ? `, ${problems} problems in the contract (portcullis policy check)` : ''}`,
        'next: portcullis audit      what is wrong with the contract and the policy',
        '      portcullis start      the gateway; it denies nothing until the mode is enforce',
        '',
      ].join('\n'),
    );
    return 0;
  },
});
