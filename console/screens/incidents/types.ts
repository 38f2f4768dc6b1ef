import type { SecurityEvent } from '../../../src/core/events.js';
import type { Incident, IncidentEntry, RunningDeadline } from '../../../src/incidents/incident.js';

export type { Incident, IncidentEntry, RunningDeadline };

/** What was done to the API meanwhile, from the audit log. */
export interface IncidentAction {
  readonly at: number;
  readonly by: string;
  readonly what: string;
  readonly record: number;
}

export interface IncidentAnswer {
  readonly incident: Incident;
  readonly timeline: readonly IncidentEntry[];
  readonly actions: readonly IncidentAction[];
  readonly deadlines: readonly RunningDeadline[];
  readonly events: readonly SecurityEvent[];
  readonly cli: string;
}

export interface OpenedIncident {
  readonly incident: Incident;
  readonly cli: string;
}
