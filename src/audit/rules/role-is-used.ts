import { isFields, memberOf } from '../../model/pointer.js';
import type { ApiModel, Project, Roles } from '../../model/types.js';
import { defineRule } from '../rule.js';

/** Every text below a value, without the section that declares the roles. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const one of value) yield* textsIn(one);
  else if (isFields(value)) for (const one of Object.values(value)) yield* textsIn(one);
}

/** Roles that something asks for: lists of roles, and texts of conditions that name them. */
function askedFor(policy: unknown, names: readonly string[]): ReadonlySet<string> {
  const asked = new Set<string>();
  if (!isFields(policy)) return asked;
  const { roles: _, pentest: __, identity: ___, ...sections } = policy;
  for (const text of textsIn(sections))
    for (const name of names) if (text === name || mentions(text, name)) asked.add(name);
  return asked;
}

const mentions = (text: string, name: string): boolean => text.includes(`"${name}"`) || text.includes(`'${name}'`);

/** A role that includes one that is asked for is let in by it. */
function isUsed(name: string, asked: ReadonlySet<string>, roles: Roles): boolean {
  return [...(roles.get(name) ?? [])].some((one) => asked.has(one));
}

/** Schemes whose callers the policy itself lists; all others bring roles of their own. */
function givenRoles(model: ApiModel): ReadonlySet<string> | undefined {
  const given = new Set<string>();
  if (!model.schemes.size) return undefined;
  for (const scheme of model.schemes.values()) {
    const callers =
      scheme.kind === 'certificate'
        ? scheme.subjects
        : scheme.kind === 'basic'
          ? [...scheme.users.values()]
          : undefined;
    if (!callers) return undefined;
    for (const { roles } of callers) for (const role of roles) given.add(role);
  }
  return given;
}

function reportOf(project: Project): readonly { readonly name: string; readonly message: string }[] {
  const [model] = project.apis;
  const documents = model?.policyDocuments;
  if (!model || !documents) return [];
  const policy = documents.files.get(documents.entry)?.value;
  const names = Object.keys((memberOf(policy, 'roles') as object | undefined) ?? {});
  const asked = askedFor(policy, names);
  const given = givenRoles(model);
  const has = (name: string): boolean => !given || [...given].some((role) => model.roles.get(role)?.has(name));
  return names.flatMap((name) => {
    if (!isUsed(name, asked, model.roles))
      return [{ name, message: `Nothing in the policy asks for the role "${name}"` }];
    return has(name) ? [] : [{ name, message: `Nobody has the role "${name}": what asks for it is closed to all` }];
  });
}

/** OWASP API5:2023, CWE-1164. */
export default defineRule({
  id: 'role-is-used',
  title: 'Role without a use, or that nobody has',
  severity: 'low',
  owasp: ['API5:2023'],
  cwe: [1164],
  why: 'Whoever checks who may do what has to think about it, and is wrong about what it gives.',
  remedy: 'Remove the role, or name it where it was meant.',
  needs: 'policy',
  visit: {
    policy(project, { report }) {
      const file = project.apis[0]?.policyDocuments?.entry;
      if (file === undefined) return;
      for (const { name, message } of reportOf(project)) {
        report({ file, pointer: `/roles/${name}` }, { key: `role ${name}`, message });
      }
    },
  },
});
