import { isOfType, rootPointer } from '../answers.js';
import { defineRule, type PropertyVisit, type RuleContext } from '../rule.js';
import { fewOperations, wordsOf } from '../words.js';

/** Enough to be somebody else. */
const grave =
  /^(.* )?(ssn|social security( (number|no))?|national id(entity|entification)?( (number|no))?|passport( (number|no))|driv(er|ers|ing) licen[cs]e( (number|no))?|card number|primary account number|tax payer id|tin number)$/;
const notable =
  /^(.* )?(date of birth|birth date|birthdate|birthday|dob|iban|bank account (number|no)|medical record( (number|no))?|blood type|ethnicity|religion|sexual orientation|mothers maiden name)$/;

/** Only a part of it is shown, or says whether there is one. */
const partial =
  /\b(last (4|four)|masked|redacted|obfuscated|truncated|tokeni[sz]ed|hash(ed)?|has|is|verified|type|status)\b/i;

function isPartial({ name, schema }: PropertyVisit): boolean {
  const { description, example, maxLength } = schema;
  if (partial.test(wordsOf(name)) || (typeof maxLength === 'number' && maxLength <= 4)) return true;
  if (typeof example === 'string' && /[*x•]{3,}/i.test(example)) return true;
  return (
    typeof description === 'string' &&
    /\b(last (4|four)|masked|redacted|obfuscated|truncated|tokeni[sz]ed)\b/i.test(description)
  );
}

/** The policy says who may see it. */
function isRuled({ name, object }: PropertyVisit, { model }: RuleContext): boolean {
  return object.name !== undefined && model.propertyRules.get(object.name)?.get(name)?.read !== undefined;
}

/** OWASP API3:2023, CWE-359. */
export default defineRule({
  id: 'response-hides-personal-data',
  title: 'Answer has personal data that identity thieves want',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: [359],
  why: 'Whoever may read the object for another reason gets it as well, and one forgotten owner check leaks it for everybody.',
  remedy:
    'Leave it out, show the last characters only, or say under `schemas` in the policy which roles may `read` it.',
  confidence: 'firm',
  mergeFrom: 4,
  whole: ({ count, places }) =>
    `${places} properties in the answers of ${count} operation${count === 1 ? '' : 's'} are personal data such as numbers of papers and cards`,
  visit: {
    property(visit, context) {
      if (visit.direction !== 'out' || visit.root.kind !== 'response' || !isOfType(visit.schema, 'string', 'integer'))
        return;
      const words = wordsOf(visit.name);
      const isGrave = grave.test(words);
      if ((!isGrave && !notable.test(words)) || isPartial(visit) || visit.schema.properties || isRuled(visit, context))
        return;
      const operations = visit
        .operations()
        .filter(
          ({ outgoing, policy }) =>
            !outgoing && ![...policy.readProperties.keys()].some((at) => at.endsWith(`/${visit.name}`)),
        );
      if (!operations.length) return;
      const pointer = rootPointer(context.model, visit);
      context.report(visit.node, {
        operations,
        severity: isGrave ? 'medium' : 'low',
        message: `"${visit.name}" is in the answer of ${fewOperations(operations)}`,
        ...(pointer ? { patch: { guard: 'read-properties', set: { readProperties: { [pointer]: [] } } } } : {}),
        facts: { property: visit.name },
      });
    },
  },
});
