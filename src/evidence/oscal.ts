import { createHash } from 'node:crypto';
import type { EvidenceReport, ItemReport } from './types.js';
import { wording } from './wording.js';

/** Version of the model that the documents follow. */
export const oscalVersion = '1.1.3';

/** Names of properties of our own are told apart by it; nothing is loaded from there. */
const namespace = 'https://portcullis.invalid/ns/oscal';

/** Where the rows of an item stand inside a bundle. */
export const populationFile = (id: string): string => `populations/${id}.csv`;

const prop = (name: string, value: string) => ({ name, ns: namespace, value });

/** A UUID of version 5's form, from what it names: the same evidence has the same ids. */
function uuidOf(...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(parts.join('\u0000')).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** OSCAL's tokens begin with a letter and know no colon: `6.3.2` becomes `_6.3.2`, `API1:2023` becomes `API1-2023`. */
export function controlToken(id: string): string {
  const token = id.replaceAll(/[^\p{L}\p{N}._-]/gu, '-');
  return /^[\p{L}_]/u.test(token) ? token : `_${token}`;
}

const iso = (time: number): string => new Date(time).toISOString();
/** One line without blanks at its ends, which is what OSCAL calls a string. */
const line = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/**
 * The evidence as OSCAL assessment results (JSON, 1.1.3). Every item is an observation; there are no findings, because
 * in OSCAL a finding says whether a control is satisfied, and that is not for a program to say.
 */
export function oscalDocument(report: EvidenceReport): unknown {
  const { framework, period, collected, version } = report;
  const seed = [framework.id, iso(period.from), iso(period.to), iso(collected)];
  const id = (...parts: readonly string[]): string => uuidOf(...seed, ...parts);
  const title = `${framework.title} ${framework.edition}`;
  const tool = id('tool');
  return {
    'assessment-results': {
      uuid: id('document'),
      metadata: {
        title: `Evidence for ${title}`,
        'last-modified': iso(collected),
        version: iso(collected),
        'oscal-version': oscalVersion,
        remarks: wording,
      },
      'import-ap': {
        href: `#${id('plan')}`,
        remarks: 'The framework file that chose the evidence stands in for an assessment plan.',
      },
      results: [
        {
          uuid: id('result'),
          title: `Evidence collected ${iso(collected).slice(0, 10)}`,
          description: `Evidence items of Portcullis for the controls of ${title}. ${wording}`,
          start: iso(period.from),
          end: iso(period.to),
          'local-definitions': { components: components(report, id) },
          'reviewed-controls': reviewedControls(report),
          observations: report.items.map((item) => observation(report, item, { id, tool })),
          remarks: wording,
        },
      ],
      'back-matter': { resources: resources(report, id) },
    },
  };

  function components({ apis }: EvidenceReport, idOf: (...parts: readonly string[]) => string): readonly unknown[] {
    const status = { state: 'operational' };
    const gateway = {
      uuid: tool,
      type: 'software',
      title: 'Portcullis',
      description: 'The program that enforces the policy, keeps the logs and collected this evidence.',
      props: [{ name: 'version', value: version }],
      status,
    };
    const services = apis.map((name) => ({
      uuid: idOf('api', name),
      type: 'service',
      title: name,
      description: `API ${name}, as contract and policy describe it.`,
      status,
    }));
    return [gateway, ...services];
  }
}

function reviewedControls({ framework, controls }: EvidenceReport): unknown {
  return {
    description: `Controls of ${framework.title} ${framework.edition} to which evidence was collected.`,
    'control-selections': controls.map(({ id, title, evidence }) => ({
      description: title,
      props: [prop('label', id), ...evidence.map((item) => prop('evidence-item', item))],
      'include-controls': [{ 'control-id': controlToken(id) }],
    })),
    remarks: wording,
  };
}

interface Ids {
  readonly id: (...parts: readonly string[]) => string;
  readonly tool: string;
}

function observation({ controls, apis }: EvidenceReport, item: ItemReport, { id, tool }: Ids): unknown {
  const { population } = item;
  const subjects = apis.map((name) => ({ 'subject-uuid': id('api', name), type: 'component', title: name }));
  return {
    uuid: id('item', item.id),
    title: item.title,
    description: `${item.summary}. Subject: ${item.subject}.`,
    props: [
      prop('evidence-item', item.id),
      prop('state', item.state),
      prop('population', String(population.total)),
      ...(item.newest === undefined ? [] : [prop('newest', iso(item.newest))]),
      ...controls
        .filter(({ evidence }) => evidence.includes(item.id))
        .map((control) => prop('control', line(control.id))),
    ],
    methods: [item.method],
    types: ['control-objective'],
    origins: [{ actors: [{ type: 'tool', 'actor-uuid': tool }] }],
    subjects: subjects.length > 0 ? subjects : [{ 'subject-uuid': tool, type: 'component', title: 'Portcullis' }],
    ...(item.state === 'missing'
      ? {}
      : {
          'relevant-evidence': [
            {
              href: populationFile(item.id),
              description: `${population.total} rows: ${population.columns.join(', ')}`,
            },
          ],
        }),
    collected: iso(item.collected),
    ...(item.expires === undefined ? {} : { expires: iso(item.expires) }),
    remarks: item.state === 'present' ? wording : `${item.state}; to have it: ${item.how}`,
  };
}

function resources({ framework }: EvidenceReport, id: (...parts: readonly string[]) => string): readonly unknown[] {
  const digest = createHash('sha256').update(framework.source.text).digest('hex');
  return [
    {
      uuid: id('plan'),
      title: `Framework file ${framework.id}`,
      description: 'Which evidence speaks to which control.',
      rlinks: [
        {
          href: 'framework.yaml',
          'media-type': 'application/yaml',
          hashes: [{ algorithm: 'SHA-256', value: digest }],
        },
      ],
    },
  ];
}
