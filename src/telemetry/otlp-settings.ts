import { PortcullisError } from '../core/errors.js';

/** Where spans and metrics go, and how much of them. */
export interface OtlpSettings {
  /** Undefined: no spans. */
  readonly tracesUrl: string | undefined;
  /** Undefined: no metrics. */
  readonly metricsUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Share of the traces begun here, 0 to 1. */
  readonly sampleRatio: number;
  readonly timeoutMillis: number;
  /** Pause between two looks at the metrics. */
  readonly metricsMillis: number;
  /** Attributes of everything that is sent, `service.name` among them. */
  readonly resource: Readonly<Record<string, string>>;
}

/** `otlp` of the policy, secrets resolved. */
export interface OtlpPolicyValues {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sampleRatio?: number;
  readonly metricsSeconds?: number;
  readonly serviceName?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the policy's `otlp` and, for what it leaves open, OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_*`,
 * `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`). Undefined: nothing is sent anywhere.
 * Throws POLICY_INVALID for an address that is none and for a protocol that is not spoken.
 */
export function otlpSettings(policy: OtlpPolicyValues | undefined, env: Environment): OtlpSettings | undefined {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const tracesUrl = env['OTEL_TRACES_EXPORTER'] === 'none' ? undefined : urlOf('traces', policy, env);
  const metricsUrl = env['OTEL_METRICS_EXPORTER'] === 'none' ? undefined : urlOf('metrics', policy, env);
  if (tracesUrl === undefined && metricsUrl === undefined) return undefined;
  if (policy?.url === undefined) checkProtocol(env);
  return {
    tracesUrl,
    metricsUrl,
    headers: { ...pairs(env['OTEL_EXPORTER_OTLP_HEADERS']), ...policy?.headers },
    sampleRatio: policy?.sampleRatio ?? ratioOf(env),
    timeoutMillis: positive(env['OTEL_EXPORTER_OTLP_TIMEOUT']) ?? 10_000,
    metricsMillis: (policy?.metricsSeconds ?? 60) * 1000,
    resource: {
      ...pairs(env['OTEL_RESOURCE_ATTRIBUTES']),
      'service.name': policy?.serviceName ?? serviceName(env),
    },
  };
}

function serviceName(env: Environment): string {
  return env['OTEL_SERVICE_NAME'] || pairs(env['OTEL_RESOURCE_ATTRIBUTES'])['service.name'] || 'portcullis';
}

/** The address of one signal is taken as it is, the general one gets the signal's path (OTLP exporter 1.x). */
function urlOf(signal: 'traces' | 'metrics', policy: OtlpPolicyValues | undefined, env: Environment) {
  const own = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`];
  const general = policy?.url ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (policy?.url === undefined && own) return checked(own);
  return general ? checked(`${general.replace(/\/$/, '')}/v1/${signal}`) : undefined;
}

function checked(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return text;
  throw new PortcullisError('POLICY_INVALID', 'The address of the OTLP receiver is no http or https URL', {
    hint: 'write `otlp: { url: http://127.0.0.1:4318 }`, or set OTEL_EXPORTER_OTLP_ENDPOINT',
  });
}

function checkProtocol(env: Environment): void {
  if (env['OTEL_EXPORTER_OTLP_PROTOCOL'] !== 'grpc') return;
  throw new PortcullisError('POLICY_INVALID', 'OTEL_EXPORTER_OTLP_PROTOCOL is grpc, which is not spoken here', {
    hint: 'name the HTTP port of the receiver (4318 as a rule) and set OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
  });
}

function ratioOf(env: Environment): number {
  const sampler = env['OTEL_TRACES_SAMPLER'] ?? '';
  if (sampler.endsWith('always_off')) return 0;
  if (!sampler.endsWith('traceidratio')) return 1;
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  return ratio >= 0 && ratio <= 1 ? ratio : 1;
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && value > 0 ? value : undefined;
}

/** `a=1,b=2`, percent-encoded (W3C Baggage). A pair that cannot be read is left out. */
function pairs(text: string | undefined): Record<string, string> {
  const read: Record<string, string> = {};
  for (const pair of (text ?? '').split(',')) {
    const at = pair.indexOf('=');
    if (at < 1) continue;
    try {
      read[pair.slice(0, at).trim()] = decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      continue;
    }
  }
  return read;
}
