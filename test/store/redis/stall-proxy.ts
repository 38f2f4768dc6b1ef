import net from 'node:net';
import type { TestContext } from 'node:test';

/** `stall` holds bytes back until `pass`; `swallow` loses them; `cut` resets all connections, new ones pass. */
export type ProxyMode = 'pass' | 'stall' | 'swallow' | 'cut';

export interface StallProxy {
  readonly port: number;
  set(mode: ProxyMode): void;
}

/** A TCP proxy on a free port of this machine that misbehaves on command. */
export async function startStallProxy(t: TestContext, to: number): Promise<StallProxy> {
  let mode: ProxyMode = 'pass';
  const pairs = new Set<readonly [net.Socket, net.Socket]>();
  let held: (() => void)[] = [];
  const send = (target: net.Socket, data: Buffer): void => {
    if (mode === 'stall') held.push(() => target.write(data));
    else if (mode !== 'swallow') target.write(data);
  };
  const server = net.createServer((client) => {
    const upstream = net.connect(to, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const [from, target] of [pair, [upstream, client]] as const) {
      from.on('data', (data: Buffer) => send(target, data));
      from.on('error', end);
      from.on('close', end);
    }
  });
  const cut = (): void => {
    for (const [client] of pairs) client.resetAndDestroy();
  };
  t.after(() => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    set(next) {
      mode = next === 'cut' ? 'pass' : next;
      if (next === 'cut') cut();
      if (mode !== 'pass') return;
      for (const release of held) release();
      held = [];
    },
  };
}
