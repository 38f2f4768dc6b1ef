import type { DetectionContext } from './context.js';
import type { Step } from './scenario.js';

/** Scenarios about logins: `login` logs in, `confirmCode` takes the second factor. */
export const loginContext: DetectionContext = {
  operation: (_api, id) =>
    id === 'login' ? { isLogin: true } : id === 'confirmCode' ? { isSecondFactor: true } : undefined,
};

/** A try to log in. */
export function login(parts: {
  readonly client?: string;
  readonly account?: string;
  readonly agent?: string;
  readonly status?: number;
}): Omit<Step, 'at'> {
  const { client = '198.51.100.7', account = 'acc00001', agent = 'agent001', status = 401 } = parts;
  return { kind: 'access', api: 'shop', operationId: 'login', method: 'POST', client, account, agent, status };
}
