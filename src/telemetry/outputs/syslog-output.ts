import type { LineContext } from '../event-format.js';
import syslog from '../exports/syslog.js';
import { SyslogTls, type SyslogTarget } from '../syslog-tls.js';
import type { EventOutput } from './output.js';

/**
 * Sends lines of RFC 5424 over TLS. The protocol has no acknowledgement: a portion counts as taken when the connection
 * took it, so what is in the air when the receiver goes down may be lost.
 */
export function syslogOutput(target: SyslogTarget, context: LineContext): EventOutput {
  let open: SyslogTls | undefined;
  return {
    async send(events) {
      open ??= await SyslogTls.open(target);
      try {
        for (const event of events) await open.send(syslog.line(event, context));
      } catch (error) {
        open = undefined;
        throw error;
      }
    },
    close: async () => open?.close().catch(() => undefined),
  };
}
