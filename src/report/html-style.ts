/** Style of the HTML report: system fonts, light and dark, made for paper as well. */
export const reportStyle = `
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #f4f6f9; --text: #1b2230; --dim: #5a6474; --paper: #fff;
  --badge: #fff; --link: #1f5fa8;
  --critical: #8f1020; --high: #b3261e; --medium: #8a5a00; --low: #1f5fa8; --info: #4d5766; }
@media screen and (prefers-color-scheme: dark) { :root { --line: #343c4a; --soft: #1b212b; --text: #e6e9ef;
  --dim: #a3adbd; --paper: #12161d; --badge: #10141a; --link: #7db4f5;
  --critical: #ff8593; --high: #f0776e; --medium: #d8a743; --low: #6fabf0; --info: #9aa6b8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1.5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; line-height: 1.4; margin: 0 0 .75rem; overflow-wrap: anywhere; }
.finding h3, .contents li { display: grid; grid-template-columns: max-content minmax(0, 1fr); column-gap: .6rem;
  align-items: baseline; }
h4 { font-size: .85rem; margin: 1rem 0 .4rem; color: var(--dim); }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em; }
code { overflow-wrap: anywhere; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .75rem; margin: .4rem 0;
  white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
.facts th { width: 11rem; font-weight: 600; color: var(--dim); }
.grid td.number, .grid thead th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
.badge { display: inline-block; min-width: 4.6rem; text-align: center; border-radius: 3px; padding: .05rem .45rem;
  color: var(--badge); font-size: .78rem; font-weight: 600; }
.badge.critical { background: var(--critical); } .badge.high { background: var(--high); }
.badge.medium { background: var(--medium); } .badge.low { background: var(--low); }
.badge.info { background: var(--info); }
.tally { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 1rem; }
.contents { padding-left: 0; list-style: none; } .contents li { margin: .3rem 0; }
.finding { border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.1rem; margin: 1rem 0; }
@media (max-width: 36rem) { .facts th { width: 7.5rem; } .finding { padding: .8rem; } }
.evidence { padding-left: 1.2rem; } .evidence li { margin: .5rem 0; }
.contents .count { color: var(--dim); white-space: nowrap; }
a { color: var(--link); }
.brief h3 { margin: 1.2rem 0 .5rem; } .brief .contents li { display: grid; column-gap: .6rem; margin: .6rem 0; }
footer { margin-top: 3rem; color: var(--dim); font-size: .85rem; }
@media print { @page { size: A4; margin: 15mm; } :root { color-scheme: light; } main { max-width: none; padding: 0; }
  body { font-size: 10pt; } pre { font-size: 7.5pt; line-height: 1.35; padding: .4rem .6rem; }
  .brief { break-after: page; } .finding { border-color: #bbb; } .finding:not(:has(pre)), .facts tr, .contents li { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; } .facts td, .facts th { padding-block: .15rem; }
  .badge { color: #000; background: none !important; border: 1px solid #555; }
  a { color: inherit; text-decoration: none; } }
`;
