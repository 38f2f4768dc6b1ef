import { workRunbooks } from './work-runbooks.js';

workRunbooks(7, 9);
