import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allRunbooks } from '../../src/app/runbooks.js';
import { commandsOf, phases } from '../../src/incidents/runbook.js';
import { openResponse, type Response } from './responder.js';

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
            assert.equal(code, 0, `${phase}: ${command}\n${said}`);
          }
        }
      });
    }
  });
}
