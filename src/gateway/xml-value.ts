import { coerce } from './parameters/coerce.js';
import { isArrayShape, isObjectShape, textShape, type Shape } from './parameters/shape.js';
import type { XmlElement } from './xml-tree.js';

/** XML that is not written as the contract says. The message says how, without values. */
export class XmlShapeError extends Error {}

type Fields = Record<string, unknown>;

function isNil({ attributes }: XmlElement): boolean {
  const nil = attributes.get('xsi:nil');
  return nil === 'true' || nil === '1';
}

function isList(shape: Shape): boolean {
  return isArrayShape(shape) && !isObjectShape(shape);
}

/** Name of a list's items: their own, else that of the wrapper or of the property (OpenAPI XML Object). */
function itemName(name: string, shape: Shape): string {
  return shape.items?.xml?.name ?? (shape.xml?.wrapped ? (shape.xml.name ?? name) : name);
}

function elementName(name: string, shape: Shape): string {
  return isList(shape) && !shape.xml?.wrapped ? itemName(name, shape) : (shape.xml?.name ?? name);
}

function checkNamespace({ namespace }: XmlElement, { xml }: Shape): void {
  if (xml?.namespace !== undefined && xml.namespace !== namespace)
    throw new XmlShapeError('has an element of another namespace');
}

function noText({ text }: XmlElement): void {
  if (text.trim() !== '') throw new XmlShapeError('has text between elements');
}

/** Adds an element or attribute that the schema does not name; what comes twice is a list. */
function addOther(fields: Fields, name: string, value: unknown): void {
  if (name === '__proto__') throw new XmlShapeError('has an element named __proto__');
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else fields[name] = [before, value];
}

function readProperty(element: XmlElement, [name, shape]: readonly [string, Shape], used: Set<unknown>): unknown {
  if (shape.xml?.attribute) {
    const key = shape.xml.name ?? name;
    const text = element.attributes.get(key);
    if (text !== undefined) used.add(`@${key}`);
    return text === undefined ? undefined : coerce(text, shape);
  }
  const wanted = elementName(name, shape);
  const found = element.children.filter((child) => child.name === wanted);
  for (const child of found) used.add(child);
  if (found.length === 0) return undefined;
  if (isList(shape) && !shape.xml?.wrapped) return found.map((child) => xmlValue(child, shape.items ?? textShape));
  if (found.length > 1) throw new XmlShapeError('has an element twice');
  return isList(shape) ? wrapped(found[0]!, name, shape) : xmlValue(found[0]!, shape);
}

function wrapped(element: XmlElement, name: string, shape: Shape): readonly unknown[] {
  noText(element);
  const wanted = itemName(name, shape);
  if (element.children.some((child) => child.name !== wanted)) throw new XmlShapeError('has another element in a list');
  return element.children.map((child) => xmlValue(child, shape.items ?? textShape));
}

function objectValue(element: XmlElement, shape: Shape): Fields {
  noText(element);
  const fields = Object.create(null) as Fields;
  const used = new Set<unknown>();
  for (const property of shape.properties) {
    const value = readProperty(element, property, used);
    if (value !== undefined) fields[property[0]] = value;
  }
  const other = shape.additional ?? textShape;
  for (const child of element.children) if (!used.has(child)) addOther(fields, child.name, xmlValue(child, other));
  for (const [name, text] of element.attributes) {
    if (!used.has(`@${name}`) && name !== 'xsi:nil') addOther(fields, name, coerce(text, other));
  }
  return fields;
}

/** The value that an element writes, as its schema's shape reads it; the schema itself judges it afterwards. */
export function xmlValue(element: XmlElement, shape: Shape): unknown {
  checkNamespace(element, shape);
  if (isNil(element)) return null;
  if (isList(shape)) return wrapped(element, element.name, { ...shape, xml: { ...shape.xml, wrapped: true } });
  const hasParts = element.children.length > 0 || element.attributes.size > 0;
  if (isObjectShape(shape) || shape.properties.size > 0 || hasParts) return objectValue(element, shape);
  return coerce(element.text, shape);
}
