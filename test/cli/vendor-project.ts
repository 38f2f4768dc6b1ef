import { nowhere, orchardProject, type Project } from './bench.js';

const contract = `openapi: 3.1.0
info: { title: Acme, version: 1.0.0 }
paths:
  /charges:
    get:
      operationId: listCharges
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: object } } } }
`;

/** A folder with a policy that names the third party Acme, which answers at this port of this machine. */
export function vendorProject(port: number, more = ''): Project {
  const project = orchardProject(nowhere);
  project.write('acme.yaml', contract);
  const sections = `
egressProxy: { address: '127.0.0.1:0' }
egress:
  pay: { vendor: Acme, hosts: ['127.0.0.1:${port}'], plainText: true, addresses: [127.0.0.1/32], send: [limit] }
vendors:
  Acme: { owner: ann, data: high, privilege: medium, dependence: medium, contract: { file: acme.yaml }${more} }
`;
  project.write('portcullis.yaml', project.read('portcullis.yaml') + sections);
  return project;
}
