import { count, noPolicy, operationItem } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'validation-coverage',
  title: 'What of each request is validated',
  subject: 'parameters and bodies with a schema, unknown names, inspection, answers',
  method: 'EXAMINE',
  validDays: 30,
  how: 'give every parameter and body of the contract a schema',

  async collect(source) {
    const columns = [
      'parameters',
      'parameters with a schema',
      'body',
      'body with a schema',
      'unknown properties',
      'unknown parameters',
      'inspection',
      'answers compared',
      'mode',
    ];
    const found = operationItem(source, columns, ({ operation }) => {
      const { parameters, body, policy } = operation;
      const content = body?.content ?? [];
      return [
        parameters.length,
        parameters.filter(({ schema }) => schema !== undefined).length,
        content.map(({ mediaType }) => mediaType).join(' '),
        content.length === 0 ? '' : content.every(({ schema }) => schema !== undefined) ? 'yes' : 'no',
        policy.unknownProperties,
        policy.unknownParameters,
        policy.inspection.mode,
        policy.response.validate,
        policy.mode,
      ];
    });
    if (!found) return noPolicy;
    const loose = found.rows.filter((row) => row[2] !== row[3] || row[5] === 'no').length;
    return {
      ...found,
      summary: `${found.rows.length - loose} of ${count(found.rows.length, 'operation')} have a schema for every parameter and body`,
    };
  },
});
