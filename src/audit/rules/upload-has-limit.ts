import { isFields, memberOf, nodeBelow } from '../../model/pointer.js';
import type { ApiModel, MediaType, Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

const fileType =
  /^(image|audio|video|font)\/|^application\/(octet-stream|pdf|zip|gzip|x-tar|x-zip-compressed|vnd\.ms-excel|vnd\.openxmlformats.*)$/;

/** A file in OpenAPI 2.0 (`type: file`), 3.0 (`format: binary`) and 3.1 (`contentMediaType`, contentEncoding). */
function isFile(schema: unknown): boolean {
  if (memberOf(schema, 'type') === 'file' || memberOf(schema, 'format') === 'binary') return true;
  return typeof memberOf(schema, 'contentMediaType') === 'string' && memberOf(schema, 'contentEncoding') === undefined;
}

function isSized(schema: unknown): boolean {
  return typeof memberOf(schema, 'maxLength') === 'number';
}

/** What most forms are for. Whoever applies the patch sees which calls it would have refused. */
const usualTypes = ['image/png', 'image/jpeg', 'application/pdf'];

interface Upload {
  /** Name of the part; undefined where the body is the file. */
  readonly part: string | undefined;
  readonly isSized: boolean;
  readonly isTyped: boolean;
}

/** Parts of a form that are files, lists of files included. */
function filesOfForm({ schema, encoding }: MediaType, model: ApiModel): readonly Upload[] {
  const form = schema && model.resolve(schema);
  if (!form || !isFields(form.value) || !isFields(form.value.properties)) return [];
  const properties = nodeBelow(form, 'properties');
  return Object.keys(form.value.properties).flatMap((name) => {
    const property = model.resolve(nodeBelow(properties, name));
    const items =
      property && isFields(property.value) && property.value.items ? nodeBelow(property, 'items') : undefined;
    const file = [property, items && model.resolve(items)].find((one) => isFile(one?.value));
    if (!file) return [];
    const isTyped = encoding[name]?.contentType !== undefined || memberOf(file.value, 'contentMediaType') !== undefined;
    return [{ part: name, isSized: isSized(file.value), isTyped }];
  });
}

function uploadsOf(media: MediaType, model: ApiModel): readonly Upload[] {
  if (media.mediaType.startsWith('multipart/')) return filesOfForm(media, model);
  if (!fileType.test(media.mediaType)) return [];
  const schema = media.schema && model.resolve(media.schema)?.value;
  return [{ part: undefined, isSized: isSized(schema), isTyped: media.mediaType !== 'application/octet-stream' }];
}

/** Size: the gateway bounds every body, so a policy is a limit. Type: the policy's list, or the contract's. */
function lackOf({ isSized, isTyped }: Upload, { policy }: Operation, hasPolicy: boolean): string | undefined {
  const lacks = [...(hasPolicy || isSized ? [] : ['size']), ...(isTyped || policy.upload?.types ? [] : ['type'])];
  return lacks.length ? lacks.join(' and ') : undefined;
}

/** OWASP API4:2023, CWE-434 and CWE-770. */
export default defineRule({
  id: 'upload-has-limit',
  title: 'Uploaded file has no limit',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: [434, 770],
  why: 'Large files fill disk and memory; a page or program stored under a harmless name is later run by whoever opens it.',
  remedy:
    'Set `upload: { maxBytes, types }` for the operation in the policy; `encoding.contentType` names the types in the contract.',
  raisedByAnonymous: true,
  mergeFrom: 4,
  population: ({ outgoing, body }) => !outgoing && body !== undefined,
  whole: ({ count }) => `${count} operations take files without a limit of size or type`,
  visit: {
    operation(operation, { model, report, hasPolicy }) {
      if (operation.outgoing) return;
      for (const media of operation.body?.content ?? []) {
        for (const upload of uploadsOf(media, model)) {
          const lack = lackOf(upload, operation, hasPolicy);
          if (lack === undefined) continue;
          const what = upload.part === undefined ? 'The file' : `The file "${upload.part}"`;
          report(media.node, {
            // A size that only documents is a smaller matter than anything at all being taken.
            severity: lack === 'size' ? 'low' : 'medium',
            message: `${what} that ${nameOf(operation)} takes has no limit of ${lack}`,
            patch: { guard: 'body', set: { upload: { maxBytes: 10_485_760, types: usualTypes } } },
          });
          return;
        }
      }
    },
  },
});
