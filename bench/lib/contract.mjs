const text = (extra = {}) => ({ type: 'string', ...extra });
const whole = (minimum, maximum) => ({ type: 'integer', minimum, ...(maximum === undefined ? {} : { maximum }) });
const closed = (properties, required = []) => ({
  type: 'object',
  additionalProperties: false,
  ...(required.length ? { required } : {}),
  properties,
});

const id = text({ format: 'uuid' });
const sku = text({ pattern: '^[A-Z]{3}-[0-9]{4}$' });

const address = closed(
  {
    street: text({ maxLength: 100 }),
    city: text({ maxLength: 60 }),
    zip: text({ pattern: '^[A-Z0-9 -]{3,10}$' }),
    country: text({ minLength: 2, maxLength: 2 }),
  },
  ['street', 'city', 'country'],
);

const line = closed(
  { sku, quantity: whole(1, 999), price: { type: 'number', minimum: 0 }, gift: { type: 'boolean' } },
  ['sku', 'quantity'],
);

const order = closed(
  {
    customerId: id,
    reference: text({ maxLength: 40 }),
    note: text({ maxLength: 500 }),
    currency: text({ enum: ['EUR', 'USD', 'GBP'] }),
    address,
    email: text({ format: 'email' }),
    wanted: text({ format: 'date' }),
    lines: { type: 'array', minItems: 1, maxItems: 50, items: line },
  },
  ['customerId', 'lines'],
);

const customer = closed({
  name: text({ maxLength: 80 }),
  email: text({ format: 'email' }),
  phone: text({ pattern: '^[+0-9 ]{6,20}$' }),
});

const inPath = (name, schema) => ({ name, in: 'path', required: true, schema });
const inQuery = (name, schema) => ({ name, in: 'query', schema });

/** An operation that answers 200, or 201 when it creates. */
function operation(operationId, { parameters = [], body, status = '200' } = {}) {
  const requestBody = body && { required: true, content: { 'application/json': { schema: body } } };
  const responses = { [status]: { description: 'Done', content: { 'application/json': { schema: {} } } } };
  return { operationId, parameters, ...(requestBody ? { requestBody } : {}), responses };
}

function shopPaths() {
  const order1 = [inPath('orderId', id)];
  const customer1 = [inPath('customerId', id)];
  const limit = inQuery('limit', whole(1, 100));
  const listing = [inQuery('status', text({ enum: ['open', 'paid', 'sent'] })), limit];
  return {
    '/orders': {
      get: operation('listOrders', { parameters: [...listing, inQuery('sort', text({ pattern: '^-?[a-z]+$' }))] }),
      post: operation('createOrder', { body: order, status: '201' }),
    },
    '/orders/{orderId}': {
      get: operation('getOrder', { parameters: order1 }),
      delete: operation('deleteOrder', { parameters: order1 }),
    },
    '/orders/{orderId}/address': { put: operation('putAddress', { parameters: order1, body: address }) },
    '/customers/{customerId}': {
      get: operation('getCustomer', { parameters: customer1 }),
      patch: operation('patchCustomer', { parameters: customer1, body: customer }),
    },
    '/products': {
      get: operation('listProducts', { parameters: [inQuery('q', text({ maxLength: 60 })), limit] }),
    },
    '/products/{sku}': { get: operation('getProduct', { parameters: [inPath('sku', sku)] }) },
    '/me': { get: operation('me') },
  };
}

/** Operations that are never called: they make the contract as large as a real one. */
function fillerPath(n) {
  const body = closed(
    {
      [`name${n}`]: text({ maxLength: 80 }),
      size: whole(n % 7),
      tags: { type: 'array', items: text({ maxLength: 20 }) },
      at: text({ format: 'date-time' }),
      address,
    },
    [`name${n}`],
  );
  const parameters = [inPath('thingId', id)];
  return {
    get: operation(`getThing${n}`, { parameters: [...parameters, inQuery('view', text({ enum: ['a', 'b'] }))] }),
    put: operation(`putThing${n}`, { parameters, body }),
  };
}

/** OpenAPI 3.0 document with the ten operations of the workload and, up to about `operations`, fillers. */
export function makeContract(operations) {
  const paths = shopPaths();
  for (let n = 0; 10 + 2 * n < operations; n++) paths[`/area${n % 40}/thing${n}/{thingId}`] = fillerPath(n);
  return {
    openapi: '3.0.3',
    info: { title: 'shop', version: '1' },
    security: [{ bearerAuth: [] }],
    paths,
    components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  };
}
