import { useMutation, useQueryClient } from '@tanstack/react-query';
import { writeForFile } from '../../shared/api.js';
import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { useMay } from '../../shared/session.js';
import { toast } from '../../shared/toast.js';
import type { AskedPeriod } from './period.js';

interface ExportParts {
  readonly framework: string;
  readonly period: AskedPeriod;
}

/** The evidence as a file that is verified without Portcullis's store. The audit log keeps its hash. */
export function ExportBundle({ framework, period }: ExportParts) {
  const queries = useQueryClient();
  const made = useMutation({
    mutationFn: () => writeForFile(`/compliance/${encodeURIComponent(framework)}/bundles`, period),
    onSuccess({ name, blob }) {
      save(name, blob);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === '/audit-log' });
      toast({ text: `${name}: its hash is in the audit log. Check it with portcullis evidence verify ${name}` });
    },
  });
  if (!useMay('exportEvidence')) return null;
  return (
    <>
      <Button kind="primary" busy={made.isPending} onClick={() => made.mutate()}>
        Export bundle
      </Button>
      <FailureLine failure={made.error} />
    </>
  );
}

/** Gives what is already here to the browser as a file. */
function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // At once it would end the download in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
