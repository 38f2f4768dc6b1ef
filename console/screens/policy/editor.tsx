import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, type Text } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import { helpAt, offersAt, type KnownNames, type PolicySchema } from './schema-help.js';

/** A fault at a place of the text; lines and columns count from 1. */
export interface EditorFault {
  readonly line?: number;
  readonly column?: number;
  readonly detail: string;
}

export interface EditorParts {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly faults: readonly EditorFault[];
  readonly schema: PolicySchema | undefined;
  readonly names: KnownNames;
  readonly readOnly?: boolean;
  /** A place to show; a new object shows it again. */
  readonly place: { readonly line: number; readonly column: number } | undefined;
  /** What the schema says of where the cursor is. */
  readonly onHelp: (help: string) => void;
  readonly onSave: () => void;
}

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface)', color: 'var(--text)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface-sunken)',
    color: 'var(--text-soft)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--surface-selected)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface-raised)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--surface-selected)',
    color: 'var(--text)',
  },
  '.cm-completionDetail': { color: 'var(--text-soft)', fontStyle: 'normal' },
  '.cm-panels': { backgroundColor: 'var(--surface-raised)', color: 'var(--text)' },
  // The marks of the package are images in its styles, which the page's own rules do not let in.
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--high)',
    textUnderlineOffset: '3px',
  },
  '.cm-lint-marker-error': {
    content: 'normal',
    width: '10px',
    height: '10px',
    margin: '5px 2px',
    borderRadius: '5px',
    backgroundColor: 'var(--high)',
  },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--surface-hover)', border: 'none', color: 'var(--text-soft)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--surface-selected)' },
});

const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
    { tag: tags.comment, color: 'var(--text-soft)', fontStyle: 'italic' },
    { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
    { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: 'var(--medium)' },
    { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--text-soft)' },
  ]),
);

/** The nonce that the page came with lets the editor's own styles in: nothing else may be inline. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** The text of the policy with completion, and its faults in their lines. */
export default function PolicyEditor(parts: EditorParts) {
  const { value, faults, readOnly = false, place } = parts;
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(parts);
  latest.current = parts;
  const writing = useRef(new Compartment());
  useEffect(() => {
    const editor = new EditorView({
      parent: frame.current!,
      state: EditorState.create({ doc: latest.current.value, extensions: extensionsOf(latest, writing.current) }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          faults.flatMap((fault) => diagnosticOf(editor.state.doc, fault)),
        ),
      );
  }, [faults]);
  useEffect(() => {
    view.current?.dispatch({ effects: writing.current.reconfigure(EditorState.readOnly.of(readOnly)) });
  }, [readOnly]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || !place) return undefined;
    const anchor = offsetOf(editor.state.doc, place);
    editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    editor.focus();
    // The gutters are not as wide yet as they will be: without this the beginnings of lines are below them.
    const frameId = requestAnimationFrame(() => editor.scrollDOM.scrollTo({ left: 0 }));
    return () => cancelAnimationFrame(frameId);
  }, [place]);
  return <div ref={frame} style={{ height: '100%' }} />;
}

function extensionsOf(latest: { readonly current: EditorParts }, writing: Compartment) {
  return [
    EditorView.cspNonce.of(nonce()),
    keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => (latest.current.onSave(), true) }]),
    basicSetup,
    yaml(),
    theme,
    colours,
    lintGutter(),
    writing.of(EditorState.readOnly.of(latest.current.readOnly ?? false)),
    EditorView.contentAttributes.of({ 'aria-label': 'Text of the policy', tabindex: '0' }),
    autocompletion({ override: [(context) => complete(context, latest.current)] }),
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      const { onChange, onHelp, schema } = latest.current;
      if (docChanged) onChange(state.doc.toString());
      if (schema && (docChanged || selectionSet))
        onHelp(helpAt(schema, state.doc.toString(), state.selection.main.head) ?? '');
    }),
  ];
}

function complete(
  { state, pos, explicit }: CompletionContext,
  { schema, names }: EditorParts,
): CompletionResult | null {
  if (!schema) return null;
  const { typed, offers } = offersAt(schema, state.doc.toString(), { offset: pos, names });
  if (!offers.length || (typed === '' && !explicit)) return null;
  return {
    from: pos - typed.length,
    options: offers.map(({ label, insert, detail }) => ({
      label,
      apply: insert,
      ...(detail ? { detail: short(detail) } : {}),
    })),
    validFor: /^[\w$-]*$/,
  };
}

const short = (text: string): string => (text.length > 70 ? `${text.slice(0, 69)}…` : text);

function offsetOf(doc: Text, { line, column = 1 }: { readonly line: number; readonly column?: number }): number {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + Math.max(column - 1, 0), found.to);
}

/** Faults of other files have no place in this text. */
function diagnosticOf(doc: Text, { line, column = 1, detail }: EditorFault): readonly Diagnostic[] {
  if (line === undefined) return [];
  const from = offsetOf(doc, { line, column });
  const word = /^[\w.$/{}-]+/.exec(doc.sliceString(from, from + 80))?.[0].length ?? 1;
  return [{ from, to: Math.min(from + word, doc.length), severity: 'error', message: detail }];
}
