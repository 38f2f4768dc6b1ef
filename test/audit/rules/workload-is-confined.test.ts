import rule from '../../../src/audit/rules/workload-is-confined.js';
import { describeEstateRule } from '../describe-estate-rule.js';

const good =
  'securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false }, resources: { limits: { memory: 256Mi } }, image: "shop/api:1.2"';
const pod = (container: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    spec:
      ${more}
      containers:
        - { name: api, ${container} }
`;
const row = (text: string, name = 'k8s/orders.yaml') => ({ files: { [name]: text } });

describeEstateRule(rule, {
  flags: {
    'a privileged container': {
      ...row(
        pod(
          `securityContext: { privileged: true, runAsNonRoot: true }, resources: { limits: { memory: 1Gi } }, image: "a:1"`,
        ),
      ),
      severity: 'high',
      says: /^Deployment\/orders: api is privileged/,
      at: 'k8s/orders.yaml:9',
    },
    'the network of the machine': {
      ...row(pod(good, 'hostNetwork: true')),
      severity: 'high',
      says: /hostNetwork is on/,
      at: 'k8s/orders.yaml:7',
    },
    'the socket of Docker': {
      ...row(pod(good, 'volumes: [{ name: s, hostPath: { path: /var/run/docker.sock } }]')),
      severity: 'high',
      says: /docker\.sock of the machine is mounted/,
    },
    'root, without limits': {
      ...row(pod('image: "a:1"')),
      severity: 'medium',
      says: /may run as root; api has no limit of memory/,
    },
    'a strong capability': {
      ...row(pod(good.replace('runAsNonRoot: true', 'runAsNonRoot: true, capabilities: { add: [SYS_ADMIN] }'))),
      severity: 'high',
      says: /capability SYS_ADMIN/,
    },
    'the second document of a file': {
      ...row(`apiVersion: v1\nkind: Service\nmetadata: { name: x }\n---\n${pod('image: "a:1"')}`),
      at: 'k8s/orders.yaml:13',
    },
    'a service of a compose file': {
      ...row('services:\n  api:\n    image: a:1\n    privileged: true\n', 'compose.yaml'),
      severity: 'high',
      says: /service api: is privileged/,
    },
  },
  passes: {
    'a confined one': row(pod(good)),
    'what the pod says for all': row(
      pod(good.replace('runAsNonRoot: true, ', ''), 'securityContext: { runAsUser: 1000 }'),
    ),
    'a kind that runs nothing': row(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { privileged: "true" }\n',
    ),
    'YAML of something else': row('kind: Deployment\nspec: { template: { spec: { hostNetwork: true } } }\n'),
    'a confined service': row('services:\n  api:\n    image: a:1\n', 'compose.yaml'),
  },
});
