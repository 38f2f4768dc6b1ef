import { optionalPackage } from '../../core/optional-package.js';
import { MessageRefused, type Channel, type Message } from './channel.js';
import { mailText, subjectOf } from './mail-text.js';

export interface MailTarget {
  /** `smtps://host[:port]` or `smtp://host[:port]`. */
  readonly server: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** PEM of the authorities that are believed; default those of the system. */
  readonly ca?: string | undefined;
  readonly timeoutMillis?: number;
}

const ownHosts = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Sends each message as a mail of plain text, over a connection of its own. Over `smtp://` the server must offer STARTTLS
 * (RFC 3207), unless it is on this machine. Throws `USAGE` where nodemailer is not installed.
 */
export async function mailChannel(target: MailTarget): Promise<Channel> {
  const { createTransport } = await optionalPackage('nodemailer', () => import('nodemailer'));
  const transport = createTransport(connectionOf(target));
  const { from, to } = target;
  return {
    async send(message) {
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: subjectOf(message),
          text: mailText(message),
          messageId: messageIdOf(message, from),
          // RFC 3834: nobody answers with a note that they are on holiday.
          headers: { 'auto-submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        throw failureOf(error as SmtpError);
      }
    },
    close: async () => transport.close(),
  };
}

function connectionOf({ server, user, password, ca, timeoutMillis = 10_000 }: MailTarget) {
  const { protocol, hostname, port } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'smtps:';
  return {
    host,
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !ownHosts.has(host),
    tls: { minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: timeoutMillis,
    greetingTimeout: timeoutMillis,
    socketTimeout: timeoutMillis,
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
  };
}

/** The same for the same message: a mail that was taken twice is one for most readers. */
function messageIdOf({ id }: Message, from: string): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly command?: string;
  readonly code?: string;
}

/** Says what the server said, never what was sent. Of what is wrong for good (5xx) only the message itself is. */
function failureOf({ message, responseCode, command = '', code }: SmtpError): Error {
  const isOurs = responseCode !== undefined && responseCode >= 500 && command === 'DATA';
  const text =
    responseCode === undefined ? (code ?? message) : `it answers ${responseCode} to ${command || 'the greeting'}`;
  return isOurs ? new MessageRefused(text) : new Error(text);
}
