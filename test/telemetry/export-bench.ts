import type { SecurityEvent } from '../../src/core/events.js';
import type { EventFormat } from '../../src/telemetry/event-format.js';

export const time = Date.UTC(2026, 10, 25, 10, 0, 0, 250);
export const context = { productVersion: '1.2.3', host: 'gw1.example.com' };

export function anEvent(more: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    id: '019abcde-0000-7000-8000-000000000001',
    time,
    kind: 'denial',
    outcome: 'denied',
    severity: 'high',
    api: 'orders',
    operationId: 'getOrder',
    principalId: 'alice',
    credentialId: 'k1',
    client: '10.0.0.7',
    exchangeId: 'e1',
    method: 'GET',
    status: 404,
    micros: 1500,
    guard: 'object-owner',
    code: 'OBJECT_NOT_OWNED',
    detail: { path: '/orders/{orderId}' },
    ...more,
  };
}

export const lineOf = (format: EventFormat, event: SecurityEvent) => format.line(event, context);

/** Everything that could end a line, command a terminal or turn its direction, and the marks of each format. */
export const hostile = '\r\n\u0000\u001b[31m\u0085\u2028\u2029\u202e\u200b\ud800|=\\"],;\'{}\t<14>1 forged';

/** An event whose every text is hostile. */
export function hostileEvent(): SecurityEvent {
  const texts = [
    'api',
    'operationId',
    'principalId',
    'credentialId',
    'client',
    'exchangeId',
    'method',
    'guard',
    'code',
  ];
  const fields = Object.fromEntries(texts.map((name) => [name, `${name}${hostile}`]));
  return anEvent({ ...fields, detail: { [hostile]: hostile, list: [hostile] } });
}
