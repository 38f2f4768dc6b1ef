import loaders from 'catalog-lazy:./commands';
import type { Command } from './command.js';

const ids = Object.keys(loaders);

/** The command that the first word names with those of its group; all of them where it names none. */
function idsFor([word = '']: readonly string[]): readonly string[] {
  const named = ids.filter((id) => id === word || id.startsWith(`${word}-`));
  return named.length > 0 ? named : ids;
}

/**
 * The commands that a command line may mean. What one command needs is not loaded for another: that would be most of
 * the time that a short one takes.
 */
export async function commandsFor(argv: readonly string[]): Promise<readonly Command[]> {
  return Promise.all(idsFor(argv).map(async (id) => (await loaders[id]!()) as Command));
}
