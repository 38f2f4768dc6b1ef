import type { Project } from '../model/types.js';
import { detectionFacts, type DetectionFacts } from './detection-context.js';

/** What the main process knows of the policy in force: the workers compile it, and tell. */
export interface ProjectSummary extends DetectionFacts {
  readonly apis: readonly ApiSummary[];
}

export interface ApiSummary {
  readonly name: string;
  /** How many the contract has. */
  readonly operations: number;
  readonly prefix: string;
  readonly upstream: string | undefined;
}

/** Plain values, maps and sets: it goes to another process. */
export function summaryOf(project: Project): ProjectSummary {
  const apis = project.apis.map(({ name, operations, match, upstream }) => ({
    name,
    operations: operations.size,
    prefix: match.prefix,
    upstream: upstream?.url,
  }));
  return { ...detectionFacts(project), apis };
}
