import { PortcullisError } from '../../core/errors.js';
import type { Place } from '../../core/place.js';
import { documentsFromText } from '../../model/documents.js';
import { pointerOf } from '../../model/pointer.js';

/** One document of a YAML file. */
export interface YamlDocument {
  readonly value: unknown;
  place(...path: readonly (string | number)[]): Place;
}

/** What could be read, and the first thing that could not. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly problem: PortcullisError | undefined;
}

/** Documents between lines of `---`, each with the number of lines before it. */
function* split(text: string): Generator<{ readonly part: string; readonly before: number }> {
  let before = 0;
  for (const part of text.split(/^---(?=\s|$).*\r?\n?/m)) {
    yield { part, before };
    before += part.split('\n').length;
  }
}

/** Reads a YAML file of several documents, such as Kubernetes takes. A document that does not parse is left out. */
export function readYamlDocuments(file: string, text: string): YamlFile {
  const documents: YamlDocument[] = [];
  let problem: PortcullisError | undefined;
  for (const { part, before } of split(text)) {
    if (!part.replaceAll(/^\s*#.*$/gm, '').trim()) continue;
    try {
      const found = documentsFromText(file, part, { refs: false });
      documents.push({
        value: found.files.get(file)?.value,
        place: (...path) => below(found.locate({ file, pointer: pointerOf(path) }, true), before),
      });
    } catch (error) {
      if (!(error instanceof PortcullisError)) throw error;
      problem ??= new PortcullisError(error.code, error.message, {
        place: error.place && below(error.place, before),
        cause: error,
      });
    }
  }
  return { documents, problem };
}

function below(place: Place, lines: number): Place {
  return {
    ...place,
    line: place.line + lines,
    ...(place.endLine === undefined ? {} : { endLine: place.endLine + lines }),
  };
}
