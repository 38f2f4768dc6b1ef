import { workRunbooks } from './work-runbooks.js';

workRunbooks(1, 3);
