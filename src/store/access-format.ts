import type { SecurityEvent } from '../core/events.js';
import { numberFields, textFields } from './event-fields.js';

/**
 * How a batch of allowed calls is written: one byte of version, the number of calls (4 bytes, big-endian), their ids
 * (16 bytes each, ascending), then the columns in the order below, each as its length (4 bytes) and deflated (RFC 1951)
 * by itself, so that only what is asked for is read; length 0 when no call has it. A column of numbers is a byte of
 * width and the values, little-endian, each one higher than it is, with 0 for absent; in width 8 they are doubles, with
 * NaN for absent. A column of texts is the length and JSON of its distinct texts, then their places as numbers.
 */
export const batchVersion = 1;
export const batchHeadBytes = 5;
export const idBytesEach = 16;
export const columnHeadBytes = 4;

/** Most calls of one batch. */
export const mostCalls = 1000;

/** Events that are kept in batches are all of this kind and outcome. */
export const accessFacts = { kind: 'access', outcome: 'allowed', severity: 'info' } as const;

/** `time` is the distance to that of the id, absent where it is the same. */
export const numberColumns = ['time', ...numberFields] as const;
export type NumberColumn = (typeof numberColumns)[number];

/** `rest` is JSON of what has no column. */
export const textColumns = [...textFields, 'exchangeId', 'rest'] as const;
export type TextColumn = (typeof textColumns)[number];

/** Stands among the texts of `exchangeId` for the id of the event. */
export const sameAsId = null;

/** The columns whose names a batch's summary knows, so that a search can pass it over. */
export const summedColumns = ['api', 'operationId', 'principalId', 'credentialId', 'client'] as const;

/** Under what a name stands in the summary. */
export function summaryName(column: (typeof summedColumns)[number], text: string): string {
  return `${column} ${text}`;
}

/** Under what the failures of an operation (status class 4 or 5) stand in the summary. */
export function failureName(statusClass: number, operationId: string | undefined): string {
  return `${statusClass} ${operationId ?? ''}`;
}

/** True for what is kept in batches: calls that were let through. */
export function isAccess({ kind, outcome }: Pick<SecurityEvent, 'kind' | 'outcome'>): boolean {
  return kind === accessFacts.kind && outcome === accessFacts.outcome;
}

/** Width of a column of numbers in bytes: 8 for what is no whole number below 2^32. */
export type Width = 1 | 2 | 4 | 8;
