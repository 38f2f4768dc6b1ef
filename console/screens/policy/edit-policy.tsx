import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { setPolicyDraft, usePolicyDraft } from '../../shared/policy-draft.js';
import { useQueryState } from '../../shared/query-state.js';
import { useMay } from '../../shared/session.js';
import { Loading } from '../../shared/states.js';
import { useRead } from '../../shared/use-read.js';
import { ApplyPolicy } from './apply-policy.js';
import { CheckList } from './check-list.js';
import { ChangeView } from './change-view.js';
import { useChange, useCheck, useSettled } from './use-checked.js';
import type { KnownNames, PolicySchema } from './schema-help.js';
import type { PolicyNow } from './types.js';
import styles from './policy.module.css';

const Editor = lazy(() => import('./editor.js'));
const noFaults: readonly never[] = [];

interface Identities {
  readonly roles: readonly { readonly name: string }[];
  readonly items: readonly { readonly operation: string }[];
}

/** The text, checked while it is typed; beside it what it would change, and the way into force. */
export function EditPolicy({ policy }: { readonly policy: PolicyNow }) {
  const draft = usePolicyDraft();
  const text = draft?.text ?? policy.text;
  const base = draft?.base ?? policy.textDigest;
  const isChanged = text !== policy.text;
  const settled = useSettled(text);
  const check = useCheck(settled);
  const isSettled = settled === text && !check.isPlaceholderData && check.data !== undefined;
  const isValid = check.data?.valid === true;
  const change = useChange(settled, policy.textDigest, isChanged && isValid && isSettled);
  const schema = useRead<PolicySchema>('/policy/schema');
  const names = useNames();
  const mayApply = useMay('applyPolicy');
  const [help, setHelp] = useState('');
  const [place, goTo] = usePlace();
  const reason = useRef<HTMLTextAreaElement>(null);
  const edit = (next: string): void =>
    setPolicyDraft(next === policy.text ? undefined : { ...draft, text: next, base });
  return (
    <div className={styles['edit']}>
      <div className={styles['editor']}>
        <Suspense fallback={<Loading what="the editor" lines={16} />}>
          <Editor
            value={text}
            onChange={edit}
            faults={check.data?.errors.filter(({ file }) => isOwn(file, policy.file)) ?? noFaults}
            schema={schema.data}
            names={names}
            readOnly={!mayApply}
            place={place}
            onHelp={setHelp}
            onSave={() => reason.current?.focus()}
          />
        </Suspense>
        <p className={styles['help']} role="status">
          {help || 'Ctrl-Space offers what may stand at the cursor.'}
        </p>
      </div>
      <div className={styles['side']} tabIndex={0} role="group" aria-label="Check and change">
        <CheckList check={check.data} failure={check.error} isSettled={isSettled} file={policy.file} goTo={goTo} />
        {!isChanged && check.data?.valid && (
          <p className={styles['soft']}>
            {mayApply
              ? 'Change the text: its difference, a dry run on the last 24 h and the way into force appear here.'
              : 'Your role may read it, not change it.'}
          </p>
        )}
        {isChanged && isValid && <ChangeView text={settled} change={change.data} failure={change.error} />}
        {isChanged && mayApply && (
          <ApplyPolicy
            policy={policy}
            draft={{ ...draft, text, base }}
            canApply={isValid && isSettled}
            reasonRef={reason}
          />
        )}
      </div>
    </div>
  );
}

const isOwn = (file: string | undefined, own: string): boolean => file === undefined || file === own;

function useNames(): KnownNames {
  const { data } = useRead<Identities>('/identities');
  return useMemo(
    () => ({
      operations: data?.items.map(({ operation }) => operation) ?? [],
      roles: data?.roles.map(({ name }) => name) ?? [],
    }),
    [data],
  );
}

/** The place of the editor that is asked for: by a click on a fault, or by `line` in the address. */
function usePlace() {
  const [line] = useQueryState('line');
  const [place, setPlace] = useState<{ readonly line: number; readonly column: number }>();
  useEffect(() => {
    const asked = Number(line);
    if (Number.isSafeInteger(asked) && asked > 0) setPlace({ line: asked, column: 1 });
  }, [line]);
  return [place, (at: { readonly line: number; readonly column: number }) => setPlace({ ...at })] as const;
}
