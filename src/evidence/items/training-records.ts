import { feedItem } from '../feed-item.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'training-records',
  title: 'Training records',
  subject: 'lessons that people completed, with version, result and expiry',
  method: 'EXAMINE',
  validDays: 365,
  how: 'portcullis learn start LESSON, until portcullis learn check says it is done',
  collect: (source, period) =>
    feedItem(source, period, { feed: 'training', nothing: 'nobody completed a lesson', one: 'record' }),
});
