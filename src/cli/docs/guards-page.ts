import { phases, type Guard } from '../../gateway/guard.js';
import { code, page, table } from './markdown.js';

/** The guards as a Markdown page, in the order of the phases. */
export function guardDocs(guards: Iterable<Guard>): string {
  const all = [...guards];
  const rows = phases.flatMap((phase) =>
    all
      .filter((guard) => guard.phase === phase)
      .map((guard) => [
        phase,
        code(guard.id),
        guard.title,
        judges(guard),
        guard.settings.map(code).join(', ') || 'none',
        guard.monitorable ? 'yes' : 'no: always denies',
      ]),
  );
  return page(
    'Guards of the gateway',
    `${rows.length} guards. An operation runs only those it needs: the others compile to nothing. Phases run from top to bottom. Inside a phase guards may only deny, so their order does not change the verdict. Before all of them the message itself is read: what can be read in two ways is refused.`,
    '`portcullis policy explain OPERATION` prints the guards of one operation with their settings and where each setting stands.',
    table(['phase', 'guard', 'what it judges', 'side', 'settings it reads', 'can be only monitored'], rows),
  );
}

function judges(guard: Guard): string {
  return [guard.compile ? ['request'] : [], guard.compileAnswer ? ['answer'] : []].flat().join(' and ');
}
