import files from 'catalog:./webhook-schemes';
import { makeCatalog } from '../core/catalog.js';
import type { WebhookScheme } from './webhook-scheme.js';

/** Every way to sign that is known, by id. */
export const webhookSchemes = makeCatalog<WebhookScheme>(files);
