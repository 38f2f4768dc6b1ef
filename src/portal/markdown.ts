import { Marked, type Tokens } from 'marked';
import { markup, Markup } from './markup.js';

const safeLink = /^(?:https?:|mailto:|#|\/(?!\/)|[\w.-]+(?:[/#?]|$))/i;

const reader = new Marked({ gfm: true, async: false });
reader.use({
  renderer: {
    // Markup in a description is text: the contract is nobody's page.
    html: ({ text }: Tokens.HTML | Tokens.Tag) => markup`${text}`.text,
    link({ href, tokens }: Tokens.Link) {
      const label = this.parser.parseInline(tokens);
      return safeLink.test(href) ? markup`<a href="${href}" rel="noreferrer">${new Markup(label)}</a>`.text : label;
    },
    // Nothing is loaded from elsewhere.
    image: ({ text }: Tokens.Image) => markup`${text}`.text,
    // A description stands below the heading of its section.
    heading({ tokens, depth }: Tokens.Heading) {
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
  },
});

/** A description of the contract as markup. HTML in it is shown as text; links go only where links may go. */
export function markdown(text: string): Markup {
  return new Markup(text === '' ? '' : reader.parse(text, { async: false }));
}
