import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Jobs, type JobRequest } from '../../src/console/jobs.js';

const request = (run: JobRequest['run']): JobRequest => ({
  kind: 'audit',
  subject: 'the policy',
  by: 'ann',
  cli: 'portcullis audit',
  run,
});
const never = new AbortController().signal;

async function textOf(log: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of log) text += part;
  return text;
}

describe('a job', () => {
  it('is followed line by line to its end, from where the reader was', async () => {
    const jobs = new Jobs();
    const { id } = jobs.start(
      request(async ({ say }) => {
        for (let n = 1; n <= 5; n += 1) {
          say(`line ${n}`);
          await sleep(5);
        }
        return { findings: 3 };
      }),
    );
    const whole = await textOf(jobs.log(id, 0, never));
    assert.deepEqual(whole.match(/line \d/g), ['line 1', 'line 2', 'line 3', 'line 4', 'line 5']);
    assert.match(whole, /event: end\ndata: .*"state":"done".*"result":\{"findings":3\}/);
    const rest = await textOf(jobs.log(id, 3, never));
    assert.deepEqual(rest.match(/line \d/g), ['line 4', 'line 5']);
  });

  it('keeps another one from starting, and is stopped', async () => {
    const jobs = new Jobs();
    const { id } = jobs.start(
      request(
        ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      ),
    );
    assert.throws(() => jobs.start(request(async () => 1)), { status: 409, code: 'JOB_RUNNING' });
    jobs.stop(id);
    assert.match(await textOf(jobs.log(id, 0, never)), /"state":"stopped"/);
    assert.equal(jobs.start(request(async () => 1)).state, 'running');
    await jobs.close();
  });

  it('that fails says why, and nothing of what it does not know', async () => {
    const jobs = new Jobs();
    const { id } = jobs.start(request(() => Promise.reject(new Error('token 4711'))));
    const text = await textOf(jobs.log(id, 0, never));
    assert.match(text, /"state":"failed".*"code":"INTERNAL"/);
    assert.ok(!text.includes('4711'));
    assert.throws(() => jobs.get('nothing'), { status: 404 });
  });

  it('ends with the console', async () => {
    const jobs = new Jobs();
    const { id } = jobs.start(
      request(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(1)))),
    );
    await jobs.close();
    assert.equal(jobs.get(id).state, 'stopped');
    assert.throws(() => jobs.start(request(async () => 1)), { status: 409 });
  });
});
