import { createContext, useContext } from 'react';

export interface Session {
  readonly user: {
    readonly name: string;
    readonly role: 'viewer' | 'analyst' | 'operator' | 'auditor' | 'admin';
    readonly via: 'password' | 'sso' | 'token';
    readonly mustChangePassword: boolean;
  };
  readonly csrfToken: string;
  readonly expiresAt: number;
  readonly idleSeconds: number;
  /** Operations of the control API that this person may call. */
  readonly may: readonly string[];
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is logged in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Outside of a session');
  return session;
}

/** Whether this person may call an operation of the control API: what nobody may do is not offered. */
export function useMay(operation: string): boolean {
  return useSession().may.includes(operation);
}
