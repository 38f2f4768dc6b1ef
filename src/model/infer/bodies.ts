import type { SampleBody } from './sample.js';
import { fieldsOf } from './shape.js';

/** Media type without parameters, in lower case; undefined where the text is none. */
export function mediaTypeOf(text: string | undefined): string | undefined {
  const type = text?.split(';', 1)[0]!.trim().toLowerCase() ?? '';
  return /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,80}$/.test(type) ? type : undefined;
}

export const isJson = (mediaType: string): boolean => /[/+]json$/.test(mediaType);

/** The value of a JSON text; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body that a text of a media type is. Without a media type it is JSON, or it is not looked into. */
export function bodyOf(mediaType: string | undefined, text: string): SampleBody | undefined {
  if (text === '' && mediaType === undefined) return undefined;
  if (mediaType === undefined) {
    const value = jsonOf(text);
    return value === undefined ? { mediaType: 'text/plain', value: text } : { mediaType: 'application/json', value };
  }
  if (isJson(mediaType)) return { mediaType, value: jsonOf(text) };
  if (mediaType === 'application/x-www-form-urlencoded') return { mediaType, value: fieldsOf(formPairs(text)) };
  if (mediaType === 'multipart/form-data') return { mediaType, value: fieldsOf(partNames(text)) };
  return { mediaType, value: mediaType.startsWith('text/') ? text : undefined };
}

function formPairs(text: string) {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
}

/** Names of the parts of a multipart text (RFC 7578): what is in them is not looked at. */
function partNames(text: string) {
  const names = [...text.matchAll(/^content-disposition:[^\r\n]{0,200}?[; ]name="([^"\r\n]{1,64})"/gim)];
  return names.map(([, name = '']) => ({ name, value: 'text' }));
}
