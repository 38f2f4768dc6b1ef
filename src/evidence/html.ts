import { visibleText } from '../core/visible-text.js';
import { escapeMarkup } from '../report/escape.js';
import { evidenceStyle } from './html-style.js';
import { populationFile } from './oscal.js';
import type { Cell, Control, EvidenceReport, ItemReport, ItemState } from './types.js';
import { wording } from './wording.js';

/** Rows that the page shows of an item; the file of its population has all. */
const mostRows = 60;

const html = (text: string): string => escapeMarkup(visibleText(text));

/** `2026-11-25 04:39 UTC`, with the exact one for programs. */
function moment(time: number): string {
  const iso = new Date(time).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

/** A period as people say it: whole days where it is. */
export function periodText({ from, to }: EvidenceReport['period']): string {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return `${day(from)} to ${day(to - 1)}`;
}

const states: readonly ItemState[] = ['present', 'stale', 'missing'];
const badge = (state: ItemState): string => `<span class="state ${state}">${state}</span>`;

function tally(items: readonly ItemReport[]): string {
  const of = (state: ItemState): number => items.filter((item) => item.state === state).length;
  return `<ul class="tally">${states.map((state) => `<li>${badge(state)}${of(state)}</li>`).join('')}</ul>`;
}

function controlRow({ id, title, needs, evidence }: Control, items: ReadonlyMap<string, ItemReport>): string {
  const list = evidence.map((name) => {
    const { state, title: of } = items.get(name)!;
    return `<li>${badge(state)}<a href="#${html(name)}">${html(of)}</a></li>`;
  });
  return `<tr><th scope="row">${html(id)}</th><td><strong>${html(title)}</strong><p class="dim">${html(needs)}</p></td><td><ul>${list.join('')}</ul></td></tr>`;
}

function controlsTable({ controls }: EvidenceReport, items: ReadonlyMap<string, ItemReport>): string {
  const head = '<thead><tr><th>Control</th><th>What it asks for</th><th>Evidence</th></tr></thead>';
  return `<table class="controls">${head}<tbody>${controls.map((control) => controlRow(control, items)).join('\n')}</tbody></table>`;
}

const fact = (name: string, value: string): string => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`;

function itemSection(item: ItemReport, { controls, period }: EvidenceReport): string {
  const { id, title, state, summary, subject, method, collected, newest, expires, how, population } = item;
  const speaksTo = controls.filter(({ evidence }) => evidence.includes(id)).map((control) => control.id);
  const facts = [
    fact('Subject', html(subject)),
    fact('Method', `${method === 'TEST' ? 'tried' : 'read from the system'} (<code>${html(id)}</code>)`),
    fact('Controls', html(speaksTo.join(', '))),
    fact('Period', `${moment(period.from)} to ${moment(period.to)}`),
    fact('Collected', moment(collected)),
    ...(newest === undefined ? [] : [fact('Newest fact', moment(newest))]),
    ...(expires === undefined ? [] : [fact('Expires', moment(expires))]),
    ...(state === 'present' ? [] : [fact('To have it', html(how))]),
  ];
  return [
    `<section class="item" id="${html(id)}"><h3>${badge(state)}${html(title)}</h3><p>${html(summary)}</p>`,
    `<table class="facts">${facts.join('')}</table>`,
    state === 'missing' ? '' : rowsTable(item.id, population),
    '</section>',
  ].join('\n');
}

function rowsTable(id: string, { columns, rows, total }: ItemReport['population']): string {
  if (rows.length === 0) return '<p class="dim">The population is empty.</p>';
  const head = columns.map((name) => `<th scope="col">${html(name)}</th>`).join('');
  const body = rows.slice(0, mostRows).map((row) => `<tr>${row.map(cell).join('')}</tr>`);
  const shown = Math.min(rows.length, mostRows);
  const note =
    total > shown
      ? `<p class="dim">The first ${shown} of ${total}; all in <code>${populationFile(id)}</code> of the bundle.</p>`
      : '';
  return `<div class="rows" tabindex="0" role="region" aria-label="Rows"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>${note}`;
}

const isoTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;

function cell(value: Cell): string {
  if (typeof value === 'number') return `<td class="number">${value}</td>`;
  const time = isoTime.exec(value);
  return time ? `<td><time datetime="${value}">${time[1]} ${time[2]}</time></td>` : `<td>${html(value)}</td>`;
}

/** One self-contained page that reads well on screen and on paper; no script, nothing loaded. */
export function evidencePage(report: EvidenceReport): string {
  const { framework, period, collected, version, items } = report;
  const title = `Evidence for ${framework.title}`;
  const byId = new Map(items.map((item) => [item.id, item]));
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    // No script, nothing from elsewhere: whatever a row quotes stays text.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${html(title)}</title><style>${evidenceStyle}</style></head><body><main>`,
    `<h1>${html(title)}</h1>`,
    `<p class="dim">${html(framework.edition)}, ${html(framework.publisher)}. ${periodText(period)}, collected ${moment(collected)}.</p>`,
    `<p class="wording">${html(wording)}</p>`,
    `<section class="contents"><h2>Controls</h2>${tally(items)}${controlsTable(report, byId)}</section>`,
    `<section><h2>Evidence items</h2>${items.map((item) => itemSection(item, report)).join('\n')}</section>`,
    `<footer><p>${html(wording)}</p><p>Portcullis ${html(version)}. Titles and texts of controls are in words of our own: the framework itself is the publisher's.</p></footer>`,
    '</main></body></html>',
    '',
  ].join('\n');
}
