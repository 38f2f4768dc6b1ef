import crypto from 'node:crypto';
import http from 'node:http';
import { listen } from './listen.js';
import type { Listening } from './listen.js';
import { vendorKey, webhookSecret } from './secrets.js';
import { signWebhook } from './webhook-signature.js';

type Charge = {
  readonly id: string;
  readonly amount: number;
  readonly currency: 'EUR';
  readonly reference: string;
  readonly status: 'succeeded' | 'declined';
  readonly receipt: string;
};

/** What the vendor does wrong with these card tokens, so that its customers can test their care. */
const misbehaviour: Readonly<Record<string, (charge: Charge) => Charge>> = {
  tok_declined: (charge) => ({ ...charge, status: 'declined' }),
  tok_partial: (charge) => ({ ...charge, amount: 1 }),
  tok_markup: (charge) => ({ ...charge, receipt: `${charge.receipt}<img src=x onerror=alert(1)>` }),
};

function makeCharge(order: unknown): Charge | undefined {
  if (typeof order !== 'object' || order === null) return undefined;
  const { amount, currency, reference, cardToken } = order as Record<string, unknown>;
  if (!Number.isInteger(amount) || (amount as number) < 1 || currency !== 'EUR') return undefined;
  if (typeof reference !== 'string' || !/^\w{1,40}$/.test(reference) || typeof cardToken !== 'string') return undefined;
  const id = `ch_${crypto.randomBytes(8).toString('hex')}`;
  const receipt = `Acme Payments charged ${((amount as number) / 100).toFixed(2)} EUR.`;
  const charge: Charge = { id, amount: amount as number, currency, reference, status: 'succeeded', receipt };
  return Object.hasOwn(misbehaviour, cardToken) ? misbehaviour[cardToken]!(charge) : charge;
}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > 16_384) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function answer(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function notify(charge: Charge, url: string): Promise<void> {
  const data = { chargeId: charge.id, orderId: Number(charge.reference), amount: charge.amount };
  const body = Buffer.from(JSON.stringify({ type: 'charge.succeeded', data }));
  const id = `evt_${crypto.randomBytes(8).toString('hex')}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signWebhook({ id, timestamp, body }, webhookSecret),
  };
  await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(2000) });
}

/**
 * Starts "Acme Payments": `POST /charges` and `GET /charges/{id}`, with the key as bearer token.
 * A charge that succeeded is also told to `webhookUrl()`, signed.
 */
export async function startVendor(options: { readonly port: number; webhookUrl(): string }): Promise<Listening> {
  const charges = new Map<string, Charge>();
  const timers = new Set<NodeJS.Timeout>();
  function tellLater(charge: Charge): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      // The shop knows of the charge already; an event that does not arrive changes nothing.
      notify(charge, options.webhookUrl()).catch(() => undefined);
    }, 20);
    timers.add(timer);
  }
  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${vendorKey}`)
      return answer(response, 401, { error: 'unauthorized' });
    const found = request.method === 'GET' ? charges.get(request.url?.split('/charges/')[1] ?? '') : undefined;
    if (found) return answer(response, 200, found);
    if (request.method !== 'POST' || request.url !== '/charges') return answer(response, 404, { error: 'not_found' });
    const charge = makeCharge(await readJson(request));
    if (!charge) return answer(response, 422, { error: 'invalid_charge' });
    charges.set(charge.id, charge);
    if (charge.status === 'succeeded') tellLater(charge);
    answer(response, 201, charge);
  }
  const server = http.createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const listening = await listen(server, options.port);
  async function close(): Promise<void> {
    for (const timer of timers) clearTimeout(timer);
    await listening.close();
  }
  return { url: listening.url, close };
}
