import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reloadGateway, removeGatewayState, runningGateway, writeGatewayState } from '../../src/app/gateway-state.js';
import { orchardProject, type Gateway } from '../cli/bench.js';

const project = orchardProject();
const dataDir = project.file('.portcullis');
let gateway: Gateway;
before(async () => {
  gateway = await project.start();
});
after(() => project.close());

describe('the state of a running gateway', () => {
  it('names process, policy and addresses to other commands, and to no other user', () => {
    const state = runningGateway(dataDir)!;
    assert.equal(state.pid, gateway.pid);
    assert.equal(state.policyFile, project.file('portcullis.yaml'));
    assert.deepEqual(state.urls, [gateway.url]);
    assert.equal(state.generation, 1);
    assert.equal(fs.statSync(path.join(dataDir, 'run', 'gateway.json')).mode & 0o777, 0o600);
  });

  it('is none where no gateway holds the folder, whatever a killed one left behind', () => {
    const other = project.file('other');
    assert.equal(runningGateway(other), undefined);
    writeGatewayState(other, { pid: process.pid, policyFile: 'x', policyDigest: 'd', urls: [], generation: 1 });
    assert.equal(runningGateway(other), undefined);
    removeGatewayState(other);
    removeGatewayState(other);
  });

  it('is none when the file is no JSON', () => {
    const other = project.file('damaged');
    fs.mkdirSync(path.join(other, 'run'), { recursive: true, mode: 0o700 });
    fs.chmodSync(other, 0o700);
    fs.writeFileSync(path.join(other, 'run', 'gateway.json'), '{"pid":');
    assert.equal(runningGateway(other), undefined);
  });
});

describe('a reload', () => {
  it('resolves when the new policy is in force', async () => {
    const before = runningGateway(dataDir)!;
    project.edit('portcullis.yaml', 'mode: enforce', 'mode: monitor');
    const state = await reloadGateway(dataDir);
    assert.notEqual(state?.policyDigest, before.policyDigest);
    assert.equal(state?.generation, before.generation + 1);
    assert.equal(state?.refused, undefined);
  });

  it('of a broken policy is an error that says where, and the policy before stays', async () => {
    const before = runningGateway(dataDir)!;
    project.edit('portcullis.yaml', 'mode: monitor', 'mode: montor');
    await assert.rejects(reloadGateway(dataDir), (error: Error & { code?: string; hint?: string }) => {
      assert.equal(error.code, 'POLICY_INVALID');
      assert.match(error.message, /goes on with the one before/);
      assert.match(error.hint ?? '', /portcullis\.yaml:\d+:\d+/);
      return true;
    });
    assert.equal(runningGateway(dataDir)?.policyDigest, before.policyDigest);
    project.edit('portcullis.yaml', 'mode: montor', 'mode: monitor');
    assert.equal((await reloadGateway(dataDir))?.refused, undefined);
  });

  it('asked for many times at once is answered each time, and the last policy holds', async () => {
    project.edit('portcullis.yaml', 'mode: monitor', 'mode: enforce');
    const states = await Promise.all(Array.from({ length: 5 }, () => reloadGateway(dataDir)));
    assert.ok(states.every((state) => state !== undefined && state.refused === undefined));
    const final = await reloadGateway(dataDir);
    assert.equal(final?.policyDigest, (await project.json<{ digest: string }>('policy', 'check')).digest);
  });

  it('resolves to nothing when no gateway runs', async () => {
    assert.equal(await reloadGateway(project.file('nobody')), undefined);
  });
});
