import { count, noPolicy } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'notification-channels',
  title: 'Who is told of what',
  subject: 'notifications of the policy; addresses of webhooks without their secrets',
  method: 'EXAMINE',
  validDays: 90,
  how: 'add a channel under `notify` of the policy, and try it: portcullis notify test NAME',

  async collect({ project }) {
    if (!project) return noPolicy;
    if (project.notify.size === 0) return { missing: 'the policy tells nobody: it has no `notify`' };
    return {
      summary: count(project.notify.size, 'notification'),
      columns: ['name', 'of events', 'by', 'at once from'],
      rows: [...project.notify].map(([name, { query, channel, urgent }]) => [
        name,
        query,
        'mail' in channel ? `mail to ${channel.mail.to.length}` : `webhook to ${hostOf(channel.webhook)}`,
        urgent,
      ]),
    };
  },
});

/** The path of a webhook is often its secret. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'an address that is a reference');
