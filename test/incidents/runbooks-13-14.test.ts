import { workRunbooks } from './work-runbooks.js';

workRunbooks(13, 14);
