import type { ApiModel, SecurityScheme } from '../model/types.js';
import type { DocumentedOperation, SampleCall } from './types.js';

/** One call in one language. Secrets come from the environment; TLS is verified; Retry-After is kept to. */
export interface Sample {
  readonly language: 'curl' | 'TypeScript' | 'Python';
  readonly text: string;
}

/** What a credential adds to a call: the variable it is read from, and where it is sent. */
interface Credential {
  readonly variable: string;
  readonly header?: readonly [name: string, before: string];
  readonly query?: string;
  readonly cookie?: string;
  readonly certificate?: true;
  readonly basic?: true;
}

/** The credential of the first way to sign in; nothing where none is needed. */
function credentialsOf({ operation: { policy } }: DocumentedOperation, model: ApiModel): readonly Credential[] {
  if (policy.public) return [];
  const [first = []] = policy.requirements;
  return first.map(({ scheme }) => credentialOf(model.securitySchemes.get(scheme), scheme));
}

function credentialOf(scheme: SecurityScheme | undefined, name: string): Credential {
  const variable = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/\W/g, '_')
    .toUpperCase();
  if (scheme?.type === 'apiKey') {
    if (scheme.in === 'header') return { variable, header: [scheme.parameter, ''] };
    return scheme.in === 'query' ? { variable, query: scheme.parameter } : { variable, cookie: scheme.parameter };
  }
  if (scheme?.type === 'mutualTLS') return { variable, certificate: true };
  if (scheme?.type === 'http' && scheme.scheme.toLowerCase() === 'basic') return { variable, basic: true };
  return { variable, header: ['Authorization', 'Bearer '] };
}

/** Variables that the samples read, with what they are. */
export function variablesOf(documented: DocumentedOperation, model: ApiModel): readonly string[] {
  return credentialsOf(documented, model).flatMap(({ variable, certificate }) =>
    certificate ? [`${variable}_CERTIFICATE`, `${variable}_KEY`] : [variable],
  );
}

/** A call of the operation in three languages, ready to be run once the variables are set. */
export function samplesOf(documented: DocumentedOperation, model: ApiModel, baseUrl: string): readonly Sample[] {
  const { call } = documented;
  const credentials = credentialsOf(documented, model);
  const url = urlOf(call, credentials, baseUrl);
  return [
    { language: 'curl', text: curl(call, credentials, url) },
    { language: 'TypeScript', text: typescript(call, credentials, url) },
    { language: 'Python', text: python(call, credentials, url) },
  ];
}

/** The address; `parameter` and `variable` of a key that goes into the query. */
interface Address {
  readonly url: string;
  readonly keys: readonly (readonly [parameter: string, variable: string])[];
}

function urlOf({ target }: SampleCall, credentials: readonly Credential[], baseUrl: string): Address {
  const keys = credentials.flatMap(({ query, variable }) => (query === undefined ? [] : [[query, variable] as const]));
  return { url: `${baseUrl}${target}`, keys };
}

const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function curl(
  { method, headers, body }: SampleCall,
  credentials: readonly Credential[],
  { url, keys }: Address,
): string {
  const secrets = credentials.flatMap(({ variable, header, cookie, basic, certificate }) => [
    ...(header ? [`--header "${header[0]}: ${header[1]}$${variable}"`] : []),
    ...(cookie === undefined ? [] : [`--cookie "${cookie}=$${variable}"`]),
    ...(basic ? [`--user "$${variable}"`] : []),
    ...(certificate ? [`--cert "$${variable}_CERTIFICATE" --key "$${variable}_KEY"`] : []),
  ]);
  const query = keys.map(([name, variable]) => `${name}=$${variable}`).join('&');
  const target = query === '' ? shellQuote(url) : `${shellQuote(`${url}${url.includes('?') ? '&' : '?'}`)}"${query}"`;
  const lines = [
    `curl --fail-with-body --max-time 20 --retry 3${method === 'get' ? '' : ` --request ${method.toUpperCase()}`}`,
    ...secrets,
    ...headers.map(([name, value]) => `--header ${shellQuote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data ${shellQuote(body)}`]),
    target,
  ];
  return lines.join(' \\\n  ');
}

