import { feedItem } from '../feed-item.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'incident-drills',
  title: 'Incident drills',
  subject: 'attacks replayed into a sandbox, with the times to detect, contain and prove',
  method: 'TEST',
  validDays: 365,
  how: 'portcullis incident drill',
  collect: (source, period) => feedItem(source, period, { feed: 'drills', nothing: 'no drill was run', one: 'drill' }),
});
