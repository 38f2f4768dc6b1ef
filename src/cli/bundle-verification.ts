import { visibleText } from '../core/visible-text.js';
import type { BundleVerification, SealedManifest } from '../evidence/verify-bundle.js';
import type { Paint } from '../report/paint.js';

const mostListed = 20;
const text = (value: string): string => value;

/** Flags of the commands that check a bundle offline. */
export const bundleOptions = {
  key: {
    flags: '--key <verifier>',
    describe: 'the line "signed by" that the maker of the bundle told you',
    parse: text,
  },
  checkpoint: {
    flags: '--checkpoint <file>',
    describe: 'checkpoints that were kept elsewhere: they show a history that was written anew',
    parse: text,
  },
} as const;

/** Exit code: 1 for a fault, 3 when what was asked for could not be compared. */
export function bundleExitCode(
  { problems, compared }: Pick<BundleVerification<SealedManifest>, 'problems' | 'compared'>,
  wasAsked: boolean,
): number {
  if (problems.length > 0) return 1;
  return wasAsked && compared === 0 ? 3 : 0;
}

/** What is wrong with a bundle, for a person; undefined when nothing is. */
export function bundleFaults(
  { problems }: Pick<BundleVerification<SealedManifest>, 'problems'>,
  paint: Paint,
): string | undefined {
  if (problems.length === 0) return undefined;
  const shown = problems.slice(0, mostListed).map(({ file, what }) => visibleText(`${file}: ${what}`));
  const more = problems.length - shown.length;
  const total = `${problems.length} fault${problems.length === 1 ? '' : 's'}`;
  return `${[...shown, ...(more > 0 ? [`and ${more} more`] : []), paint.bold(`TAMPERED: ${total}`)].join('\n')}\n`;
}

/** Who made it, when, and who signed it: the same for every kind of bundle. */
export function bundleFacts(
  { manifest, record }: BundleVerification<SealedManifest>,
  isKnown: boolean,
): { readonly recorded: string; readonly signed: string } {
  return {
    recorded: `recorded as ${record!.id} by ${record!.actor}, ${new Date(record!.time).toISOString()}`,
    signed: `signed by ${manifest!.signers[0]}${isKnown ? '' : '; whether that is the right one, only its maker can say (--key)'}`,
  };
}
