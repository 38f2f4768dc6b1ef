import { useQueryClient } from '@tanstack/react-query';
import { write } from '../../shared/api.js';
import { counted } from '../../shared/number.js';
import { toast } from '../../shared/toast.js';
import { stateWords, type SettableStatus } from './states.js';
import type { FindingFilter, FindingRow } from './types.js';

interface Setting {
  readonly status: SettableStatus;
  readonly reason: string;
  readonly expires?: string | undefined;
}

interface SetOne {
  readonly row: FindingRow;
  readonly undo: Setting & { readonly fingerprint: string };
}

interface SetMany {
  readonly changed: number;
  readonly undo: string;
}

/** Sets the state of one finding or of all that a filter selects, with a toast that takes it back. */
export function useTriage() {
  const client = useQueryClient();
  const refresh = (): Promise<void> =>
    client.invalidateQueries({ predicate: ({ queryKey }) => /^\/(?:findings|overview)/.test(String(queryKey[0])) });
  const tell = (text: string, undo: () => Promise<unknown>): void =>
    toast({
      text,
      undo: () =>
        undo().then(
          () => void refresh(),
          () => toast({ text: 'It could not be taken back; nothing was changed.', tone: 'failed' }),
        ),
    });
  return {
    /** Throws `ApiFailure`. */
    async setOne(fingerprint: string, setting: Setting): Promise<void> {
      const { undo } = await write<SetOne>('POST', `/findings/${fingerprint}/status`, setting);
      const { fingerprint: _same, ...before } = undo;
      void refresh();
      tell(`${fingerprint.slice(0, 8)} is now: ${stateWords[setting.status].label}`, () =>
        write('POST', `/findings/${fingerprint}/status`, before),
      );
    },
    /** Throws `ApiFailure`. */
    async setMany(filter: FindingFilter, setting: Setting): Promise<void> {
      const { changed, undo } = await write<SetMany>('POST', '/findings/status', { filter, ...setting });
      void refresh();
      tell(`${counted(changed, 'finding')} now: ${stateWords[setting.status].label}`, () =>
        write('POST', '/findings/undo', { undo }),
      );
    },
  };
}
