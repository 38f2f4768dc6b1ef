import { Badge, type Tone } from '../../shared/severity.js';
import type { OperationRow, OperationState } from './types.js';

const states: Readonly<
  Record<OperationState, { readonly label: string; readonly tone: Tone; readonly about: string }>
> = {
  documented: { label: 'in use', tone: 'ok', about: 'In the contract, and called in the last 24 hours' },
  deprecated: { label: 'deprecated', tone: 'medium', about: 'The contract says that it goes away' },
  unseen: { label: 'not called', tone: 'info', about: 'In the contract, not called in 24 hours: a zombie, perhaps' },
  shadow: { label: 'shadow', tone: 'high', about: 'Called, but in no contract' },
};

export function StateBadge({ of }: { readonly of: OperationState }) {
  const { label, tone, about } = states[of];
  return (
    <span title={about}>
      <Badge tone={tone}>{label}</Badge>
    </span>
  );
}

/** Who may call, in a few words. */
export function accessText({ public: isPublic, roles, scopes, authentication }: OperationRow): string {
  if (isPublic) return 'everyone';
  const who =
    roles === 'any'
      ? 'any signed in'
      : (roles?.join(', ') ?? (authentication === 'none' ? 'not decided' : 'nobody named'));
  return scopes.length ? `${who}; ${scopes.join(' ')}` : who;
}

const limitForm = /^(\d+) in (\d+) s per (.+)$/;
const units: Readonly<Record<string, string>> = { '1': 's', '60': 'min', '3600': 'h', '86400': 'day' };

/** The limit that lets the fewest calls through in a second. */
export function tightest(limits: readonly string[]): string | undefined {
  const rate = (limit: string): number => {
    const [, most, seconds] = limitForm.exec(limit) ?? [];
    return Number(most) / Number(seconds);
  };
  return limits.toSorted((a, b) => rate(a) - rate(b))[0];
}

/** `1200/min principal` for `1200 in 60 s per principal`. */
export function limitText(limit: string | undefined): string {
  if (limit === undefined) return 'none';
  const [, most, seconds, per] = limitForm.exec(limit) ?? [];
  return most === undefined ? limit : `${most}/${units[seconds!] ?? `${seconds} s`} ${per}`;
}
