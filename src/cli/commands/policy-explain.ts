import { formatPlace } from '../../core/place.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'policy-explain',
  words: ['policy', 'explain'],
  arguments: [{ name: '<operation>', describe: 'operationId, or "METHOD /path"' }],
  summary: 'Show which guards judge an operation, and where each setting comes from',
  examples: ['portcullis policy explain getOrder', "portcullis policy explain 'GET /orders/{orderId}' --format json"],
  options: {},
  async run({ args: [name] }, app) {
    const [{ findOperation }, { explainGuards }, { explainOperation }] = await Promise.all([
      import('../../app/find-operation.js'),
      import('../../gateway/explain.js'),
      import('../../model/policy-explain.js'),
    ]);
    const { model, operation } = findOperation(await app.project(), name!);
    const guards = explainGuards(model, operation.id);
    const settings = explainOperation(model, operation.id);
    writeResult(app, { api: model.name, operation: operation.id, guards, settings }, () => {
      const paint = makePaint(app.color);
      const at = settings.map(({ setting, value, source, place }) => {
        const where = place && formatPlace({ ...place, file: relativePath(place.file, app.cwd) });
        return [`  ${setting}`, value, where ? `${where}${source === 'policy' ? '' : ` (${source})`}` : source];
      });
      const active = guards.filter(({ effect }) => effect !== 'unneeded');
      const rows = active.map(({ phase, id, effect, judges }) => [`  ${phase}`, id, effect, judges.join(' and ')]);
      return [
        paint.bold(
          visibleText(`${operation.method.toUpperCase()} ${operation.path}  ${operation.id}  (${model.name})`),
        ),
        'guards in order',
        table(rows),
        'settings',
        table(at),
      ].join('\n');
    });
    return 0;
  },
});
