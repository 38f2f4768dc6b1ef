import type { ApiModel, MediaType } from '../model/types.js';
import { shapeOf, textShape } from './parameters/shape.js';
import type { ValueError } from './schema-validator.js';
import { readXml } from './xml-tree.js';
import { XmlShapeError, xmlValue } from './xml-value.js';

export type XmlReading =
  | { readonly value: unknown; readonly errors?: undefined }
  | { readonly errors: readonly ValueError[]; readonly value?: undefined };

export type XmlReader = (body: Buffer) => XmlReading;

/** Name of the root element: that of the XML Object, else the name of the component; undefined when there is neither. */
function rootName(schema: unknown, { xml }: ReturnType<typeof shapeOf>): string | undefined {
  if (xml?.name !== undefined) return xml.name;
  const reference =
    typeof schema === 'object' && schema !== null ? (schema as { readonly $ref?: unknown }).$ref : undefined;
  return typeof reference === 'string' ? /^#\/\$defs\/([^/.]+)/.exec(reference)?.[1] : undefined;
}

const invalid = (reason: string): XmlReading => ({ errors: [{ pointer: '', reason }] });

/** Compiles a reader of XML bodies of one media type object, by the `xml` hints of its schema. */
export function xmlReader(media: MediaType, model: ApiModel): XmlReader {
  const schema = media.schema && model.standalone(media.schema, 'request');
  const shape = schema === undefined ? textShape : shapeOf(schema);
  const wanted = schema === undefined ? undefined : rootName(schema, shape);
  return (body) => {
    const { root, reason } = readXml(body);
    if (reason !== undefined) return invalid(reason);
    if (wanted !== undefined && root.name !== wanted) return invalid(`must have the root element <${wanted}>`);
    try {
      return { value: xmlValue(root, shape) };
    } catch (cause) {
      if (!(cause instanceof XmlShapeError)) throw cause;
      return invalid(cause.message);
    }
  };
}
