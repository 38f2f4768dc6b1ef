import rule from '../../../src/audit/rules/container-is-not-root.js';
import { describeEstateRule } from '../describe-estate-rule.js';

const docker = (text: string, name = 'Dockerfile') => ({ files: { [name]: text } });

describeEstateRule(rule, {
  flags: {
    'no user': {
      ...docker('FROM node:24-alpine\nCMD ["node"]\n'),
      severity: 'medium',
      says: /user of node:24-alpine, which is root/,
      at: 'Dockerfile:1',
    },
    'root by name, last': {
      ...docker('FROM node:24\nUSER node\nUSER root\n'),
      says: /runs as root/,
      at: 'Dockerfile:3',
    },
    'root by number, with a group': docker('FROM node:24\nUSER 0:0\n'),
    'a user in the stage that is thrown away': docker(
      'FROM node:24 AS build\nUSER node\nFROM node:24-alpine\nCOPY --from=build /a /a\n',
    ),
    'a base image of any version': { ...docker('FROM node\nUSER node\n'), severity: 'low', says: /whatever is newest/ },
    'another name of the file': docker('FROM node:24\n', 'docker/api.Dockerfile'),
    'an instruction inside a here-document': docker('FROM node:24\nRUN <<EOF\nUSER node\nEOF\n'),
  },
  passes: {
    'a user': docker('FROM node:24\nRUN apk add tini \\\n  && echo done\nUSER node\n'),
    'a number': docker('FROM node:24@sha256:abc\nUSER 1000:1000\n'),
    'a user of the stage it is built on': docker('FROM node:24 AS base\nUSER node\nFROM base\nCMD ["node"]\n'),
    'an image that is not root by itself': docker('FROM gcr.io/distroless/nodejs24-debian12:nonroot\n'),
    'a user by an argument': docker('ARG WHO=app\nFROM node:24\nUSER ${WHO}\n'),
    'no Dockerfile': { files: { 'README.md': 'FROM node' } },
  },
});
