import { createHmac, randomBytes } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import type { ConsoleRole, ConsoleStore, ConsoleUser } from '../store/console.js';
import { Refusal } from './problem.js';
import { isSameToken } from './sessions.js';

/** Single sign-on at an OpenID Connect provider, as the policy says and with its secret in place. */
export interface SsoSettings {
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** Claim that names the person. */
  readonly userClaim: string;
  /** Claim with the person's groups or roles there. */
  readonly roleClaim: string;
  /** Value of that claim -> role here; the greatest counts. Without one nobody gets in. */
  readonly roles: ReadonlyMap<string, ConsoleRole>;
  /** Where the console is reached: `https://console.example`. */
  readonly url: string;
}

export const callbackPath = '/api/v1/session/sso/callback';
const attemptSeconds = 600;
const rank: readonly ConsoleRole[] = ['viewer', 'auditor', 'analyst', 'operator', 'admin'];

interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly until: number;
}

/** Authorization code with PKCE, state and nonce (RFC 6749, RFC 7636, OpenID Connect Core 3.1). */
export class SingleSignOn {
  readonly settings: SsoSettings;
  readonly #store: ConsoleStore;
  readonly #client: oauth.Client;
  readonly #insecure: boolean;
  /** Signs what the browser keeps of an attempt. Those under way end with the process. */
  readonly #key = randomBytes(32);
  #server: Promise<oauth.AuthorizationServer> | undefined;

  constructor(settings: SsoSettings, store: ConsoleStore) {
    this.settings = settings;
    this.#store = store;
    this.#client = { client_id: settings.clientId };
    // A provider on this machine, for tests; anywhere else it must have TLS.
    this.#insecure = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/.test(settings.issuer);
  }

  /** Where to send the browser, and what it must keep meanwhile. */
  async begin(): Promise<{ readonly location: string; readonly kept: string }> {
    const server = await this.#discover();
    const attempt: Attempt = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
      until: Date.now() + attemptSeconds * 1000,
    };
    const location = new URL(server.authorization_endpoint!);
    const { clientId, scopes } = this.settings;
    const fields = {
      client_id: clientId,
      redirect_uri: this.#redirectUri,
      response_type: 'code',
      scope: [...new Set(['openid', ...scopes])].join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(fields)) location.searchParams.set(name, value);
    return { location: location.href, kept: this.#seal(attempt) };
  }

  /** Who came back. Throws `Refusal` 401 for whatever is wrong with the answer, 403 for a person without a role. */
  async finish(search: URLSearchParams, kept: string | undefined): Promise<ConsoleUser> {
    const attempt = this.#unseal(kept);
    const claims = await this.#claims(search, attempt).catch((cause: unknown) => {
      throw Object.assign(new Refusal(401, 'SSO_FAILED', 'The provider did not recognise the person'), { cause });
    });
    const { userClaim, roleClaim } = this.settings;
    const name = claims[userClaim];
    if (typeof name !== 'string' || !/^[^\p{Cc}]{1,200}$/u.test(name)) {
      throw new Refusal(401, 'SSO_FAILED', `The provider says nothing in ${userClaim}`);
    }
    const role = this.#roleOf(claims[roleClaim]);
    if (!role) throw new Refusal(403, 'FORBIDDEN', 'The provider gives this person no role here');
    return this.#remember(name, role);
  }

  async #claims(search: URLSearchParams, { state, nonce, verifier }: Attempt): Promise<oauth.IDToken> {
    const server = await this.#discover();
    const answer = oauth.validateAuthResponse(server, this.#client, search, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      this.#client,
      oauth.ClientSecretBasic(this.settings.clientSecret),
      answer,
      this.#redirectUri,
      verifier,
      this.#options,
    );
    const result = await oauth.processAuthorizationCodeResponse(server, this.#client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, this.#options);
    return oauth.getValidatedIdTokenClaims(result)!;
  }

  /** The provider's word counts anew at every login. A person with a password of ours is not taken over. */
  async #remember(name: string, role: ConsoleRole): Promise<ConsoleUser> {
    const known = await this.#store.user(name);
    if (known?.via === 'password') {
      throw new Refusal(403, 'FORBIDDEN', 'A user of this name logs in with a password here');
    }
    if (known?.disabled) throw new Refusal(403, 'FORBIDDEN', 'This user is disabled');
    if (known) return known.role === role ? known : this.#store.changeUser(name, { role });
    const user: ConsoleUser = {
      name,
      role,
      via: 'sso',
      mustChangePassword: false,
      disabled: false,
      createdAt: Date.now(),
    };
    await this.#store.addUser(user);
    return user;
  }

  #roleOf(claim: unknown): ConsoleRole | undefined {
    const values = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(' ') : [];
    const found = values.flatMap((value) => (typeof value === 'string' ? (this.settings.roles.get(value) ?? []) : []));
    return found.toSorted((a, b) => rank.indexOf(b) - rank.indexOf(a))[0];
  }

  get #redirectUri(): string {
    return `${this.settings.url}${callbackPath}`;
  }

  get #options() {
    return { [oauth.allowInsecureRequests]: this.#insecure, signal: () => AbortSignal.timeout(10_000) };
  }

  /** Asked for once; a provider that did not answer is asked again. */
  #discover(): Promise<oauth.AuthorizationServer> {
    this.#server ??= this.#ask().catch((cause: unknown) => {
      this.#server = undefined;
      throw Object.assign(new Refusal(502, 'SSO_UNREACHABLE', 'The provider of single sign-on does not answer'), {
        cause,
      });
    });
    return this.#server;
  }

  async #ask(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.settings.issuer);
    const response = await oauth.discoveryRequest(issuer, this.#options);
    return oauth.processDiscoveryResponse(issuer, response);
  }

  #seal(attempt: Attempt): string {
    const text = Buffer.from(JSON.stringify(attempt)).toString('base64url');
    return `${text}.${this.#sign(text)}`;
  }

  #unseal(kept: string | undefined): Attempt {
    const [text = '', signature = ''] = (kept ?? '').split('.');
    if (isSameToken(this.#sign(text), signature)) {
      const attempt = JSON.parse(Buffer.from(text, 'base64url').toString()) as Attempt;
      if (attempt.until > Date.now()) return attempt;
    }
    throw new Refusal(401, 'SSO_FAILED', 'This login did not begin here, or took too long');
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}
