import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'patch-drop',
  words: ['patch', 'drop'],
  arguments: [{ name: '<patch>', describe: 'id of the patch, or fingerprint of its finding' }],
  summary: 'Take a virtual patch out of force; its finding is open again',
  examples: ['portcullis patch drop patch-3f9a12c4', 'portcullis patch drop 3f9a12c4'],
  options: {},
  async run({ args: [name] }, app) {
    await app.project();
    const { dropPatch } = await import('../../app/patch.js');
    const { patch, gateway } = await dropPatch(app, name!);
    writeResult(
      app,
      { patch, gateway: gateway ?? null },
      () => `${patch.id} is out of force${gateway ? ` at ${gateway.join(', ')}` : ''}\n`,
    );
    return 0;
  },
});
