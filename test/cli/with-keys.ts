import { orchardProject, type Project } from './bench.js';

/** The example, with keys instead of tokens. */
export function withKeys(upstream: string): Project {
  const project = orchardProject(upstream);
  const text = project.read('portcullis.yaml');
  const [start, end] = [text.indexOf('    bearerAuth:'), text.indexOf('\nroles:')];
  project.write('portcullis.yaml', `${text.slice(0, start)}    bearerAuth: { apiKeys: true }\n${text.slice(end)}`);
  return project;
}
