import { count, noPolicy } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'data-classes',
  title: 'Kinds of data, and who may read and write them',
  subject: 'properties that the policy classifies',
  method: 'EXAMINE',
  validDays: 90,
  how: 'say under `schemas` of the policy what kind of data a property is, and who may read and write it',

  async collect({ project }) {
    if (!project) return noPolicy;
    const roles = (names: readonly string[] | undefined): string =>
      names === undefined ? 'everyone who may call' : names.length === 0 ? 'nobody' : names.join(' ');
    const rows = project.apis.flatMap(({ name, propertyRules }) =>
      [...propertyRules].flatMap(([schema, rules]) =>
        [...rules].map(([property, { class: kind = '', read, write }]) => [
          name,
          schema,
          property,
          kind,
          roles(read),
          roles(write),
        ]),
      ),
    );
    if (rows.length === 0) return { missing: 'the policy classifies no property' };
    const classes = new Set(rows.map((row) => row[3]!).filter(Boolean));
    return {
      summary: `${count(rows.length, 'property', 'properties')} with a rule, ${count(classes.size, 'kind')} of data`,
      columns: ['API', 'schema', 'property', 'class', 'read by', 'written by'],
      rows,
    };
  },
});
