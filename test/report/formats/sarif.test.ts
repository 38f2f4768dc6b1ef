import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, Run } from '../../../src/core/finding.js';
import sarif from '../../../src/report/formats/sarif.js';
import { findingOf, plain, runOf } from '../run-of.js';

interface Location {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region: Readonly<Record<string, number>>;
  };
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly { readonly kind: string }[];
}

interface Rule {
  readonly id: string;
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: { readonly tags: readonly string[]; readonly 'security-severity': string };
}

interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly name: string; readonly semanticVersion: string; readonly rules: readonly Rule[] };
    };
    readonly originalUriBaseIds: Readonly<Record<string, unknown>>;
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly {
        readonly level: string;
        readonly message: { readonly text: string };
      }[];
    }[];
    readonly results: readonly Result[];
  }[];
}

function logOf(findings: readonly Finding[], parts: Partial<Run> = {}): Log['runs'][number] {
  const log = JSON.parse(sarif.render(runOf(findings, parts), plain)) as Log;
  assert.equal(log.version, '2.1.0');
  assert.equal(log.runs.length, 1, 'one run: code scanning takes no two of one category');
  return log.runs[0]!;
}

const uriOf = (file: string) =>
  logOf([findingOf({ place: { file, line: 1, column: 1 } })]).results[0]!.locations[0]!.physicalLocation!
    .artifactLocation;

describe('the SARIF report', () => {
  it('names its schema, tool and version', () => {
    const log = JSON.parse(sarif.render(runOf([]), plain)) as Log;
    assert.match(log.$schema, /sarif-2\.1\.0\.json$/);
    assert.equal(log.runs[0]!.tool.driver.name, 'Portcullis');
    assert.equal(log.runs[0]!.tool.driver.semanticVersion, '1.2.3');
    assert.deepEqual(log.runs[0]!.results, []);
  });

  it('gives every result its rule, level, message, place and fingerprint', () => {
    const place = { file: '/project/api/openapi.yaml', line: 12, column: 5, endLine: 13, endColumn: 2 };
    const [result] = logOf([findingOf({ place })]).results;
    assert.equal(result!.ruleId, 'object-has-owner-rule');
    assert.equal(result!.level, 'error');
    assert.equal(result!.message.text, 'GET /orders/{orderId} takes the id of any order');
    assert.deepEqual(result!.locations[0]!.physicalLocation, {
      artifactLocation: { uri: 'api/openapi.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 12, startColumn: 5, endLine: 13, endColumn: 2 },
    });
    assert.equal(result!.locations[0]!.logicalLocations![0]!.fullyQualifiedName, 'getOrder');
    assert.deepEqual(result!.partialFingerprints, {
      'portcullis/v1': '0123456789abcdef',
      primaryLocationLineHash: '0123456789abcdef:1',
    });
  });

  it('points from each result to the rule it names, and has every rule once', () => {
    const { results, tool } = logOf([
      findingOf({ ruleId: 'a' }),
      findingOf({ ruleId: 'b' }),
      findingOf({ ruleId: 'a', severity: 'critical' }),
    ]);
    const { rules } = tool.driver;
    assert.deepEqual(
      rules.map(({ id }) => id),
      ['a', 'b'],
    );
    for (const { ruleId, ruleIndex } of results) assert.equal(rules[ruleIndex]!.id, ruleId);
    assert.equal(rules[0]!.properties['security-severity'], '9.5', 'a rule is as bad as its worst result');
  });

  it('knows the levels of the standard', () => {
    const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
    const { results } = logOf(severities.map((severity) => findingOf({ severity, ruleId: severity })));
    assert.deepEqual(
      results.map(({ level }) => level),
      ['error', 'error', 'warning', 'note', 'note'],
    );
  });

  it('tags rules with CWE and OWASP, ten tags at most', () => {
    const cwe = Array.from({ length: 20 }, (_, i) => i + 1);
    const [rule] = logOf([findingOf({ cwe })]).tool.driver.rules;
    assert.equal(rule!.properties.tags.length, 10);
    assert.deepEqual(rule!.properties.tags.slice(0, 3), ['security', 'API1:2023', 'external/cwe/cwe-1']);
  });

  it('writes file names as URIs: relative to the base folder, or absolute without a base', () => {
    assert.deepEqual(uriOf('/project/a b/c#d?.yaml'), { uri: 'a%20b/c%23d%3F.yaml', uriBaseId: '%SRCROOT%' });
    assert.deepEqual(uriOf('openapi.yaml'), { uri: 'openapi.yaml', uriBaseId: '%SRCROOT%' });
    assert.deepEqual(uriOf('/elsewhere/openapi.yaml'), { uri: 'file:///elsewhere/openapi.yaml' });
    assert.deepEqual(uriOf('../elsewhere/openapi.yaml'), { uri: 'file:///elsewhere/openapi.yaml' });
    assert.ok('%SRCROOT%' in logOf([]).originalUriBaseIds);
  });

  it('lists related places, up to the 99 that code scanning keeps beside the first', () => {
    const related = Array.from({ length: 120 }, (_, i) => ({ file: '/project/openapi.yaml', line: i + 1, column: 1 }));
    const [result] = logOf([findingOf({ related })]).results;
    assert.equal(result!.relatedLocations!.length, 99);
    assert.equal(result!.relatedLocations![1]!.physicalLocation!.region['startLine'], 2);
  });

  it('keeps to 5,000 results and says how many more there are', () => {
    const run = logOf(Array.from({ length: 5003 }, () => findingOf()));
    assert.equal(run.results.length, 5000);
    const notes = run.invocations[0]!.toolExecutionNotifications;
    assert.deepEqual(notes, [{ level: 'warning', message: { text: '3 more findings in the JSON report' } }]);
  });

  it('keeps the worst of too many', () => {
    const many = Array.from({ length: 5000 }, () => findingOf({ severity: 'low' }));
    const { results } = logOf([...many, findingOf({ severity: 'critical' })]);
    assert.equal(results[0]!.level, 'error');
    assert.equal(results.length, 5000);
  });

  it('keeps what was accepted out of the alerts, and nothing else', () => {
    const { results } = logOf([
      findingOf({ status: 'accepted' }),
      findingOf({ status: 'false-positive' }),
      findingOf(),
    ]);
    assert.deepEqual(
      results.map(({ suppressions }) => suppressions?.map(({ kind }) => kind)),
      [['external'], ['external'], undefined],
    );
  });

  it('says what was skipped, and that an unfinished run was not a success', () => {
    const { invocations } = logOf([], { outcome: 'incomplete', skipped: [{ id: 'bola-read', reason: 'one actor' }] });
    assert.equal(invocations[0]!.executionSuccessful, false);
    assert.equal(invocations[0]!.toolExecutionNotifications[0]!.message.text, 'bola-read skipped: one actor');
  });

  it('has the command that reproduces the finding in its message', () => {
    const [result] = logOf([findingOf({ reproduce: 'curl http://127.0.0.1/orders/7' })]).results;
    assert.match(result!.message.text, /\n\nReproduce:\ncurl http/);
  });

  it('has a place in a file even for a finding without one: code scanning refuses the whole report otherwise', () => {
    const { place: _place, ...rest } = findingOf();
    const [result] = logOf([rest]).results;
    assert.deepEqual(result!.locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'portcullis.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 1, startColumn: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: 'getOrder', kind: 'function' }],
      },
    ]);
  });
});
