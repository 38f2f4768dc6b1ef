import type { ReplayRequest } from '../../core/replay.js';
import { numberFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { pathTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

type Bound = 'maxDepth' | 'maxAliases' | 'maxDirectives' | 'maxCost' | 'batch';

/** What each check grows, and how much of it clients of their own seldom need. */
const bounds: Readonly<Record<string, { readonly name: Bound; readonly usual: number }>> = {
  'graphql-depth-unlimited': { name: 'maxDepth', usual: 10 },
  'graphql-alias-unlimited': { name: 'maxAliases', usual: 15 },
  'graphql-directive-unlimited': { name: 'maxDirectives', usual: 50 },
  'graphql-cost-unlimited': { name: 'maxCost', usual: 1000 },
  'graphql-batch-unlimited': { name: 'batch', usual: 1 },
};

/** OWASP API4:2023, CWE-770. Below what was accepted, and never below the legitimate request that it was compared with. */
function boundFor({ finding, operation }: Subject, { name, usual }: { readonly name: Bound; readonly usual: number }) {
  const accepted = numberFact(finding, 'accepted');
  if (accepted === undefined) return impossible('It is not known how much was accepted.');
  const now = operation!.policy.graphql?.[name];
  if (now !== undefined && now < accepted && isInForce(operation!, 'graphql'))
    return covered('graphql', `Documents are refused beyond ${name}: ${now}.`);
  const sound = numberFact(finding, 'sound') ?? 1;
  return patch('graphql', { graphql: { [name]: Math.max(Math.min(usual, accepted - 1), sound) } });
}

/** CWE-200. The schema is not told; names that are close to one of it are refused before the API can offer it. */
function hideSchema({ finding, operation, model }: Subject) {
  if (finding.ruleId === 'graphql-introspection-open') {
    if (operation!.policy.graphql?.introspection === false && isInForce(operation!, 'graphql'))
      return covered('graphql', 'Documents that read the schema are refused.');
    return patch('graphql', { graphql: { introspection: false } });
  }
  if (!model.graphql)
    return impossible(
      'The gateway cannot tell a wrong name from a right one: the contract of this API is no GraphQL schema. Turn the suggestions off in the code.',
    );
  return isInForce(operation!, 'graphql-fields')
    ? covered('graphql-fields', 'Documents are held to the schema before they are passed on.')
    : impossible('The schema is only watched here: set `mode: enforce`, and documents are held to it.');
}

/** Changes the documents of the request. */
const onDocument =
  (change: (document: string) => string): Change =>
  ({ body, ...request }: ReplayRequest) => {
    if (body === undefined) return undefined;
    return {
      ...request,
      body: body.replace(/"query":"((?:[^"\\]|\\.)*)"/g, (_, text: string) => `"query":"${change(text)}"`),
    };
  };

const spellings: Readonly<Record<string, Change>> = {
  'with an operation name': onDocument((text) => (text.startsWith('{') ? `query Pcl ${text}` : text)),
  'through a fragment': onDocument((text) =>
    text.startsWith('{') ? `query { ...pcl } fragment pcl on Query ${text}` : text,
  ),
  'commas and line feeds for blanks': onDocument((text) => text.replaceAll(' ', ',\\n')),
  'behind a comment': onDocument((text) => `#pcl\\n${text}`),
  'escaped letters': onDocument((text) => text.replaceAll('_', '\\u005f')),
};

export default defineFamily({
  id: 'graphql-bounds',
  title: 'A GraphQL document may ask for anything',
  closes: [...Object.keys(bounds), 'graphql-introspection-open', 'graphql-suggestions'],
  rewrites: false,
  patch(subject) {
    if (!subject.operation) return impossible('The operation is not in the contract.');
    const wanted = bounds[subject.finding.ruleId];
    return wanted ? boundFor(subject, wanted) : hideSchema(subject);
  },
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, spellings), ...changeEach(replay, pathTricks)] : [],
});
