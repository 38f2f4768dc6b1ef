/** An error answer in the form of RFC 9457. `detail` is shown to the caller: no internals in it. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.title = titles[status] ?? 'Error';
    this.headers = headers;
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

export const badRequest = (detail: string) => new Problem(400, detail);
export const unauthorized = (detail = 'A valid access token is needed.') =>
  new Problem(401, detail, { 'www-authenticate': 'Bearer realm="orchard"' });
export const forbidden = (detail = 'Your role may not do this.') => new Problem(403, detail);
/** Also the answer for objects of other customers, so that their existence is not told. */
export const notFound = (detail = 'There is nothing here.') => new Problem(404, detail);
export const conflict = (detail: string) => new Problem(409, detail);
export const tooMany = (retrySeconds: number) =>
  new Problem(429, 'Too many requests. Try again later.', { 'retry-after': String(retrySeconds) });

/** The JSON body of a problem. */
export function problemBody(problem: Problem): Record<string, unknown> {
  const slug = problem.title.toLowerCase().replaceAll(' ', '-');
  return {
    type: `http://orchard.example/problems/${slug}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
  };
}
