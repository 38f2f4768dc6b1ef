/** The part of JSON Schema 2020-12 that the control API uses. */
export type Schema = Readonly<Record<string, unknown>>;

export const text = (maxLength: number, more: Schema = {}): Schema => ({ type: 'string', maxLength, ...more });
export const whole = (minimum: number, maximum: number, more: Schema = {}): Schema => ({
  type: 'integer',
  format: 'int64',
  minimum,
  maximum,
  ...more,
});
export const yesNo: Schema = { type: 'boolean' };
export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const list = (items: Schema, maxItems = 1000): Schema => ({ type: 'array', items, maxItems });

/** An object with these properties and no others. */
export const closed = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length ? { required } : {}),
});

/** Milliseconds since the epoch. */
export const time = whole(0, 8_640_000_000_000_000);
export const limit = whole(1, 500, { default: 50 });
export const cursor = text(400);
export const name = text(200, { minLength: 1 });
export const queryText = text(4000);
export const reason = text(2000, { minLength: 1 });
/** Several words with commas between. */
export const words = text(400, { pattern: '^[a-z0-9-]+(,[a-z0-9-]+)*$' });
export const isoDay = text(32, { pattern: '^\\d{4}-\\d{2}-\\d{2}(T[0-9:.]+Z?)?$' });

export const paging = { limit, cursor } as const;
