import { Gauge } from 'lucide-react';
import { Link } from 'wouter';
import { useMay } from '../../shared/session.js';
import { screens } from '../../shell/screens.js';
import styles from './traffic.module.css';

/** From what is filtered here to a rate limit, prepared on the policy screen. */
export function MakeFrom({ q }: { readonly q: string }) {
  const mayApply = useMay('applyPolicy');
  const hasPolicy = screens.some(({ id }) => id === 'policy');
  if (!mayApply || !hasPolicy) return null;
  return (
    <Link
      href={`/policy?${new URLSearchParams({ tab: 'limit', ...(q && { q }) }).toString()}`}
      className={styles['make'] ?? ''}
    >
      <Gauge size={14} aria-hidden="true" /> Make a limit from this filter
    </Link>
  );
}
