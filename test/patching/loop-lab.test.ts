import { lab } from '../pentest/apps/lab.js';
import { describeAppLoop } from './app-loop.js';

describeAppLoop(lab, [
  { check: 'template-injection', holes: ['template-evaluated'], closedBy: 'patch constraints' },
  { check: 'code-injection', holes: ['formula-evaluated'], closedBy: 'patch constraints' },
  { check: 'command-injection', holes: ['command-run'], closedBy: 'patch constraints' },
  { check: 'xss-reflected', holes: ['page-repeats-markup'], closedBy: 'patch constraints' },
  { check: 'xss-stored', holes: ['note-page-raw'], closedBy: 'patch constraints' },
  { check: 'path-traversal', holes: ['file-path-followed'], closedBy: 'covered message' },
  { check: 'ldap-injection', holes: ['filter-concatenated'], closedBy: 'patch constraints' },
  { check: 'xpath-injection', holes: ['xpath-concatenated'], closedBy: 'patch constraints' },
  { check: 'sql-injection-time', holes: ['sql-concatenated'], closedBy: 'patch constraints' },
  { check: 'header-injection', holes: ['line-break-in-header'], closedBy: 'patch constraints' },
  { check: 'nosql-operator-injection', holes: ['operators-taken'], closedBy: 'patch constraints' },
  { check: 'xml-external-entity', holes: ['xml-resolved'], closedBy: 'patch body' },
  { check: 'xml-external-entity', holes: ['xml-resolved'], closedBy: 'covered body', mode: 'enforce' },
  { check: 'prototype-pollution', holes: ['prototype-open'], closedBy: 'patch constraints' },
  { check: 'log-injection', holes: ['log-line-break'], closedBy: 'patch constraints' },
  { check: 'file-write-outside', holes: ['upload-path-followed'], closedBy: 'patch constraints' },
  { check: 'unsafe-deserialisation', holes: ['state-revived'], closedBy: 'patch constraints' },
  { check: 'ssrf-internal-content', holes: ['preview-shown'], closedBy: 'patch constraints' },
]);
