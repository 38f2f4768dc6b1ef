import type { Place } from '../core/place.js';

/** Milliseconds since the epoch; `to` is exclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A control of a framework, in our own short words, and the evidence that speaks to it. */
export interface Control {
  /** Its number in the framework: `CC6.1`. */
  readonly id: string;
  readonly title: string;
  /** What it asks for, in one sentence. */
  readonly needs: string;
  /** Ids of evidence items. */
  readonly evidence: readonly string[];
}

/** A set of controls, read from a file. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  readonly publisher: string;
  readonly controls: readonly Control[];
  /** The file as it was read: it is part of a bundle. */
  readonly source: { readonly name: string; readonly text: string };
}

export type FrameworkSummary = Pick<Framework, 'id' | 'title' | 'edition' | 'publisher'> & {
  readonly controls: number;
};

export type Cell = string | number;

/** Every case of a kind over the period, not a sample. */
export interface Population {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Larger than the number of rows where those are capped. */
  readonly total: number;
}

/** `stale`: it was there, and is older than its method allows. */
export type ItemState = 'present' | 'stale' | 'missing';

/** One item of evidence as it was found. Times are milliseconds since the epoch. */
export interface ItemReport {
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  /** OSCAL's words: records were read, or something was tried. */
  readonly method: 'EXAMINE' | 'TEST';
  readonly state: ItemState;
  /** What was found, or why nothing was, in one sentence. */
  readonly summary: string;
  /** How to get it, or to get it anew. */
  readonly how: string;
  readonly collected: number;
  /** The newest fact in it. */
  readonly newest?: number;
  /** From then on it is stale. */
  readonly expires?: number;
  readonly population: Population;
  /** Records of the log that it rests on: `audit-12`, or ids of events. */
  readonly records: readonly string[];
}

export type ControlReport = Control;

/** What `evidence` found for a framework and a period. */
export interface EvidenceReport {
  readonly framework: Framework;
  /** `to` is not after `collected`. */
  readonly period: Period;
  readonly collected: number;
  readonly version: string;
  readonly apis: readonly string[];
  readonly controls: readonly ControlReport[];
  /** Each item once, in the order in which the controls name them. */
  readonly items: readonly ItemReport[];
}

/** Finds the position of a node of a framework file. */
export type PlaceOf = (pointer: string, key?: boolean) => Place;
