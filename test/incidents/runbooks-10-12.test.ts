import { workRunbooks } from './work-runbooks.js';

workRunbooks(10, 12);
