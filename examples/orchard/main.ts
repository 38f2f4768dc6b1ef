import { parseArgs } from 'node:util';
import { didYouMean } from '../../src/core/nearest.js';
import { holeIds, isHoleId } from './holes.js';
import type { HoleId } from './holes.js';
import { startOrchard } from './server.js';
import type { OrchardOptions } from './server.js';

class UsageError extends Error {}

const flags = {
  port: { type: 'string' },
  'vendor-port': { type: 'string' },
  'vendor-url': { type: 'string' },
  data: { type: 'string' },
  keep: { type: 'boolean' },
  fixed: { type: 'boolean' },
  close: { type: 'string' },
  open: { type: 'string' },
  code: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const usage = `orchard: the example API of Portcullis, with deliberate holes

  --port N          listen here (default 4000; 0 takes a free port)
  --vendor-port N   the payments vendor listens here (default port + 1)
  --vendor-url URL  use this payments vendor instead
  --data FILE       SQLite file (default: a temporary one), started afresh
  --keep            go on with the data of --data
  --fixed           close all holes
  --close ID,ID     close these
  --open ID,ID      leave only these open
  --code FILE       a module whose exports replace functions of the shop (code.ts lists them)

Holes: ${holeIds.join(', ')}`;

function portOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--${flag} must be a port from 0 to 65535, not "${text}"`);
}

function holesOf(text: string | undefined): HoleId[] {
  return (text ?? '').split(',').flatMap((word) => {
    const id = word.trim();
    if (id === '') return [];
    if (isHoleId(id)) return [id];
    throw new UsageError(`no hole is called "${id}"; ${didYouMean(id, holeIds) ?? 'see --help for the list'}`);
  });
}

function closedHoles(values: {
  readonly fixed?: boolean;
  readonly close?: string;
  readonly open?: string;
}): Set<HoleId> {
  if (values.fixed && values.open !== undefined) throw new UsageError('--fixed and --open contradict each other');
  const open = values.open === undefined ? holeIds : holesOf(values.open);
  const left = values.fixed ? [] : open;
  const close = holesOf(values.close);
  return new Set(holeIds.filter((id) => !left.includes(id) || close.includes(id)));
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('.')[0]);
  }
}

function optionsOf(values: ReturnType<typeof readFlags>): OrchardOptions {
  const port = portOf(values.port, 'port') ?? 4000;
  const vendorPort = portOf(values['vendor-port'], 'vendor-port') ?? (port === 0 ? 0 : port + 1);
  const { data, keep = false, 'vendor-url': vendorUrl } = values;
  if (keep && data === undefined) throw new UsageError('--keep needs --data FILE');
  if (vendorUrl !== undefined && !/^https?:\/\/[^/?#]+$/.test(vendorUrl)) {
    throw new UsageError('--vendor-url must be an address such as http://127.0.0.1:4001');
  }
  const closed = closedHoles(values);
  const { code } = values;
  return {
    port,
    vendorPort,
    keep,
    closed,
    ...(data && { data }),
    ...(vendorUrl && { vendorUrl }),
    ...(code && { code }),
  };
}

async function run(args: readonly string[]): Promise<void> {
  const values = readFlags(args);
  if (values.help) return console.log(usage);
  const options = optionsOf(values);
  const orchard = await startOrchard(options);
  const stop = () => void orchard.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const open = holeIds.length - options.closed.size;
  const counts = `${open} of ${holeIds.length} holes open`;
  console.log(`orchard listening on ${orchard.url} (${counts}), payments vendor on ${orchard.vendorUrl}`);
}

run(process.argv.slice(2)).catch((error: Error & { code?: string }) => {
  const taken = error.code === 'EADDRINUSE';
  const message = taken ? 'the port is in use; choose another with --port or --vendor-port' : error.message;
  console.error(`orchard: ${message}`);
  process.exitCode = error instanceof UsageError || taken ? 2 : 1;
});
