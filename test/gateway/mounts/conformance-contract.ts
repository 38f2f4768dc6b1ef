const tokenScheme =
  '{ issuer: https://id.test/, audience: shop, algorithms: [ES256], jwks: { file: jwks.json }, claims: { subject: sub, roles: roles, scopes: scope } }';

export const contract = `components:
  securitySchemes:
    key: { type: apiKey, in: header, name: x-key }
    token: { type: http, scheme: bearer, bearerFormat: JWT }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://id.test/token', scopes: { read: r, write: w } } } }
  schemas:
    Order:
      type: object
      required: [item, count]
      additionalProperties: false
      properties: { item: { type: string, maxLength: 8 }, count: { type: integer, minimum: 1, maximum: 5 }, price: { type: number } }
    Customer:
      type: object
      additionalProperties: false
      properties: { name: { type: string }, creditLimit: { type: number }, address: { type: object, properties: { city: { type: string } } } }
security: [{ key: [] }]
paths:
  /open:
    get:
      security: []
      parameters:
        - { name: size, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }
        - { name: sort, in: query, schema: { type: string, enum: [asc, desc] } }
        - { name: tag, in: query, schema: { type: array, maxItems: 2, items: { type: string, maxLength: 3 } } }
        - { name: x-trace, in: header, schema: { type: string, maxLength: 4 } }
      responses: { '200': { description: ok } }
  /people/recent: { get: { security: [], responses: { '200': { description: ok } } } }
  /people/{name}:
    parameters: [{ name: name, in: path, required: true, schema: { type: string, maxLength: 6 } }]
    get: { responses: { '200': { description: ok } } }
  /orders:
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '201': { description: made } }
  /notes:
    post:
      security: []
      requestBody: { content: { text/plain: { schema: { type: string, maxLength: 5 } } } }
      responses: { '200': { description: ok } }
  /orders/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer, minimum: 1 } }]
    get: { responses: { '200': { description: ok } } }
    delete: { responses: { '204': { description: gone } } }
  /mine/{who}:
    parameters: [{ name: who, in: path, required: true, schema: { type: string } }]
    get: { responses: { '200': { description: ok } } }
  /admin: { get: { responses: { '200': { description: ok } } } }
  /answers/{kind}:
    parameters: [{ name: kind, in: path, required: true, schema: { type: string } }]
    get:
      security: []
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: object, properties: { a: { type: integer } } } } } }
        default: { description: other }
  /token/me: { get: { security: [{ token: [] }], responses: { '200': { description: ok } } } }
  /token/admin: { get: { security: [{ token: [] }], responses: { '200': { description: ok } } } }
  /token/read: { get: { security: [{ oauth: [read] }], responses: { '200': { description: ok } } } }
  /token/write: { get: { security: [{ oauth: [read, write] }], responses: { '200': { description: ok } } } }
  /either: { get: { security: [{ key: [] }, { token: [] }], responses: { '200': { description: ok } } } }
  /both: { get: { security: [{ key: [], token: [] }], responses: { '200': { description: ok } } } }
  /shared: { get: { security: [], responses: { '200': { description: ok } } } }
  /headed:
    head: { security: [], responses: { '200': { description: ok } } }
    options: { security: [], responses: { '200': { description: ok } } }
  /limited: { get: { responses: { '200': { description: ok } } } }
  /metered: { get: { security: [], responses: { '200': { description: ok } } } }
  /old: { get: { security: [], responses: { '200': { description: ok } } } }
  /levels:
    get:
      parameters: [{ name: level, in: query, schema: { type: integer } }]
      responses: { '200': { description: ok } }
  /search:
    get:
      security: []
      parameters:
        - { name: filter, in: query, style: deepObject, explode: true, schema: { type: object, additionalProperties: false, properties: { min: { type: integer }, max: { type: integer } } } }
        - { name: ids, in: query, style: pipeDelimited, explode: false, schema: { type: array, maxItems: 3, items: { type: integer } } }
        - { name: csv, in: query, style: form, explode: false, schema: { type: array, maxItems: 2, items: { type: string, enum: [a, b] } } }
        - { name: lang, in: cookie, schema: { type: string, enum: [de, en] } }
      responses: { '200': { description: ok } }
  /files/{name}:
    parameters: [{ name: name, in: path, required: true, schema: { type: string, pattern: '^[a-z.]{1,8}$' } }]
    get: { security: [], responses: { '200': { description: ok } } }
  /invoices/{invoiceId}:
    parameters: [{ name: invoiceId, in: path, required: true, schema: { type: integer } }]
    get: { operationId: getInvoice, responses: { '200': { description: ok } } }
    delete: { operationId: dropInvoice, responses: { '204': { description: gone } } }
  /receipts/{receiptId}:
    parameters: [{ name: receiptId, in: path, required: true, schema: { type: integer } }]
    get: { responses: { '200': { description: ok } } }
  /customers/{customerId}:
    parameters: [{ name: customerId, in: path, required: true, schema: { type: string } }]
    put:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Customer' } } } }
      responses: { '200': { description: ok } }
  /form:
    post:
      security: []
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, required: [name], additionalProperties: false, properties: { name: { type: string, maxLength: 6 }, age: { type: integer, minimum: 0 } } }
      responses: { '200': { description: ok } }
  /upload:
    post:
      security: []
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: { type: object, required: [title, photo], additionalProperties: false, properties: { title: { type: string, maxLength: 8 }, photo: { type: string, format: binary, maxLength: 40 } } }
      responses: { '200': { description: ok } }
  /book:
    post:
      security: []
      requestBody:
        required: true
        content:
          application/xml:
            schema: { type: object, required: [title], additionalProperties: false, xml: { name: book }, properties: { title: { type: string, maxLength: 8 }, isbn: { type: integer, xml: { attribute: true } } } }
      responses: { '200': { description: ok } }
  /graphql:
    post:
      security: []
      requestBody: { required: true, content: { application/json: {} } }
      responses: { '200': { description: ok } }
  /tiny:
    post:
      security: []
      requestBody: { content: { application/json: { schema: {} } } }
      responses: { '200': { description: ok } }
`;

