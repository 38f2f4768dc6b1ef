import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import { readFramework } from '../evidence/read-framework.js';
import type { Framework, FrameworkSummary } from '../evidence/types.js';
import type { App } from './app.js';
import { packageRoot } from './version.js';

const extension = '.yaml';

/** In a checkout they stand at its root, in a package in `dist`. */
function frameworkFolder(): string {
  const own = path.join(packageRoot, 'frameworks');
  return fs.existsSync(own) ? own : path.join(packageRoot, 'dist', 'frameworks');
}

function shippedIds(): readonly string[] {
  return fs
    .readdirSync(frameworkFolder())
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort();
}

/** The frameworks that come with the product. */
export function frameworkList(): readonly FrameworkSummary[] {
  return shippedIds().map((id) => {
    const { title, edition, publisher, controls } = readShipped(id);
    return { id, title, edition, publisher, controls: controls.length };
  });
}

function readShipped(id: string): Framework {
  const file = path.join(frameworkFolder(), `${id}${extension}`);
  return readFramework(`${id}${extension}`, fs.readFileSync(file, 'utf8'));
}

const looksLikeFile = /[/\\.]/;

/**
 * A framework that comes with the product, or one of the user's own, named by its file.
 * Throws `NOT_FOUND`, `FILE_UNREADABLE`, `SYNTAX_INVALID`, `FRAMEWORK_INVALID`.
 */
export function loadFramework({ cwd }: Pick<App, 'cwd'>, nameOrFile: string): Framework {
  const ids = shippedIds();
  if (ids.includes(nameOrFile)) return readShipped(nameOrFile);
  const file = path.resolve(cwd, nameOrFile);
  if (!looksLikeFile.test(nameOrFile) && !fs.existsSync(file)) {
    throw new PortcullisError('NOT_FOUND', `There is no framework "${nameOrFile}"`, {
      expected: `${ids.join(', ')}, or a file of your own such as ./my.yaml`,
      hint: didYouMean(nameOrFile, ids),
    });
  }
  return readFramework(nameOrFile, readText(file, nameOrFile));
}

function readText(file: string, shown: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `The framework file ${shown} cannot be read`, {
      cause,
      hint: (cause as Error).message,
    });
  }
}