function typescript(
  { method, headers, body }: SampleCall,
  credentials: readonly Credential[],
  address: Address,
): string {
  const fields = [
    ...headers.map(([name, value]) => `${key(name)}: ${quote(value)}`),
    ...credentials.flatMap(({ variable, header, cookie, basic }) => {
      const value = `process.env.${variable}`;
      if (header) return [`${key(header[0])}: \`${header[1]}\${${value}}\``];
      if (cookie !== undefined) return [`cookie: \`${cookie}=\${${value}}\``];
      return basic ? [`authorization: \`Basic \${btoa(${value} ?? '')}\``] : [];
    }),
  ];
  const certificates = credentials.some(({ certificate }) => certificate)
    ? ['// The client certificate is given to the connection: new https.Agent({ cert, key }) of your HTTP client.']
    : [];
  return [
    ...certificates,
    `const url = new URL(${quote(address.url)});`,
    ...address.keys.map(([name, variable]) => `url.searchParams.set(${quote(name)}, process.env.${variable} ?? '');`),
    'async function call(attempt = 1): Promise<Response> {',
    '  const response = await fetch(url, {',
    `    method: ${quote(method.toUpperCase())},`,
    ...(fields.length > 0 ? [`    headers: { ${fields.join(', ')} },`] : []),
    ...(body === undefined ? [] : [`    body: ${quote(body)},`]),
    '    signal: AbortSignal.timeout(20_000),',
    '  });',
    '  if (![429, 503].includes(response.status) || attempt === 3) return response;',
    "  const seconds = Number(response.headers.get('retry-after') ?? 2 ** attempt);",
    '  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));',
    '  return call(attempt + 1);',
    '}',
    'const response = await call();',
    'const text = await response.text();',
    'if (!response.ok) throw new Error(`${response.status} ${text}`);',
    'console.log(text);',
  ].join('\n');
}

function python({ method, headers, body }: SampleCall, credentials: readonly Credential[], address: Address): string {
  const needsBase64 = credentials.some(({ basic }) => basic);
  const certificate = credentials.find((each) => each.certificate);
  const fields = [
    ...headers.map(([name, value]) => `${quote(name)}: ${quote(value)}`),
    ...credentials.flatMap(({ variable, header, cookie, basic }) => {
      const value = `os.environ[${quote(variable)}]`;
      if (header) return [`${quote(header[0])}: ${header[1] ? `${quote(header[1])} + ` : ''}${value}`];
      if (cookie !== undefined) return [`"Cookie": ${quote(`${cookie}=`)} + ${value}`];
      return basic ? [`"Authorization": "Basic " + base64.b64encode(${value}.encode()).decode()`] : [];
    }),
  ];
  const query = address.keys.map(([name, variable]) => `${quote(name)}: os.environ[${quote(variable)}]`).join(', ');
  const join = address.url.includes('?') ? '&' : '?';
  return [
    `import ${[...(needsBase64 ? ['base64'] : []), 'os', 'ssl', 'time', 'urllib.error', ...(query ? ['urllib.parse'] : []), 'urllib.request'].join(', ')}`,
    '',
    query
      ? `url = ${quote(`${address.url}${join}`)} + urllib.parse.urlencode({${query}})`
      : `url = ${quote(address.url)}`,
    `headers = {${fields.join(', ')}}`,
    `body = ${body === undefined ? 'None' : `${quote(body)}.encode()`}`,
    'context = ssl.create_default_context()',
    ...(certificate
      ? [
          `context.load_cert_chain(os.environ["${certificate.variable}_CERTIFICATE"], os.environ["${certificate.variable}_KEY"])`,
        ]
      : []),
    `request = urllib.request.Request(url, data=body, headers=headers, method=${quote(method.toUpperCase())})`,
    'for attempt in range(1, 4):',
    '    try:',
    '        with urllib.request.urlopen(request, timeout=20, context=context) as response:',
    '            print(response.read().decode())',
    '        break',
    '    except urllib.error.HTTPError as error:',
    '        if error.code not in (429, 503) or attempt == 3:',
    '            raise SystemExit(f"{error.code} {error.read().decode()}")',
    '        time.sleep(float(error.headers.get("Retry-After", 2 ** attempt)))',
  ].join('\n');
}

const quote = (text: string): string => JSON.stringify(text);

const key = (name: string): string => (/^[a-z]\w*$/i.test(name) ? name : quote(name));
