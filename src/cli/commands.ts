import files from 'catalog:./commands';
import { makeCatalog } from '../core/catalog.js';
import type { Command } from './command.js';

/** All commands. */
export const commands = makeCatalog<Command>(files);
