import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type RefObject } from 'react';
import { ApiFailure, read, write } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { setPolicyDraft, type PolicyDraft } from '../../shared/policy-draft.js';
import { Section } from '../../shared/screen.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import type { PolicyApplied, PolicyNow } from './types.js';
import styles from './policy.module.css';

interface ApplyParts {
  readonly policy: PolicyNow;
  readonly draft: PolicyDraft;
  readonly canApply: boolean;
  readonly reasonRef: RefObject<HTMLTextAreaElement | null>;
}

/** Beginnings of what a policy changes. */
export const policyTouches = [
  '/policy',
  '/operations',
  '/identities',
  '/findings',
  '/overview',
  '/patches',
  '/detectors',
  '/settings',
];

/** Puts the text in force, with a reason. A policy that was changed meanwhile costs nothing that was typed. */
export function ApplyPolicy({ policy, draft, canApply, reasonRef }: ApplyParts) {
  const [typed, setReason] = useState<string>();
  const reason = typed ?? draft.reason ?? '';
  const [isMissing, miss] = useState(false);
  const client = useQueryClient();
  const refresh = (): Promise<void> =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => policyTouches.some((path) => String(queryKey[0]).startsWith(path)),
    });
  const apply = useWrite<PolicyApplied>({
    refresh: policyTouches,
    done({ version, gateway }) {
      const before = policy.text;
      setPolicyDraft(undefined);
      setReason(undefined);
      toast({
        text: `Version ${version.id} is ${gateway ? 'in force' : 'saved; no gateway runs'}`,
        undo: () => putBack(before, version.id).then(refresh),
      });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    miss(reason.trim() === '');
    if (reason.trim() !== '')
      apply.run({
        method: 'PUT',
        path: '/policy',
        body: { text: draft.text, reason: reason.trim(), base: draft.base },
      });
  };
  const isConflict =
    draft.base !== policy.textDigest || (apply.error instanceof ApiFailure && apply.error.status === 409);
  return (
    <Section title="Put in force">
      {isConflict ? (
        <Conflict draft={draft} reread={refresh} policy={policy} reset={apply.reset} />
      ) : (
        <FailureLine failure={apply.error} />
      )}
      <form className={styles['apply']} onSubmit={submit}>
        <label htmlFor="policy-reason">Reason</label>
        <textarea
          id="policy-reason"
          ref={reasonRef}
          rows={2}
          maxLength={2000}
          value={reason}
          aria-invalid={isMissing || undefined}
          aria-describedby={isMissing ? 'policy-reason-fault' : undefined}
          onChange={({ target }) => setReason(target.value)}
        />
        {isMissing && (
          <p id="policy-reason-fault" role="alert" className={styles['fault']}>
            A reason is needed: it stands in the history of versions.
          </p>
        )}
        <div className={styles['buttons']}>
          <Button
            type="submit"
            kind="primary"
            disabled={!canApply || draft.base !== policy.textDigest}
            busy={apply.isPending}
          >
            Apply
          </Button>
          <Button onClick={() => setPolicyDraft(undefined)}>Discard the change</Button>
        </div>
      </form>
      <AsCommand text="portcullis policy apply NEW.yaml --reason REASON" />
    </Section>
  );
}

/** Somebody else changed the policy. The text stays; the difference to theirs is shown above. */
function Conflict({
  draft,
  policy,
  reread,
  reset,
}: {
  readonly draft: PolicyDraft;
  readonly policy: PolicyNow;
  readonly reread: () => Promise<void>;
  readonly reset: () => void;
}) {
  const isRead = draft.base !== policy.textDigest;
  const take = (): void => {
    setPolicyDraft({ ...draft, base: policy.textDigest });
    reset();
  };
  return (
    <div role="alert" className={styles['conflict']}>
      <p>
        <b>The policy was changed meanwhile.</b> Your text is kept.{' '}
        {isRead
          ? 'The change above is the difference to the policy as it is now.'
          : 'Read it again to see the difference.'}
      </p>
      <div className={styles['buttons']}>
        {isRead ? (
          <Button onClick={take}>Replace it with my text</Button>
        ) : (
          <Button onClick={() => void reread()}>Read it again</Button>
        )}
      </div>
    </div>
  );
}

async function putBack(text: string, version: number): Promise<void> {
  try {
    const { textDigest } = await read<PolicyNow>('/policy');
    await write('PUT', '/policy', { text, base: textDigest, reason: `Version ${version} taken back` });
  } catch (error) {
    const why = error instanceof ApiFailure ? error.message : 'the page failed';
    toast({ text: `It could not be taken back: ${why}`, tone: 'failed' });
  }
}
