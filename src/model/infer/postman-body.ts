import { isFields, memberOf, type Fields } from '../pointer.js';
import { bodyOf, isJson, jsonOf } from './bodies.js';
import { fill, type Variables } from './postman-variables.js';
import type { SampleBody } from './sample.js';
import { fieldsOf } from './shape.js';

const languages: Readonly<Record<string, string>> = {
  json: 'application/json',
  xml: 'application/xml',
  html: 'text/html',
  text: 'text/plain',
  javascript: 'application/javascript',
};

/** The body of a request; what is switched off is still a field that the API takes. */
export function requestBody(
  body: unknown,
  mediaType: string | undefined,
  variables: Variables,
): SampleBody | undefined {
  if (!isFields(body) || body.disabled === true) return undefined;
  if (body.mode === 'raw') return rawBody(body, mediaType, variables);
  if (body.mode === 'urlencoded') {
    return { mediaType: 'application/x-www-form-urlencoded', value: formOf(body.urlencoded, variables) };
  }
  if (body.mode === 'formdata') return { mediaType: 'multipart/form-data', value: formOf(body.formdata, variables) };
  if (body.mode === 'file') return { mediaType: mediaType ?? 'application/octet-stream', value: undefined };
  if (body.mode === 'graphql') {
    return { mediaType: 'application/json', value: { query: 'text', variables: {} } };
  }
  return undefined;
}

function rawBody(body: Fields, mediaType: string | undefined, variables: Variables): SampleBody | undefined {
  if (typeof body.raw !== 'string' || body.raw.trim() === '') return undefined;
  const text = fill(body.raw, variables);
  const language = memberOf(memberOf(body.options, 'raw'), 'language');
  const type = mediaType ?? (typeof language === 'string' && language !== 'text' ? languages[language] : undefined);
  const json = type === undefined || isJson(type) ? jsonWithVariables(text) : undefined;
  return json === undefined ? bodyOf(type, text) : { mediaType: type ?? 'application/json', value: json };
}

/** A variable without a value may stand where only a value can: quoted, it is read as "anything". */
function jsonWithVariables(text: string): unknown {
  return jsonOf(text) ?? jsonOf(text.replaceAll(/([:[,]\s*)(\{\{[^{}"]*\}\})(?=\s*[,\]}])/g, '$1"$2"'));
}

/** 2.0 has texts beside lists. */
function formOf(form: unknown, variables: Variables): Fields {
  if (typeof form === 'string') return bodyOf('application/x-www-form-urlencoded', form)?.value as Fields;
  const list = Array.isArray(form) ? form.filter(isFields) : [];
  return fieldsOf(
    list.flatMap(({ key, value, type }) =>
      typeof key === 'string' && key !== ''
        ? [{ name: key, value: type === 'file' ? 'file' : fill(String(value ?? ''), variables) }]
        : [],
    ),
  );
}
