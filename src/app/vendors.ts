import { PortcullisError } from '../core/errors.js';
import { severities, type Severity } from '../core/finding.js';
import { uuidv7 } from '../core/ids.js';
import { didYouMean } from '../core/nearest.js';
import { hostText } from '../egress/integration.js';
import { readPolicySettings } from '../model/policy-settings.js';
import type { VendorPolicy } from '../model/types.js';
import type { VendorState, VendorUseRecord, VendorVerdict } from '../store/vendor.js';
import { vendorApi } from '../vendors/posture.js';
import { vendorQuestions } from '../vendors/questions.js';
import { reviewState } from '../vendors/review-state.js';
import type { App } from './app.js';
import type { ThirdPartyPolicy } from './egress-settings.js';
import type { SealedStore } from './sealed-store.js';
import { integrationsOf, secretsOf } from './vendor-subject.js';
import type { VendorCheckSummary, VendorDetail, VendorRow } from './vendor-types.js';

export type * from './vendor-types.js';
export { vendorQuestions } from '../vendors/questions.js';

/** The third parties of the policy. Throws POLICY_* and SYNTAX_INVALID. */
export function thirdParties({ policyFile, cwd }: App): ThirdPartyPolicy {
  if (policyFile !== undefined) return readPolicySettings(policyFile);
  throw new PortcullisError('POLICY_NOT_FOUND', `No portcullis.yaml in ${cwd} or a folder above it`);
}

/** The register, in the order of the policy. */
export async function listVendors(app: App): Promise<readonly VendorRow[]> {
  const policy = thirdParties(app);
  const store = await app.store();
  await store.vendors.register([...policy.vendors.keys()]);
  const states = new Map((await store.vendors.list()).map((state) => [state.name, state]));
  const uses = await store.vendors.uses();
  const rows = [...policy.vendors].map(([name, one]) =>
    rowOf(name, one, { policy, store, state: states.get(name), uses, now: app.now().getTime() }),
  );
  return Promise.all(rows);
}

interface RowParts {
  readonly policy: ThirdPartyPolicy;
  readonly store: SealedStore;
  readonly state: VendorState | undefined;
  readonly uses: readonly VendorUseRecord[];
  readonly now: number;
}

async function rowOf(name: string, vendor: VendorPolicy, parts: RowParts): Promise<VendorRow> {
  const { state, now, uses } = parts;
  const integrations = integrationsOf(name, parts.policy);
  const review = reviewState(vendor, state ?? { registeredAt: now }, now);
  const last = state?.lastReview;
  const calls = uses.filter((use) => use.vendor === name).map(({ lastAt }) => lastAt);
  return {
    name,
    owner: vendor.owner,
    tier: vendor.tier,
    dataClasses: vendor.dataClasses,
    integrations: [...integrations.keys()],
    hosts: [...integrations.values()].flatMap(({ hosts, plainText }) => hosts.map((host) => hostText(host, plainText))),
    review: { ...review, ...(last ? { lastAt: last.at, by: last.by } : {}) },
    ...(state?.blocked ? { blocked: state.blocked } : {}),
    ...(state?.checkedAt === undefined ? {} : { checkedAt: state.checkedAt }),
    findings: await openFindings(parts.store, name),
    ...(calls.length ? { lastCallAt: Math.max(...calls) } : {}),
  };
}

async function openFindings(store: SealedStore, name: string): Promise<Readonly<Record<Severity, number>>> {
  const found = await store.findings.list({ api: vendorApi(name), status: ['open', 'regressed'] });
  const counts = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const { finding } of found) counts[finding.severity]++;
  return counts;
}

/** The name as the policy has it. Throws NOT_FOUND. */
export function vendorNamed(name: string, { vendors }: ThirdPartyPolicy): VendorPolicy {
  const found = vendors.get(name);
  if (found) return found;
  const names = [...vendors.keys()];
  throw new PortcullisError('NOT_FOUND', `There is no third party "${name}" in the policy`, {
    expected: names.length ? names.join(', ') : 'an entry in vendors',
    hint: didYouMean(name, names),
  });
}

