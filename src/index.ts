/** Portcullis as a library: the same model, audit and scanner as the command line. */
export { loadProject, type ProjectOptions } from './model/project.js';
export { audit, type AuditOptions } from './audit/runner.js';
export { diffContracts } from './audit/drift/diff.js';
export type { Change } from './audit/drift/types.js';
export { PortcullisError, PortcullisErrors, formatError } from './core/errors.js';
export type { Finding, PolicyPatch, Proof, Run } from './core/finding.js';
export type { ApiModel, Operation, Project } from './model/types.js';
