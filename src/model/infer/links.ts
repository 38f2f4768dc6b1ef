/** A document that was read, and what it says it is. */
export interface Page {
  /** Where it was read. */
  readonly url: string;
  /** Without its parameters, in lower case. */
  readonly mediaType: string;
  readonly text: string;
  /** The `Link` header (RFC 8288), where there is one. */
  readonly linkHeader: string | undefined;
}

const mostLinks = 500;

/** Names under which an answer names other addresses: HAL, JSON:API, Siren, and what people write by hand. */
const linkNames =
  /^(href|url|uri|link|self|next|prev|previous|first|last|related|@id|location)$|(_|[a-z])(url|Url|URL|uri|Uri|href)$/;
/** Reading these would end something. */
const unwise = /log-?out|sign-?out|delete|remove|unsubscribe|reset|shut-?down|restart/i;

/**
 * Addresses of the same origin that a page names, absolute, without fragment and without the open parts of templates
 * (RFC 6570), in the order of the page. What by its name ends or removes something is left out.
 */
export function linksOf(page: Page): readonly string[] {
  const found = [...headerLinks(page), ...bodyLinks(page)];
  const origin = new URL(page.url).origin;
  const urls = found.flatMap((link) => {
    const text = link.replaceAll(/\{[^}]*\}/g, '');
    const url = URL.canParse(text, page.url) ? new URL(text, page.url) : undefined;
    if (!url || url.origin !== origin || unwise.test(url.pathname)) return [];
    url.hash = '';
    return [url.href];
  });
  return [...new Set(urls)].slice(0, mostLinks);
}

function headerLinks({ linkHeader = '' }: Page): readonly string[] {
  return [...linkHeader.matchAll(/<([^>]*)>/g)].map(([, link]) => link!);
}

function bodyLinks({ mediaType, text }: Page): readonly string[] {
  if (/[/+]json$/.test(mediaType)) return jsonLinks(text);
  if (mediaType === 'text/html')
    return [...text.matchAll(/<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)/gi)].map(([, link]) => link!);
  if (/[/+]xml$/.test(mediaType)) return [...text.matchAll(/<loc>\s*([^<\s]+)\s*<\/loc>/gi)].map(([, link]) => link!);
  return [];
}

function jsonLinks(text: string): readonly string[] {
  const links: string[] = [];
  const visit = (value: unknown, isLink: boolean): void => {
    if (links.length >= mostLinks) return;
    if (typeof value === 'string') {
      if (isLink && /^(\/|https?:)/.test(value)) links.push(value);
    } else if (Array.isArray(value)) for (const item of value) visit(item, isLink);
    else if (typeof value === 'object' && value !== null)
      for (const [name, child] of Object.entries(value))
        visit(child, linkNames.test(name) || /^_?links$/.test(name) || (isLink && typeof child === 'string'));
  };
  try {
    visit(JSON.parse(text), false);
  } catch {
    // Not JSON after all: it names nothing.
  }
  return links;
}
