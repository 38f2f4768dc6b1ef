import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import type { LessonCall } from '../academy/lesson.js';

/** Where calls of a lesson go. */
export interface CallPlace {
  /** Base URLs. */
  readonly gateway: string;
  readonly service: string;
  /** Folder that `${file:NAME}` in a header is read from. */
  readonly folder: string;
}

/** A call that was not answered as it must be; undefined when it was. */
export async function failureOf(call: LessonCall, place: CallPlace): Promise<string | undefined> {
  for (let i = 0; i < call.times; i++) {
    const { status, text } = await send(call, place);
    if (!call.status.includes(status))
      return `${call.call} was answered with ${status}, not ${call.status.join(' or ')}`;
    if (call.answer !== undefined && !new RegExp(call.answer).test(text)) {
      return `the answer of ${call.call} does not have what it should: ${call.answer}`;
    }
    if (call.without !== undefined && new RegExp(call.without).test(text)) {
      return `the answer of ${call.call} still has what it should not: ${call.without}`;
    }
  }
  return undefined;
}

/** Sends the call as often as it says, whatever comes back. */
export async function sendAll(calls: readonly LessonCall[], place: CallPlace): Promise<void> {
  for (const call of calls) for (let i = 0; i < call.times; i++) await send(call, place);
}

interface Answer {
  readonly status: number;
  /** Header lines and body. */
  readonly text: string;
}

async function send(call: LessonCall, place: CallPlace): Promise<Answer> {
  const [method = 'GET', target = '/'] = call.call.split(' ');
  const token = call.as === undefined ? undefined : await tokenOf(call.as, place);
  const body = call.body === undefined ? undefined : bodyText(call.body);
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name, fileText(value, place)])),
    ...(call.signWith === undefined ? {} : webhookHeaders(body ?? '', { ...call, signWith: call.signWith })),
  };
  return ask(`${call.direct ? place.service : place.gateway}${target}`, { method, headers, body });
}

/** Headers of Standard Webhooks 1.0 for a body. */
function webhookHeaders(body: string, call: { readonly signWith: string; readonly agedSeconds?: number }) {
  const id = `msg_${crypto.randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1000) - (call.agedSeconds ?? 0));
  const key = Buffer.from(call.signWith.replace(/^whsec_/, ''), 'base64');
  const digest = crypto.createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
}

/** `${repeat:N}` in a body is a text of that length. */
const bodyText = (body: unknown) =>
  JSON.stringify(body).replaceAll(/\$\{repeat:(\d+)\}/g, (_, count: string) => 'x'.repeat(Number(count)));

const fileText = (value: string, { folder }: CallPlace) =>
  value.replaceAll(/\$\{file:([\w.-]+)\}/g, (_, name: string) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
  });

const tokens = new Map<string, string>();

/** The access token of one of the example's people: from the service itself, so that no limit of the gateway counts it. */
async function tokenOf(name: string, { service }: CallPlace): Promise<string> {
  const key = `${service} ${name}`;
  const known = tokens.get(key);
  if (known !== undefined) return known;
  const body = JSON.stringify({ email: `${name}@orchard.example`, password: `${name}-password-1` });
  const headers = { 'content-type': 'application/json' };
  const { text } = await ask(`${service}/login`, { method: 'POST', headers, body });
  const token = /"token":"([^"]+)"/.exec(text)?.[1] ?? '';
  if (token !== '') tokens.set(key, token);
  return token;
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const waitMillis = 10_000;

function ask(url: string, { method, headers, body }: Sent): Promise<Answer> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ status: 0, text: error.message });
    const options = { method, headers, agent: false, timeout: waitMillis } as const;
    const request = http.request(url, options, (response) => {
      const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${String(value)}`);
      let text = `${lines.join('\n')}\n\n`;
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', failed);
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', failed);
    request.end(body);
  });
}
