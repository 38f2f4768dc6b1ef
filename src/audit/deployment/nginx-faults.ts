import type { Severity } from '../../core/finding.js';
import { everyDirective, type Nested } from './nginx.js';
import type { Directive, ProxyConfig } from './types.js';

/** Something in a configuration of nginx that lets callers reach or say more than they should. */
export interface ProxyFault {
  /** Stable name: `alias-traversal`. */
  readonly id: string;
  readonly severity: Severity;
  readonly message: string;
  readonly cwe: number;
  readonly remedy: string;
  readonly directive: Directive;
}

type Judge = (nested: Nested) => Omit<ProxyFault, 'directive'> | undefined;

const locationOf = ({ parents }: Nested): Directive | undefined => parents.findLast(({ name }) => name === 'location');

/** The text that a location's requests begin with; undefined for `=`, patterns and named ones. */
function prefixOf(location: Directive | undefined): string | undefined {
  const args = location?.args ?? [];
  if (args.length === 1) return args[0]!.startsWith('@') ? undefined : args[0];
  return args[0] === '^~' ? args[1] : undefined;
}

/** Variables with the path decoded: a line break in the request is one in what is written. */
const decodedPath = /\$\{?(uri|document_uri)\b/;
/** Variables that callers choose. */
const callersText = /\$\{?(arg_\w+|http_\w+|cookie_\w+|args|query_string|request_uri|uri|document_uri|host)\b/;

/** `location /img { alias /data/img/; }` answers `/img../secret` with `/data/secret`. */
const aliasTraversal: Judge = (nested) => {
  const { name, args } = nested.directive;
  const prefix = prefixOf(locationOf(nested));
  if (name !== 'alias' || prefix === undefined || prefix.endsWith('/') || !args[0]?.endsWith('/')) return undefined;
  return {
    id: 'alias-traversal',
    severity: 'high',
    cwe: 22,
    message: `\`location ${prefix}\` with \`alias ${args[0]}\` gives out files beside the folder: ${prefix}../`,
    remedy: `Write \`location ${prefix}/\`.`,
  };
};

/** `location /api { proxy_pass http://app/v1/; }` sends `/api../admin` on as `/v1/../admin`. */
const passTraversal: Judge = (nested) => {
  const { name, args } = nested.directive;
  const prefix = prefixOf(locationOf(nested));
  const path = /^https?:\/\/[^/]+(\/.*)$/.exec(args[0] ?? '')?.[1];
  if (name !== 'proxy_pass' || prefix === undefined || path === undefined || prefix === '/') return undefined;
  if (prefix.endsWith('/') === path.endsWith('/')) return undefined;
  const reaches = prefix.endsWith('/') ? `${prefix}x becomes ${path}x` : `${prefix}../x becomes ${path}../x`;
  return {
    id: 'pass-traversal',
    severity: prefix.endsWith('/') ? 'medium' : 'high',
    cwe: 22,
    message: `\`location ${prefix}\` and \`proxy_pass ${args[0]}\` do not end alike: ${reaches}`,
    remedy: 'End both with a slash, or neither.',
  };
};

const headerSplitting: Judge = ({ directive: { name, args } }) => {
  const texts =
    name === 'return'
      ? args.slice(1)
      : name === 'rewrite'
        ? args.slice(1, 2)
        : name === 'add_header' || name === 'proxy_set_header'
          ? args.slice(1)
          : [];
  const isRedirect =
    name !== 'rewrite' || /^(redirect|permanent)$/.test(args[2] ?? '') || /^https?:/.test(args[1] ?? '');
  const text = texts.find((one) => decodedPath.test(one));
  if (text === undefined || !isRedirect) return undefined;
  return {
    id: 'header-splitting',
    severity: 'high',
    cwe: 113,
    message: `\`${name}\` writes the decoded path into a header: a request with %0d%0a adds headers of its own (${text})`,
    remedy: 'Use `$request_uri`, which stays encoded.',
  };
};

const chosenTarget: Judge = ({ directive: { name, args } }) => {
  const target = name === 'proxy_pass' ? args[0] : undefined;
  const authority = /^(?:https?:\/\/)?([^/]*)/.exec(target ?? '')?.[1] ?? '';
  if (target === undefined || !callersText.test(authority)) return undefined;
  return {
    id: 'chosen-target',
    severity: 'high',
    cwe: 918,
    message: `Callers choose the server that is asked: \`proxy_pass ${target}\``,
    remedy: 'Name the server, or take it from a `map` of those that are allowed.',
  };
};

const chosenHost: Judge = ({ directive: { name, args } }) => {
  if (name !== 'proxy_set_header' || !/^(host|x-forwarded-host)$/i.test(args[0] ?? '')) return undefined;
  if (!/\$\{?(http_host|http_x_forwarded_host|arg_\w+)\b/.test(args[1] ?? '')) return undefined;
  return {
    id: 'chosen-host',
    severity: 'medium',
    cwe: 348,
    message: `Callers choose the name of the host that the API sees: \`proxy_set_header ${args.join(' ')}\``,
    remedy: 'Send `$host` with a `server_name` that lists the names, and close all others with a default server.',
  };
};

const chosenAddress: Judge = ({ directive: { name, args } }) => {
  const header = args[0]?.toLowerCase() ?? '';
  if (name !== 'proxy_set_header' || !/^(x-forwarded-for|x-real-ip|forwarded|x-client-ip)$/.test(header))
    return undefined;
  if (!/^\$\{?http_\w+\}?$/.test(args[1] ?? '')) return undefined;
  return {
    id: 'chosen-address',
    severity: 'medium',
    cwe: 348,
    message: `Callers choose their own address: \`proxy_set_header ${args.join(' ')}\``,
    remedy: 'Send `$remote_addr`, or `$proxy_add_x_forwarded_for` with proxies that are trusted by address.',
  };
};

const trustsAll: Judge = ({ directive: { name, args } }) =>
  name === 'set_real_ip_from' && /^(0\.0\.0\.0\/0|::\/0|all)$/.test(args[0] ?? '')
    ? {
        id: 'trusts-all',
        severity: 'high',
        cwe: 348,
        message: 'Everybody is believed about the address of the caller: `set_real_ip_from` names all addresses',
        remedy: 'Name the addresses of the proxies in front.',
      }
    : undefined;

/** Settings that make nginx and the API read one request differently. */
const settings: readonly (readonly [name: string, value: string, effect: string, severity: Severity])[] = [
  ['merge_slashes', 'off', 'a path with // passes locations by', 'medium'],
  ['underscores_in_headers', 'on', 'X_User and X-User are one header for many servers', 'medium'],
  ['ignore_invalid_headers', 'off', 'headers with strange names reach the API', 'medium'],
  ['proxy_ssl_verify', 'off', 'the certificate of the API is not looked at', 'medium'],
];

const looseSetting: Judge = ({ directive: { name, args } }) => {
  const found = settings.find(([setting, value]) => setting === name && args[0] === value);
  if (!found) return undefined;
  const [, value, effect, severity] = found;
  return {
    id: name.replaceAll('_', '-'),
    severity,
    cwe: name === 'proxy_ssl_verify' ? 295 : 436,
    message: `\`${name} ${value}\`: ${effect}`,
    remedy: `Remove \`${name} ${value}\`.`,
  };
};

const oldTls: Judge = ({ directive: { name, args } }) => {
  const old = args.filter((one) => /^(SSLv[23]|TLSv1|TLSv1\.1)$/.test(one));
  if (name !== 'ssl_protocols' || !old.length) return undefined;
  return {
    id: 'old-tls',
    severity: 'high',
    cwe: 326,
    message: `${old.join(' and ')} ${old.length > 1 ? 'are' : 'is'} still spoken: \`ssl_protocols\``,
    remedy: 'Write `ssl_protocols TLSv1.2 TLSv1.3`.',
  };
};

const judges = [
  aliasTraversal,
  passTraversal,
  headerSplitting,
  chosenTarget,
  chosenHost,
  chosenAddress,
  trustsAll,
  looseSetting,
  oldTls,
];

/** Faults of a configuration of nginx that concern the API behind it (CWE-22, 113, 326, 348, 436, 918). */
export function proxyFaults({ directives }: ProxyConfig): readonly ProxyFault[] {
  return [...everyDirective(directives)].flatMap((nested) =>
    judges.flatMap((judge) => {
      const fault = judge(nested);
      return fault ? [{ ...fault, directive: nested.directive }] : [];
    }),
  );
}
