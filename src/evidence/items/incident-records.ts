import { feedItem } from '../feed-item.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'incident-records',
  title: 'Incident records',
  subject: 'incidents with timeline, actions and review',
  method: 'EXAMINE',
  validDays: 365,
  how: 'portcullis incident open records one; none may have happened',
  collect: (source, period) =>
    feedItem(source, period, { feed: 'incidents', nothing: 'no incident is recorded', one: 'incident' }),
});
