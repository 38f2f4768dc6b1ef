import { useMemo, useState } from 'react';
import type { HeaderList, RecordedExchange } from '../../../src/core/http.js';
import { bodyLines, folded, type BodyLine } from './body-lines.js';
import type { Marks } from './marks.js';
import styles from './exchange.module.css';

const unmarked: Marks = {
  url: [],
  requestHeaders: [],
  requestPointers: [],
  method: false,
  status: false,
  responseHeaders: [],
  responseTexts: [],
};

interface ExchangeParts {
  readonly exchange: RecordedExchange;
  readonly marks?: Marks;
  /** Marks show what the attack is compared with. */
  readonly isControl?: boolean;
}

/** A request and its answer, as text, with what proves the finding marked. */
export function ExchangeView({ exchange, marks = unmarked, isControl = false }: ExchangeParts) {
  const { request, response, millis } = exchange;
  const { protocolAndHost, path } = urlParts(request.url);
  return (
    <div className={`${styles['exchange']} ${isControl ? styles['alike'] : ''}`}>
      <section aria-label="Request" className={styles['message']}>
        <p className={styles['line']}>
          <Marked text={request.method} marked={marks.method} />{' '}
          <span className={styles['soft']}>{protocolAndHost}</span>
          <MarkedParts text={path} parts={marks.url} />
        </p>
        <Headers headers={request.headers} marked={marks.requestHeaders} />
        <Body text={request.body ?? ''} texts={[]} pointers={marks.requestPointers} what="request" />
      </section>
      <section aria-label="Answer" className={styles['message']}>
        <p className={styles['line']}>
          <Marked text={String(response.status || 'no answer')} marked={marks.status} />{' '}
          <span className={styles['soft']}>{Math.round(millis)} ms</span>
        </p>
        <Headers headers={response.headers} marked={marks.responseHeaders} />
        <Body text={response.body} texts={marks.responseTexts} pointers={[]} what="answer" />
        {response.truncated && <p className={styles['soft']}>The answer was longer; this is its beginning.</p>}
      </section>
    </div>
  );
}

function urlParts(url: string): { readonly protocolAndHost: string; readonly path: string } {
  const [, protocolAndHost = '', path = url] = /^([a-z]+:\/\/[^/]*)(.*)$/i.exec(url) ?? [];
  return { protocolAndHost, path };
}

function Marked({ text, marked }: { readonly text: string; readonly marked: boolean }) {
  return marked ? <mark>{text}</mark> : <b>{text}</b>;
}

function MarkedParts({ text, parts }: { readonly text: string; readonly parts: readonly string[] }) {
  const part = parts.find((each) => each !== '' && text.includes(each));
  if (part === undefined) return <span>{text}</span>;
  const at = text.lastIndexOf(part);
  return (
    <span>
      {text.slice(0, at)}
      <mark>{part}</mark>
      {text.slice(at + part.length)}
    </span>
  );
}

/** Fields that say nothing about findings stay folded. */
const telling =
  /^(?:authorization|cookie|set-cookie|content-type|location|origin|access-control-.*|www-authenticate|cache-control|x-api-key|x-.*|retry-after|ratelimit.*)$/i;

function Headers({ headers, marked }: { readonly headers: HeaderList; readonly marked: readonly string[] }) {
  const [isOpen, open] = useState(false);
  const isTold = ([name]: HeaderList[number]): boolean => marked.includes(name.toLowerCase()) || telling.test(name);
  const shown = isOpen ? headers : headers.filter(isTold);
  const left = headers.length - shown.length;
  return (
    <ul className={styles['headers']}>
      {shown.map(([name, value], n) => (
        <li key={`${n} ${name}`}>
          {marked.includes(name.toLowerCase()) ? (
            <mark>
              {name}: {value}
            </mark>
          ) : (
            <>
              <span className={styles['soft']}>{name}:</span> {value}
            </>
          )}
        </li>
      ))}
      {left > 0 && (
        <li>
          <button type="button" className={styles['more']} onClick={() => open(true)}>
            {left} more {left === 1 ? 'header' : 'headers'}
          </button>
        </li>
      )}
    </ul>
  );
}

interface BodyParts {
  readonly text: string;
  readonly texts: readonly string[];
  readonly pointers: readonly string[];
  readonly what: 'request' | 'answer';
}

function Body({ text, texts, pointers, what }: BodyParts) {
  const [isOpen, open] = useState(false);
  const lines = useMemo(() => bodyLines(text, { texts, pointers }), [text, texts, pointers]);
  if (text === '') return null;
  const shown = isOpen ? lines : folded(lines);
  return (
    <pre className={styles['body']} tabIndex={0} aria-label={`Body of the ${what}`}>
      {shown.map((line, n) => (
        <Line key={n} line={line} open={() => open(true)} />
      ))}
    </pre>
  );
}

function Line({ line, open }: { readonly line: BodyLine | number; readonly open: () => void }) {
  if (typeof line === 'number') {
    return (
      <button type="button" className={styles['more']} onClick={open}>
        ⋯ {line} {line === 1 ? 'line' : 'lines'}
      </button>
    );
  }
  return <code className={line.marked ? styles['marked'] : undefined}>{`${line.text}\n`}</code>;
}