export const policy = `identity:
  schemes:
    key: { apiKeys: true }
    token: ${tokenScheme}
    oauth: ${tokenScheme}
roles: { customer: {}, admin: {} }
defaults: { mode: enforce, rateLimits: [], bodyLimitBytes: 2000 }
resources:
  person: { id: who, owner: { id: principal.subject }, crossedBy: [admin] }
  invoice: { id: invoiceId, owner: { lookup: getInvoice, field: /owner, is: principal.subject }, crossedBy: [admin] }
  receipt: { id: receiptId, owner: { field: /owner, is: principal.subject } }
schemas: { Customer: { creditLimit: { write: [admin] } } }
operations:
  GET /people/{name}: { roles: [admin] }
  POST /orders: { roles: [customer] }
  GET /orders/{id}: { roles: [customer, admin] }
  DELETE /orders/{id}: { roles: [admin] }
  GET /mine/{who}: { roles: [customer, admin] }
  GET /admin: { roles: [admin] }
  GET /answers/{kind}: { response: { filter: true } }
  GET /token/me: { roles: any }
  GET /token/admin: { roles: [admin] }
  GET /token/read: { roles: any }
  GET /token/write: { roles: any }
  GET /either: { roles: any }
  GET /both: { roles: any }
  GET /shared: { cors: { origins: ['https://shop.example'], credentials: true } }
  GET /limited: { roles: any, rateLimits: [{ limit: 2, windowSeconds: 60, per: principal }] }
  GET /metered: { rateLimits: [{ limit: 3, windowSeconds: 60, per: address, cost: 2 }] }
  GET /old: { sunset: 2020-01-01 }
  GET /levels: { roles: any, when: "request.params.query.level < 5" }
  GET /files/{name}: { constraints: [{ in: path, name: name, schema: { not: { const: secret } } }] }
  getInvoice: { roles: any }
  dropInvoice: { roles: [customer, admin] }
  GET /receipts/{receiptId}: { roles: [customer] }
  PUT /customers/{customerId}: { roles: [customer, admin] }
  POST /graphql: { graphql: { maxDepth: 3, maxAliases: 2, maxRootFields: 3 } }
  POST /tiny: { bodyLimitBytes: 16 }
`;

/** Key -> who that is. */
export const keys = {
  'alice-key': { subject: 'alice', roles: ['customer'] },
  'bob-key': { subject: 'bob', roles: ['customer'] },
  'root-key': { subject: 'root', roles: ['admin'] },
  'none-key': { subject: 'none', roles: [] },
} as const;
