import { checkVendors } from '../../app/vendor-checks.js';
import {
  blockVendor,
  listVendors,
  reviewVendor,
  unblockVendor,
  vendorDetail,
  vendorQuestions,
} from '../../app/vendors.js';
import { vendorVerdicts, type VendorVerdict } from '../../store/vendor.js';
import { cli } from '../cli.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { closed, list, name, oneOf, reason, text } from '../schemas.js';

export const vendorOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'listVendors',
    method: 'GET',
    path: '/vendors',
    summary: 'The register of third parties, with the state of their reviews and what was found',
    roles: may.read,
    run: async ({ app }) => ({ items: await listVendors(app), cli: cli('vendors', 'list') }),
  }),
  operation({
    id: 'getVendor',
    method: 'GET',
    path: '/vendors/{vendor}',
    summary: 'One third party: reviews, uses, certificates, secrets by age, the last look at its posture',
    roles: may.read,
    run: async ({ app, params }) => ({
      ...(await vendorDetail(app, params.vendor!)),
      questions: vendorQuestions,
      cli: cli('vendors', 'list', params.vendor),
    }),
  }),
  operation<object, { readonly names?: readonly string[] }>({
    id: 'checkVendors',
    method: 'POST',
    path: '/vendors/checks',
    summary: 'Look at the posture of third parties now: TLS, headers, DNS, security.txt, contract',
    roles: may.operate,
    status: 202,
    body: closed({ names: list(name, 200) }),
    run: async ({ app, host, body, caller }) => {
      const { names = [] } = body;
      const line = cli('vendors', 'check', ...names);
      return host.jobs.start({
        kind: 'audit',
        subject: names.join(', ') || 'all third parties',
        by: caller.name,
        cli: line,
        async run({ say }) {
          const { run, checks } = await checkVendors(app, { names });
          for (const { vendor, findings } of checks) say(`${vendor}: ${findings} findings`);
          return { run: run.id, checks };
        },
      });
    },
  }),
  operation<
    object,
    { readonly verdict: VendorVerdict; readonly answers: Record<string, string>; readonly note?: string }
  >({
    id: 'reviewVendor',
    method: 'POST',
    path: '/vendors/{vendor}/reviews',
    summary: 'Record a review: its answers, and what was decided',
    roles: may.operate,
    status: 201,
    body: closed(
      {
        verdict: oneOf(...vendorVerdicts),
        answers: { type: 'object', maxProperties: 100, additionalProperties: text(2000) },
        note: text(2000),
      },
      ['verdict', 'answers'],
    ),
    run: async ({ app, params, body, caller }) => ({
      vendor: await reviewVendor(app, params.vendor!, { ...body, by: caller.name }),
      cli: cli('vendors', 'review', params.vendor, '--verdict', body.verdict),
    }),
  }),
  operation<object, { readonly reason: string }>({
    id: 'blockVendor',
    method: 'POST',
    path: '/vendors/{vendor}/block',
    summary: 'Switch a third party off: no call of any application gets through from now on',
    roles: may.operate,
    body: closed({ reason }, ['reason']),
    run: async ({ app, params, body, caller }) => ({
      vendor: await blockVendor(app, params.vendor!, { reason: body.reason, by: caller.name }),
      cli: cli('vendors', 'block', params.vendor, '--reason', body.reason),
    }),
  }),
  operation({
    id: 'unblockVendor',
    method: 'DELETE',
    path: '/vendors/{vendor}/block',
    summary: 'Switch a third party on again',
    roles: may.operate,
    run: async ({ app, params, caller }) => ({
      vendor: await unblockVendor(app, params.vendor!, { by: caller.name }),
      cli: cli('vendors', 'unblock', params.vendor),
    }),
  }),
];
