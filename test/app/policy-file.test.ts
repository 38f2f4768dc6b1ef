import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { findPolicyFile } from '../../src/app/policy-file.js';
import { Project } from '../cli/bench.js';

const project = new Project();
after(() => project.close());

describe('the policy file of a folder', () => {
  it('is the one in it, or in the nearest folder above', () => {
    project.write('portcullis.yaml', '');
    project.write('a/b/c/x', '');
    assert.equal(findPolicyFile(project.file('a/b/c')), project.file('portcullis.yaml'));
    project.write('a/portcullis.json', '{}');
    assert.equal(findPolicyFile(project.file('a/b/c')), project.file('a/portcullis.json'));
    project.write('a/portcullis.yml', '');
    assert.equal(findPolicyFile(project.file('a/b/c')), project.file('a/portcullis.yml'));
  });

  it('is none in the root of a file system without one', () => assert.equal(findPolicyFile('/'), undefined));
});
