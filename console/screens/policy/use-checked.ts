import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { write } from '../../shared/api.js';
import type { PolicyChange, PolicyCheck } from './types.js';

const pauseMillis = 350;

/** The text after nobody typed for a moment. */
export function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), pauseMillis);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Faults of a text, compiled by the control API as the gateway would. What was found last stays while one types. */
export function useCheck(text: string | undefined) {
  return useQuery({
    queryKey: ['/policy/check', text],
    queryFn: () => write<PolicyCheck>('POST', '/policy/check', { text }),
    enabled: text !== undefined,
    placeholderData: (before) => before,
    gcTime: 30_000,
    staleTime: 30_000,
  });
}

/** What a text would change of the policy on the disk. */
export function useChange(text: string | undefined, base: string, enabled: boolean) {
  return useQuery({
    queryKey: ['/policy/diff', base, text],
    queryFn: () => write<PolicyChange>('POST', '/policy/diff', { text }),
    enabled,
    placeholderData: (before) => before,
    gcTime: 30_000,
    staleTime: 30_000,
  });
}
