import type { Deployment } from '../deployment/types.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';
import { isLoopback } from '../schemes.js';

/** Ports of what controls or stores, and asks for little or nothing: container port -> what listens there. */
const innerPorts: ReadonlyMap<number, string> = new Map([
  [2375, 'Docker'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5984, 'CouchDB'],
  [6379, 'Redis'],
  [8500, 'Consul'],
  [9090, 'Prometheus'],
  [9200, 'Elasticsearch'],
  [9229, 'the debugger of Node'],
  [9901, 'the control address of the gateway'],
  [11211, 'Memcached'],
  [15672, 'RabbitMQ'],
  [27017, 'MongoDB'],
]);

/** `--inspect=0.0.0.0:9229`: whoever connects runs code. */
const openDebugger = /--inspect(?:-brk)?[= ](?:0\.0\.0\.0|\[?::\]?)(?::|\s|"|$)/;

function debuggers({ dockerfiles }: Deployment) {
  return dockerfiles.flatMap(({ commands }) => commands.filter(({ text }) => openDebugger.test(text)));
}

/** OWASP API8:2023, CWE-1327. */
export default defineRule({
  id: 'admin-listener-is-local',
  title: 'Inner service listens on all addresses',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [1327],
  why: 'It was made for the machine itself: from outside it gives out data or takes commands past the gateway.',
  remedy:
    'Publish it on 127.0.0.1 only (`127.0.0.1:5432:5432`), or not at all: services of one network reach each other.',
  visit: {
    deployment(deployment, { project, report }) {
      for (const { service, host, port, place } of deployment.ports) {
        const what = innerPorts.get(port);
        if (!what || (host !== undefined && isLoopback(host))) continue;
        report(placed(place, service, String(port)), {
          key: `port ${service} ${port}`,
          message: `${what} (service ${service}, port ${port}) is published on ${host === undefined || host === '0.0.0.0' ? 'all addresses' : host}`,
        });
      }
      for (const { place } of debuggers(deployment)) {
        report(placed(place, 'inspect'), {
          key: `inspect ${place.file}`,
          message: 'The debugger of Node listens on all addresses',
        });
      }
      for (const { host, port, authorizer, node } of project.listen) {
        if (!authorizer || !node || isLoopback(host)) continue;
        if (!authorizer.trust.some((range) => range.endsWith('/0'))) continue;
        report(node, { message: `Everybody may ask the authorizer at ${host}:${port} who may do what` });
      }
    },
  },
});
