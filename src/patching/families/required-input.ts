import { numberFact, textsFact } from '../facts.js';
import { bound, constraintPlace, covered, defineFamily, impossible, isInForce, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** NIST SP 800-63B 5.1.1.2: shorter ones are guessed. */
const shortestPassword = 8;

/** The schema of the JSON body, as the contract has it. */
function bodySchema({ operation, model }: Subject): Fields {
  const media = operation?.body?.content.find(({ mediaType }) => /[/+]json$/.test(mediaType));
  const schema = media?.schema && model.standalone(media.schema, 'request');
  return isFields(schema) ? schema : {};
}

/** What the schema says of a property at its top, behind a reference into its own definitions. */
function propertySchema(schema: Fields, name: string): Fields {
  const { properties, $defs } = schema;
  const property = isFields(properties) ? properties[name] : undefined;
  const reference = isFields(property) ? /^#\/\$defs\/([^/]+)$/.exec(String(property['$ref']))?.[1] : undefined;
  const behind = reference !== undefined && isFields($defs) ? $defs[reference] : property;
  return isFields(behind) ? behind : {};
}

const isHeld = ({ operation }: Subject, isDemanded: boolean) => isDemanded && isInForce(operation!, 'body');

/** The current password, or whatever proves the caller, must be there. */
function demandProperties(subject: Subject) {
  const { finding, operation } = subject;
  const pointers = textsFact(finding, 'requiredProperties').filter((pointer) => /^\/[^/~]+$/.test(pointer));
  if (!operation || !pointers.length) return impossible('The property that must be there is not known.');
  const names = pointers.map((pointer) => pointer.slice(1));
  const { required } = bodySchema(subject);
  const isDemanded = Array.isArray(required) && names.every((name) => required.includes(name));
  if (isHeld(subject, isDemanded)) return covered('body', 'The contract demands it and the gateway holds calls to it.');
  return bound({ in: 'body', pointer: '' }, { type: 'object', required: names });
}

/** Longer than the one that was accepted, and never shorter than what is advised. */
function demandLength(subject: Subject) {
  const { finding, operation } = subject;
  const place = constraintPlace(finding);
  const accepted = numberFact(finding, 'passwordLength');
  if (!operation || !place || accepted === undefined) return impossible('The place of the password is not known.');
  const { minLength } = propertySchema(bodySchema(subject), place.pointer?.slice(1) ?? '');
  if (isHeld(subject, Number(minLength) > accepted))
    return covered('body', 'The contract demands longer ones and the gateway holds calls to it.');
  return bound(place, { type: 'string', minLength: Math.max(accepted + 1, shortestPassword) });
}

/** OWASP API2:2023, CWE-620, CWE-521. What must be in the body is not asked for: its contract is tightened there. */
export default defineFamily({
  id: 'required-input',
  title: 'A call works without what it must have',
  closes: ['password-change-without-proof', 'weak-password-accepted'],
  rewrites: false,
  patch: (subject) =>
    subject.finding.ruleId === 'weak-password-accepted' ? demandLength(subject) : demandProperties(subject),
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, bodyTricks), ...changeEach(replay, pathTricks)] : [],
});
