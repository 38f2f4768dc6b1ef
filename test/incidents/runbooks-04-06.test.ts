import { workRunbooks } from './work-runbooks.js';

workRunbooks(4, 6);
