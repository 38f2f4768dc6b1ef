export { Cron } from 'croner';
