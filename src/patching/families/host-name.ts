import { covered, defineFamily, impossible } from '../family.js';
import { changeEach, type Change } from '../variant.js';

const host = 'pcl-elsewhere.example';

/** The attack's host in another header: the answer that names it is what the attack looks for. */
function inHeader(name: string): Change {
  return ({ headers = {}, ...request }) => {
    const sent = Object.values(headers).find((value) => /^pcl-[a-z0-9]+\.example$/.test(value)) ?? host;
    const others = Object.entries(headers).filter(([, value]) => value !== sent);
    return { ...request, headers: { ...Object.fromEntries(others), [name]: sent } };
  };
}

/** CWE-644. The gateway says under which host it was called; nobody else does, and calls for another one go nowhere. */
export default defineFamily({
  id: 'host-name',
  title: 'Links carry a host name that the caller chooses',
  closes: ['host-header-trusted'],
  rewrites: true,
  patch({ operation, model }) {
    if (!operation) return impossible('The operation is not in the contract.');
    if (model.match.host === undefined)
      return impossible(
        `The gateway tells the API the host it was called under, and takes any: name it under apis.${model.name}.match.host.`,
      );
    return covered('forwarded-headers', `Calls for another host than ${model.match.host} are no operation of the API.`);
  },
  variants: ({ finding: { replay } }) =>
    replay
      ? changeEach(replay, {
          'X-Forwarded-Host': inHeader('x-forwarded-host'),
          'X-Forwarded-Server': inHeader('x-forwarded-server'),
          'X-Original-Host': inHeader('x-original-host'),
          'X-Host': inHeader('x-host'),
          Forwarded: (request) => ({ ...request, headers: { ...request.headers, forwarded: `host=${host}` } }),
        })
      : [],
});
