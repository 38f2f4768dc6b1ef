import fs from 'node:fs';
import path from 'node:path';
import { collectFixes } from '../audit/fix.js';
import { fixText } from '../audit/fix-text.js';
import { PortcullisError } from '../core/errors.js';
import { isDismissed, type Finding, type JsonPatchOperation, type Run } from '../core/finding.js';
import { relativePath } from '../report/relative-path.js';

export interface FixRequest {
  /** Also fixes that refuse calls which the contract allows today. */
  readonly narrow: boolean;
  /** Nothing is written. */
  readonly dryRun: boolean;
  /** Into the contract itself, not beside it. */
  readonly write: boolean;
}

/** A note is one line: the findings have the whole of it. */
const maxShown = 3;

type Patch = readonly JsonPatchOperation[];

/** `openapi.yaml` -> `openapi.patch.json`, beside it. */
export function patchFileOf(contract: string): string {
  const { dir, name } = path.parse(contract);
  return path.join(dir, `${name}.patch.json`);
}

function stepText(step: JsonPatchOperation): string {
  if (step.op === 'remove') return `remove ${step.path}`;
  const value = JSON.stringify(step.value);
  return `${step.op} ${step.path} ${value.length > 40 ? `${value.slice(0, 37)}...` : value}`;
}

function stepsText(patch: Patch): string {
  const more = patch.length - maxShown;
  const shown = patch.slice(0, maxShown).map(stepText).join('; ');
  return more > 0 ? `${shown}; and ${more} more (in the findings of --format json)` : shown;
}

function changes(count: number): string {
  return `${count} change${count === 1 ? '' : 's'}`;
}

/** A reader sees the old text or the new one. Behind a link, the file itself is written. */
function writeFile(named: string, text: string): void {
  const file = fs.existsSync(named) ? fs.realpathSync(named) : named;
  const part = `${file}.${process.pid}.part`;
  try {
    const mode = fs.existsSync(file) ? fs.statSync(file).mode : 0o644;
    fs.writeFileSync(part, text, { mode });
    fs.renameSync(part, file);
  } catch (cause) {
    fs.rmSync(part, { force: true });
    throw new PortcullisError('FILE_UNWRITABLE', `${file} could not be written`, { cause });
  }
}

/** A file of that name that is something else is somebody's work. */
function refuseForeign(target: string): void {
  if (!fs.existsSync(target)) return;
  try {
    if (Array.isArray(JSON.parse(fs.readFileSync(target, 'utf8')))) return;
  } catch {
    // Not JSON either.
  }
  throw new PortcullisError('FILE_UNWRITABLE', `${target} is there and is no JSON Patch`, {
    hint: 'move it away, or use --write to change the contract itself',
  });
}

function writePatchFile(file: string, patch: Patch, shown: string): readonly string[] {
  const target = patchFileOf(file);
  refuseForeign(target);
  writeFile(target, `${JSON.stringify(patch, null, 2)}\n`);
  return [`${changes(patch.length)} of ${shown} as a JSON Patch (RFC 6902) in ${patchFileOf(shown)}`];
}

function writeContract(file: string, patch: Patch, shown: string): readonly string[] {
  const { text, applied, left } = fixText(file, fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), patch);
  if (applied.length) writeFile(file, text);
  const rest = left.length
    ? [
        `${changes(left.length)} of ${shown} cannot be made without touching more of the text, make by hand: ${stepsText(left)}`,
      ]
    : [];
  return [...(applied.length ? [`${changes(applied.length)} written into ${shown}`] : []), ...rest];
}

function ruleIds(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ ruleId }) => ruleId))].sort().join(', ');
}

function leftOut(narrowing: readonly Finding[]): readonly string[] {
  if (!narrowing.length) return [];
  const count = `${narrowing.length} fix${narrowing.length === 1 ? '' : 'es'}`;
  return [
    `${count} left out because they refuse calls that the contract allows today (--narrow writes them): ${ruleIds(narrowing)}`,
  ];
}

/**
 * Writes the contract fixes of a run's findings: as JSON Patch files beside the contracts, or into them. The answer is
 * the run with notes that say what was written.
 *
 * @throws PortcullisError FILE_UNWRITABLE.
 */
export function writeFixes(run: Run, { narrow, dryRun, write }: FixRequest, cwd: string): Run {
  const open = run.findings.filter(({ status }) => !isDismissed(status));
  const { files, mended, narrowing } = collectFixes(open, { narrow });
  const notes = [...files].flatMap(([name, patch]) => {
    if (name.startsWith('https://'))
      return [`${name} is on another machine: ${changes(patch.length)} of it not written`];
    const file = path.resolve(name);
    const shown = relativePath(file, cwd);
    if (dryRun) return [`${changes(patch.length)} of ${shown}, not written: ${stepsText(patch)}`];
    return write ? writeContract(file, patch, shown) : writePatchFile(file, patch, shown);
  });
  const none = mended.length ? [] : ['No finding shown here has a fix for the contract'];
  return { ...run, notes: [...run.notes, ...none, ...notes, ...leftOut(narrowing)] };
}
