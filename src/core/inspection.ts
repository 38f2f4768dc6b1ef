/** Words of the inspection that the policy, the gateway and the detectors share. */

/** Families of attacks that are looked for; the ids of the detectors. */
export const attackFamilies = [
  'sqli',
  'nosql',
  'xss',
  'rce',
  'lfi',
  'ssti',
  'ldap',
  'xpath',
  'xxe',
  'ssrf',
  'crlf',
  'prototype',
  'deserialisation',
  'jndi',
  'shellshock',
  'code',
  'redirect',
  'upload',
  'protocol',
  'scanner',
] as const;
export type Family = (typeof attackFamilies)[number];

/** What kind of text a field holds. Contract and policy say it; the value never does: it could buy its own leniency. */
export const fieldKinds = [
  'pinned',
  'password',
  'binary',
  'name',
  'identifier',
  'text',
  'markdown',
  'prompt',
  'html',
  'template',
  'code',
  'sql',
  'expression',
  'log',
  'url',
  'filename',
  'path',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Kinds that people may declare: whether a value is pinned follows from its schema. */
export const declarableKinds = fieldKinds.filter((kind) => kind !== 'pinned');

export function isFieldKind(value: unknown): value is FieldKind {
  return fieldKinds.includes(value as FieldKind);
}

/** How sure a detector is that a text is an attack: 1 (a trace) to 5 (nothing else looks like that). */
export type Score = 1 | 2 | 3 | 4 | 5;

/** How strict an operation is: the score from which a hit is denied, where the kind does not ask for more. */
export const inspectionLevels = { lenient: 5, standard: 4, strict: 3 } as const satisfies Record<string, Score>;
export type InspectionLevel = keyof typeof inspectionLevels;

export const inspectionModes = ['deny', 'monitor', 'off'] as const;
export type InspectionMode = (typeof inspectionModes)[number];

/** What answers are looked through for. */
export const leakClasses = ['trace', 'sql-error', 'secret', 'listing', 'personal'] as const;
export type LeakClass = (typeof leakClasses)[number];

/** What is done about a leak: the answer is withheld, the place is masked, it is reported, or nobody looks. */
export const leakModes = ['deny', 'mask', 'monitor', 'off'] as const;
export type LeakMode = (typeof leakModes)[number];
