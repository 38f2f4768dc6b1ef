import path from 'node:path';
import { lostKey, touches, type ChangedLines } from '../audit/changed-lines.js';
import type { Subject } from '../audit/collector.js';
import { isPlaced } from '../audit/placed-node.js';
import { rules } from '../audit/rules.js';
import type { Finding, Run } from '../core/finding.js';
import type { ApiModel, NodeRef, Operation } from '../model/types.js';
import type { GitChanges } from './git-changes.js';

/** What findings of one run are about, by fingerprint. */
export type Subjects = ReadonlyMap<string, Subject>;

type Changes = ReadonlyMap<string, ChangedLines>;

/** A node with its key and all that stands below it. */
function isNodeChanged(node: NodeRef, { model }: Pick<Subject, 'model'>, changes: Changes): boolean {
  const lines = changes.get(node.file);
  if (!lines) return false;
  const whole = isPlaced(node) ? node.place : model.locate(node);
  const key = isPlaced(node) ? node.place : model.locate(node, true);
  return touches(lines, Math.min(key.line, whole.line), whole.endLine ?? whole.line);
}

/** The requirement of the whole contract was changed, or taken out: the operations without one of their own felt it. */
function isRootSecurityChanged(operation: Operation, { documents, locate }: ApiModel, changes: Changes): boolean {
  const lines = changes.get(documents.entry);
  if (!lines || operation.security.declared === 'operation') return false;
  const security = { file: documents.entry, pointer: '/security' };
  if (documents.at(security) === undefined) return lostKey(lines, 'security');
  return touches(lines, locate(security, true).line, locate(security).endLine ?? 0);
}

/** What the policy says, or no longer says, of an operation. */
function isPolicyChanged({ id, method, path: template }: Operation, model: ApiModel, changes: Changes): boolean {
  const entry = model.policyDocuments?.entry;
  const lines = entry === undefined ? undefined : changes.get(entry);
  if (!lines || entry === undefined) return false;
  const name = `${method.toUpperCase()} ${template}`;
  if ([id, name, 'defaults'].some((key) => lostKey(lines, key))) return true;
  const places = ['/defaults', `/operations/${id.replaceAll('/', '~1')}`, `/operations/${name.replaceAll('/', '~1')}`];
  return places
    .map((pointer) => ({ file: entry, pointer }))
    .some((node) => model.policyDocuments?.at(node) !== undefined && isNodeChanged(node, { model }, changes));
}

function isChanged({ ruleId, owasp }: Finding, subject: Subject, changes: Changes): boolean {
  const { model, nodes, operations } = subject;
  if (nodes.some((node) => isNodeChanged(node, subject, changes))) return true;
  const asksPolicy = rules.get(ruleId)?.needs === 'policy';
  return operations.some(
    (operation) =>
      isNodeChanged(operation.node, subject, changes) ||
      (owasp.includes('API2:2023') && isRootSecurityChanged(operation, model, changes)) ||
      (asksPolicy && isPolicyChanged(operation, model, changes)),
  );
}

function filesOf({ model, nodes }: Subject): readonly string[] {
  const own = [...model.documents.files.keys(), ...(model.policyDocuments?.files.keys() ?? [])];
  return [...own, ...nodes.filter(isPlaced).map(({ file }) => file)];
}

async function changesOf(subjects: Subjects, git: GitChanges): Promise<Changes> {
  const files = new Set([...subjects.values()].flatMap(filesOf));
  const found = await Promise.all([...files].map(async (file) => [file, await git.of(path.resolve(file))] as const));
  return new Map(found.filter((entry): entry is [string, ChangedLines] => entry[1] !== undefined));
}

/** A run with only the findings whose place or operation was changed. What is left out is counted in its notes. */
export async function onlyChanged(
  run: Run,
  { subjects, git, since }: { readonly subjects: Subjects; readonly git: GitChanges; readonly since: string },
): Promise<Run> {
  const changes = await changesOf(subjects, git);
  const findings = run.findings.filter((finding) => {
    const subject = subjects.get(finding.fingerprint);
    // What nothing is known of is shown.
    return !subject || isChanged(finding, subject, changes);
  });
  const left = run.findings.length - findings.length;
  if (!left) return run;
  const note = `${left} finding${left === 1 ? '' : 's'} where nothing changed since ${since} not shown`;
  return { ...run, findings, notes: [...run.notes, note] };
}
