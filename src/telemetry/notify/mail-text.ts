import type { SecurityEvent } from '../../core/events.js';
import { visibleText } from '../../core/visible-text.js';
import { messageOf } from '../ocsf.js';
import type { Message, ToldEvent } from './channel.js';

const longestLine = 300;

const line = (text: string): string => visibleText(text.slice(0, longestLine));

/** What a detection says of itself, or what happened to which operation. */
function titleOf(event: SecurityEvent): string {
  const title = event.detail?.['title'];
  return line(event.kind === 'detection' && typeof title === 'string' ? title : messageOf(event));
}

/** Subject of a mail: the worst of its events, and how many there are. */
export function subjectOf({ events, more }: Message): string {
  const [worst] = events;
  const others = events.length - 1 + more;
  return `[Portcullis] ${worst!.event.severity}: ${titleOf(worst!.event)}${others > 0 ? ` (+${others})` : ''}`;
}

/** Plain text; whatever an event holds, it forges no line. */
export function mailText({ name, events, more }: Message): string {
  const parts = events.map(paragraph);
  if (more > 0) parts.push(`${more} more ${more === 1 ? 'event is' : 'events are'} not listed here.`);
  return `${parts.join('\n\n')}\n\n-- \nnotification ${name} of Portcullis; portcullis events search id:ID shows an event\n`;
}

function paragraph({ event, more }: ToldEvent): string {
  const { time, severity, api, operationId, principalId, credentialId, client, id, detail } = event;
  const facts: readonly (readonly [string, unknown])[] = [
    ['what', detail?.['summary']],
    ['operation', [api, operationId].filter(Boolean).join(' ')],
    ['principal', principalId],
    ['credential', credentialId],
    ['client', client],
    ['again', more > 0 ? `${more} times since it was told last` : undefined],
    ['event', id],
  ];
  const lines = facts.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [`  ${label.padEnd(10)} ${line(String(value))}`],
  );
  return [`${new Date(time).toISOString()} ${severity} ${titleOf(event)}`, ...lines].join('\n');
}
