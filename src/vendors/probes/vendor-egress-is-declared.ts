import { defineProbe, finding, well } from '../probe.js';

/** CWE-359. Data that nobody declared can leave unnoticed. */
export default defineProbe({
  id: 'vendor-egress-is-declared',
  title: 'Whatever an application sends may leave to a third party',
  severity: 'low',
  cwe: [359],
  owasp: ['API10:2023'],
  remedy: 'List in `egress.NAME.send` the properties that the third party needs.',

  look: ({ integrations }) =>
    [...integrations].map(([name, { send, tunnel }]) => {
      if (send !== 'any') return well(`egress.${name} sends ${send.length} declared properties`);
      const how = tunnel ? ' unread, through a tunnel' : '';
      return finding(name, `egress.${name} passes on whatever is sent${how}`);
    }),
});
