import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';
import { Command } from '../../shared/command.js';
import { CodeBlock } from '../../shared/code-block.js';
import styles from './learn.module.css';

/** Markdown as elements: nothing in it is ever read as markup of the page. What is not known stands as it was written. */
export function Markdown({ text }: { readonly text: string }) {
  return <div className={styles['text']}>{blocks(lexer(text))}</div>;
}

function blocks(tokens: readonly Token[]): ReactNode {
  return tokens.map((token, n) => <Fragment key={n}>{block(token)}</Fragment>);
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
      return null;
    case 'heading':
      return heading(token as Tokens.Heading);
    case 'code':
      return code(token as Tokens.Code);
    case 'list':
      return list(token as Tokens.List);
    case 'blockquote':
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>;
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>;
    case 'text':
      return inline((token as Tokens.Text).tokens ?? [token]);
    default:
      return <p>{token.raw}</p>;
  }
}

/** The title of the lesson is the h1 of the screen: here it goes on with h2. */
function heading({ depth, tokens }: Tokens.Heading): ReactNode {
  return depth <= 2 ? <h2>{inline(tokens)}</h2> : <h3>{inline(tokens)}</h3>;
}

function code({ lang, text }: Tokens.Code): ReactNode {
  return lang === 'sh' ? (
    <Command text={text} label="Copy the commands" />
  ) : (
    <CodeBlock text={text} label={lang ? `Lines of ${lang}` : 'Lines'} />
  );
}

function list({ ordered, start, items }: Tokens.List): ReactNode {
  const lines = items.map((item, n) => <li key={n}>{blocks(item.tokens)}</li>);
  return ordered ? <ol start={start === '' ? 1 : start}>{lines}</ol> : <ul>{lines}</ul>;
}

function inline(tokens: readonly Token[] | undefined): ReactNode {
  return tokens?.map((token, n) => <Fragment key={n}>{span(token)}</Fragment>);
}

function span(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>;
    case 'em':
      return <em>{inline(token.tokens)}</em>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'link':
      return link(token as Tokens.Link);
    case 'br':
      return <br />;
    case 'text':
    case 'escape':
      return (token as Tokens.Text).text;
    default:
      return token.raw;
  }
}

/** Only addresses of the web lead anywhere; the page there learns nothing of this one. */
function link({ href, tokens }: Tokens.Link): ReactNode {
  if (!/^https?:\/\//i.test(href)) return inline(tokens);
  return (
    <a href={href} rel="noreferrer noopener" target="_blank">
      {inline(tokens)}
    </a>
  );
}
