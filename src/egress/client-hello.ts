/** What the first bytes of a connection say: the host that TLS asks for, or why they say nothing. */
export type HelloReading =
  | { readonly state: 'more' }
  | { readonly state: 'unreadable' }
  | { readonly state: 'read'; readonly host: string | undefined };

const unreadable: HelloReading = { state: 'unreadable' };
const handshake = 22;
const clientHello = 1;
const serverName = 0;

/** A cursor that throws at the end. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  number(size: 1 | 2 | 3): number {
    const value = this.#bytes.readUIntBE(this.#at, size);
    this.#at += size;
    return value;
  }

  take(size: number): Buffer {
    if (size > this.left) throw new RangeError('past the end');
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }
}

/** Reads the name in a TLS ClientHello (RFC 8446 4.1.2, RFC 6066 3) that stands in one record. */
export function readClientHello(bytes: Buffer): HelloReading {
  if (bytes.length < 5) return { state: 'more' };
  if (bytes[0] !== handshake) return unreadable;
  const size = bytes.readUInt16BE(3);
  if (size > 16_384) return unreadable;
  if (bytes.length < 5 + size) return { state: 'more' };
  try {
    return { state: 'read', host: nameIn(new Reader(bytes.subarray(5, 5 + size))) };
  } catch {
    return unreadable;
  }
}

function nameIn(record: Reader): string | undefined {
  if (record.number(1) !== clientHello) throw new RangeError('no ClientHello');
  const hello = new Reader(record.take(record.number(3)));
  hello.take(2 + 32);
  hello.take(hello.number(1));
  hello.take(hello.number(2));
  hello.take(hello.number(1));
  if (hello.left === 0) return undefined;
  const extensions = new Reader(hello.take(hello.number(2)));
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const body = extensions.take(extensions.number(2));
    if (type === serverName) return firstName(new Reader(body));
  }
  return undefined;
}

function firstName(list: Reader): string {
  const names = new Reader(list.take(list.number(2)));
  if (names.number(1) !== 0) throw new RangeError('no host name');
  return names.take(names.number(2)).toString('latin1').toLowerCase();
}
