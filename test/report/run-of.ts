import type { Finding, Run } from '../../src/core/finding.js';
import type { RenderOptions } from '../../src/report/format.js';

/** A finding like many; the parts given replace its own. */
export function findingOf(parts: Partial<Finding> = {}): Finding {
  return {
    fingerprint: '0123456789abcdef',
    source: 'audit',
    ruleId: 'object-has-owner-rule',
    title: 'Objects have an owner rule',
    severity: 'high',
    confidence: 'firm',
    cwe: [639],
    owasp: ['API1:2023'],
    api: 'orders',
    operationId: 'getOrder',
    place: { file: '/project/openapi.yaml', line: 12, column: 5 },
    message: 'GET /orders/{orderId} takes the id of any order',
    remedy: 'Declare the owner.',
    evidence: [],
    status: 'open',
    ...parts,
  };
}

/** A complete run with these findings. */
export function runOf(findings: readonly Finding[], parts: Partial<Run> = {}): Run {
  return {
    id: '01900000-0000-7000-8000-000000000000',
    kind: 'audit',
    tool: { name: 'portcullis', version: '1.2.3' },
    modelDigest: 'd1',
    startedAt: '2026-11-01T10:00:00.000Z',
    finishedAt: '2026-11-01T10:00:02.000Z',
    outcome: 'complete',
    skipped: [],
    notes: [],
    findings,
    ...parts,
  };
}

export const plain: RenderOptions = { color: false, width: 100, baseDir: '/project' };

/** Text that commands a terminal, changes direction or forges a line. */
export const hostile = 'x\u001b[2J\u001b]0;owned\u0007\r\u202e\nAll checks passed';

/** What of a text a terminal would obey, besides line ends. */
export function commandsIn(text: string): readonly string[] {
  return text.match(/[\p{Cc}\p{Cf}\u2028\u2029]/gu)?.filter((character) => character !== '\n') ?? [];
}
