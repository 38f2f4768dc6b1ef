/** The part of this program that tells (OTLP `InstrumentationScope`). */
export const scope = { name: 'portcullis' } as const;

/** `KeyValue` list of OTLP. */
export function attributesOf(values: Readonly<Record<string, string | number>>): unknown[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: valueOf(value) }));
}

export function resourceOf(attributes: Readonly<Record<string, string>>): unknown {
  return { attributes: attributesOf(attributes) };
}

function valueOf(value: string | number): unknown {
  if (typeof value === 'string') return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
