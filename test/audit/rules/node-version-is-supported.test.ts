import rule from '../../../src/audit/rules/node-version-is-supported.js';
import { describeEstateRule } from '../describe-estate-rule.js';

const docker = (text: string) => ({ files: { Dockerfile: text } });
const nvmrc = (text: string) => ({ files: { '.nvmrc': text } });

describeEstateRule(rule, {
  flags: {
    'an image': {
      ...docker('FROM node:18-alpine\nUSER node\n'),
      severity: 'medium',
      says: /Node 18 \(the image node:18-alpine\) has had no fixes since 2025-04-30/,
      at: 'Dockerfile:1',
    },
    'an image by an argument': {
      ...docker('ARG NODE=16.20.2\nFROM node:${NODE}\nUSER node\n'),
      says: /Node 16/,
      at: 'Dockerfile:2',
    },
    'the first of two stages': {
      ...docker('FROM registry.example.com/library/node:20 AS base\nFROM base\nUSER node\n'),
      says: /Node 20/,
    },
    'a file of nvm': { ...nvmrc('v20.11.1\n'), severity: 'medium', says: /since 2026-04-30/, at: '.nvmrc:1' },
    'a name of a line': { ...nvmrc('lts/hydrogen\n'), says: /Node 18/ },
    'an odd one': nvmrc('23'),
  },
  passes: {
    'a line with support': docker('FROM node:24-alpine\n'),
    'the other line': nvmrc('22.11.0'),
    'an image of something else': { files: { Dockerfile: 'FROM nginx:1.18\n', '.nvmrc': '24' } },
    'whatever is newest': docker('FROM node:lts\n'),
  },
});
