const order = {
  id: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  status: 'open',
  currency: 'EUR',
  total: 129.5,
  created: '2026-11-01T10:00:00Z',
  customer: { id: 'c1', name: 'Ada Byron' },
  lines: [
    { sku: 'ABC-1000', quantity: 2 },
    { sku: 'ABC-1001', quantity: 1 },
  ],
};
const small = Buffer.from(JSON.stringify(order));
const list = Buffer.from(JSON.stringify(Array.from({ length: 42 }, (_, n) => ({ ...order, n })))); // about 10 kB

/** The fixed answer to a request of the workload: {status, body}. */
export function answerTo(method, url) {
  if (method === 'GET' && url.startsWith('/orders?')) return { status: 200, body: list };
  return { status: method === 'POST' && url === '/orders' ? 201 : 200, body: small };
}
