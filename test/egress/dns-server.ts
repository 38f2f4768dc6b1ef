import dgram from 'node:dgram';
import type { AddressInfo } from 'node:net';

/** What a name has: for each type the values that are answered next, the last one for ever. */
export type Zone = Record<string, Partial<Record<RecordType, readonly string[][]>>>;
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'CAA';

const numbers: Readonly<Record<number, RecordType>> = { 1: 'A', 28: 'AAAA', 5: 'CNAME', 16: 'TXT', 257: 'CAA' };
const numberOf = Object.fromEntries(Object.entries(numbers).map(([number, type]) => [type, Number(number)]));

export interface DnsServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** How often a name was asked for: `A pay.example`. */
  readonly asked: Map<string, number>;
  close(): void;
}

/** A DNS server (RFC 1035) that the test controls: the n-th question gets the n-th answer. */
export async function startDns(zone: Zone): Promise<DnsServer> {
  const socket = dgram.createSocket('udp4');
  const asked = new Map<string, number>();
  socket.on('message', (message, from) => socket.send(answer(message, zone, asked), from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    asked,
    close: () => void socket.close(),
  };
}

function answer(message: Buffer, zone: Zone, asked: Map<string, number>): Buffer {
  const { name, end } = readName(message);
  const type = numbers[message.readUInt16BE(end)];
  const found = zone[name.toLowerCase()];
  const key = `${type} ${name.toLowerCase()}`;
  const turn = asked.get(key) ?? 0;
  asked.set(key, turn + 1);
  const generations = (type && found?.[type]) ?? [];
  const values = generations[Math.min(turn, generations.length - 1)] ?? [];
  // An alias is part of every answer about its name.
  const alias = type === 'CNAME' ? [] : (found?.CNAME?.[0] ?? []);
  const records = [
    ...alias.map((value) => record('CNAME', value)),
    ...(type ? values.map((value) => record(type, value)) : []),
  ];
  const header = Buffer.from(message.subarray(0, 12));
  header.writeUInt16BE(found ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  return Buffer.concat([header, message.subarray(12, end + 4), ...records]);
}

function readName(message: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let size = message[at]!; size > 0; size = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + size));
    at += 1 + size;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function record(type: RecordType, value: string): Buffer {
  const data = dataOf(type, value);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(numberOf[type]!, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(0, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function dataOf(type: RecordType, value: string): Buffer {
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  if (type === 'AAAA') return ipv6(value);
  if (type === 'TXT') return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  if (type === 'CNAME') return nameBytes(value);
  const [tag = '', text = ''] = value.split(' ');
  return Buffer.concat([Buffer.from([0, tag.length]), Buffer.from(tag), Buffer.from(text)]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function ipv6(text: string): Buffer {
  const [left = '', right = ''] = text.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [head, tail] = [groups(left), groups(right)];
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
