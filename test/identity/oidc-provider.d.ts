declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  /** What the tests use of it; the package has no types of its own. */
  export interface Configuration {
    readonly jwks?: { readonly keys: readonly unknown[] };
    readonly clients: readonly unknown[];
    readonly pkce?: { readonly required: () => boolean };
    readonly features: Readonly<Record<string, unknown>> & {
      readonly resourceIndicators?: {
        readonly enabled: boolean;
        readonly getResourceServerInfo: (context: unknown, resource: string) => Readonly<Record<string, unknown>>;
      };
    };
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): RequestListener;
    readonly AccessToken: {
      find(token: string): Promise<{ readonly accountId: string; destroy(): Promise<void> } | undefined>;
    };
  }
}
