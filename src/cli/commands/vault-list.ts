import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

export default defineCommand({
  id: 'vault-list',
  words: ['vault', 'list'],
  isDefault: true,
  summary: 'List the names and ages of the secrets in the vault',
  examples: ['portcullis vault', 'portcullis vault list --format json'],
  options: {},
  async run(_input, app) {
    const { listSecrets } = await import('../../app/vault.js');
    const secrets = await listSecrets(app);
    const now = app.now().getTime();
    const daysOld = (time: number) => Math.max(0, Math.floor((now - time) / 86_400_000));
    const result = secrets.map(({ name, createdAt, changedAt }) => ({
      name,
      created: new Date(createdAt).toISOString(),
      changed: new Date(changedAt).toISOString(),
      daysOld: daysOld(changedAt),
    }));
    writeResult(app, result, () => {
      if (!secrets.length) return 'no secrets\n';
      const rows = secrets.map(({ name, createdAt, changedAt }) => [
        name,
        day(createdAt),
        day(changedAt),
        `${daysOld(changedAt)} days`,
      ]);
      return table([['name', 'created', 'changed', 'age'], ...rows]);
    });
    return 0;
  },
});
