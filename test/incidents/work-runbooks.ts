import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allRunbooks } from '../../src/app/runbooks.js';
import { commandsOf, phases } from '../../src/incidents/runbook.js';
import { openResponse, type Response } from './responder.js';

/** These look at something: to find it (1), or not all of it (3), is no fault of the runbook. A wrong flag (2) is. */
const looks = /^portcullis (?:audit|pentest|doctor|vendors check|policy (?:diff|dry-run|explain))\b/;

const endsOf = (command: string): readonly number[] => (looks.test(command) ? [0, 1, 3] : [0]);

/** Works runbooks by their numbers, each command as it stands: one that drifts from the product fails. */
export function workRunbooks(from: number, to: number): void {
  let place: Response;
  before(async () => void (place = await openResponse()));
  after(() => place.close());

  describe('every command of a runbook runs as it stands', () => {
    for (const runbook of allRunbooks().filter(({ number }) => number >= from && number <= to)) {
      it(`${runbook.number}. ${runbook.title}`, async () => {
        const values = await place.values(Object.keys(runbook.values));
        const commands = commandsOf(runbook);
        for (const phase of phases) {
          for (const command of commands[phase].split('\n')) {
            const { code, said } = await place.sh(command, values);
            assert.ok(endsOf(command).includes(code), `${phase}: ${command}\nexit code ${code}\n${said}`);
          }
        }
      });
    }
  });
}