async function oneRow(app: App, name: string): Promise<VendorRow> {
  const row = (await listVendors(app)).find((one) => one.name === name);
  if (row) return row;
  vendorNamed(name, thirdParties(app));
  throw new PortcullisError('NOT_FOUND', `There is no third party "${name}"`);
}

/** Everything about one third party. Throws NOT_FOUND. */
export async function vendorDetail(app: App, name: string): Promise<VendorDetail> {
  const { contract, ...policy } = vendorNamed(name, thirdParties(app));
  const row = await oneRow(app, name);
  const store = await app.store();
  const check = await store.vendors.check(name);
  return {
    ...row,
    ...(contract
      ? {
          contract: {
            file: contract.file,
            pinned: contract.sha256 !== undefined,
            ...(contract.url === undefined ? {} : { url: contract.url }),
          },
        }
      : {}),
    secrets: await secretsOf(policy, store, app.now().getTime()),
    reviews: await store.vendors.reviews(name),
    uses: (await store.vendors.uses(name)).map(({ vendor: _vendor, ...use }) => use),
    certificates: (await store.vendors.certificates(name)).map(({ vendor: _vendor, ...seen }) => seen),
    ...(check === undefined ? {} : { lastCheck: JSON.parse(check) as VendorCheckSummary }),
  };
}

export interface ReviewRequest {
  readonly by: string;
  readonly verdict: VendorVerdict;
  /** Id of each question -> answer. */
  readonly answers: Readonly<Record<string, string>>;
  readonly note?: string | undefined;
}

const mostAnswer = 4000;

/** Records a review. Throws NOT_FOUND; USAGE where a question has no answer, or an answer no question. */
export async function reviewVendor(app: App, name: string, request: ReviewRequest): Promise<VendorRow> {
  vendorNamed(name, thirdParties(app));
  const answers = checkedAnswers(request.answers);
  const store = await app.store();
  const at = app.now().getTime();
  await store.vendors.addReview(name, {
    id: uuidv7(at),
    at,
    by: request.by,
    verdict: request.verdict,
    answers,
    ...(request.note === undefined ? {} : { note: request.note }),
  });
  return oneRow(app, name);
}

function checkedAnswers(answers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const ids = vendorQuestions.map(({ id }) => id);
  const stranger = Object.keys(answers).find((id) => !ids.includes(id));
  if (stranger !== undefined) {
    throw new PortcullisError('USAGE', `There is no question "${stranger}"`, { hint: didYouMean(stranger, ids) });
  }
  const texts = ids.map((id) => [id, answers[id]?.trim() ?? ''] as const);
  const open = texts.filter(([, text]) => text === '').map(([id]) => id);
  if (open.length) {
    throw new PortcullisError('USAGE', `${open.length} of ${ids.length} questions have no answer: ${open.join(', ')}`);
  }
  const long = texts.find(([, text]) => text.length > mostAnswer);
  if (long) throw new PortcullisError('USAGE', `The answer to ${long[0]} is longer than ${mostAnswer} characters`);
  return Object.fromEntries(texts);
}

/** The kill switch: calls to it end within a second, and its webhooks are refused. */
export async function blockVendor(
  app: App,
  name: string,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<VendorRow> {
  vendorNamed(name, thirdParties(app));
  if (reason.trim() === '') throw new PortcullisError('USAGE', 'Say why: --reason TEXT');
  await (await app.store()).vendors.block(name, reason.trim(), by);
  return oneRow(app, name);
}

/** Switches it on again. */
export async function unblockVendor(app: App, name: string, { by }: { readonly by: string }): Promise<VendorRow> {
  vendorNamed(name, thirdParties(app));
  await (await app.store()).vendors.unblock(name, by);
  return oneRow(app, name);
}
