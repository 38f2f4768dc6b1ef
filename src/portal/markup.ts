/** Markup that is safe to put into a page: made by `markup`, never from a text as it came. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type Part = Markup | string | number | undefined | false | readonly Part[];

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return String(part).replaceAll(/[&<>"']/g, (character) => references[character]!);
}

/** Markup with values in it: what is no markup itself is escaped, for texts and for attributes in double quotes. */
export function markup(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + render(values[i - 1]) + string));
}

/** A name as part of a file name and of an address. */
export function slug(text: string): string {
  const words = text.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase();
  return (
    words
      .replaceAll(/[{}]/g, '')
      .replaceAll(/[^a-z\d]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'root'
  );
}
