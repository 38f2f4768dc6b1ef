/** Style of the evidence pages: system fonts, light and dark, made for paper as well. */
export const evidenceStyle = `
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #f4f6f9; --text: #1b2230; --dim: #5a6474; --paper: #fff;
  --link: #1f5fa8; --present: #1d6b3a; --stale: #8a5a00; --missing: #b3261e; --on: #fff; }
@media screen and (prefers-color-scheme: dark) { :root { --line: #343c4a; --soft: #1b212b; --text: #e6e9ef;
  --dim: #a3adbd; --paper: #12161d; --link: #7db4f5; --present: #6cc58c; --stale: #d8a743; --missing: #f0776e;
  --on: #10141a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; line-height: 1.4; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: .3rem 0; } .dim { color: var(--dim); }
.wording { border-left: 4px solid var(--stale); background: var(--soft); padding: .6rem .9rem; margin: 1rem 0 1.5rem; }
a { color: var(--link); } code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em;
  overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--dim); font-weight: 600; }
.controls td:first-child, .controls th:first-child { white-space: nowrap; }
.controls ul { list-style: none; margin: 0; padding: 0; } .controls li { margin: .15rem 0; display: grid;
  grid-template-columns: max-content minmax(0, 1fr); align-items: baseline; }
.controls td:last-child { width: 42%; }
.state { display: inline-block; min-width: 4.6rem; text-align: center; border-radius: 3px; padding: .02rem .45rem;
  font-size: .78rem; font-weight: 600; color: var(--on); margin-right: .5rem; }
.state.present { background: var(--present); } .state.stale { background: var(--stale); }
.state.missing { background: var(--missing); }
.tally { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
.item { border: 1px solid var(--line); border-radius: 6px; padding: .9rem 1.1rem 1.1rem; margin: 1rem 0; }
.facts { margin: .5rem 0 .75rem; width: auto; } .facts th { color: var(--dim); font-weight: 600; padding-right: 1.2rem; }
.facts th, .facts td { border: 0; padding-block: .1rem; }
.rows { overflow-x: auto; } .rows table { font-size: .82rem; } .rows td { overflow-wrap: anywhere; max-width: 22rem; }
.rows time { white-space: nowrap; } .rows td.number { text-align: right; font-variant-numeric: tabular-nums; }
footer { margin-top: 3rem; color: var(--dim); font-size: .85rem; }
@media (max-width: 40rem) { .controls li { display: block; } .controls td:nth-child(2) { min-width: 9rem; } .item { padding: .7rem; } }
@media print { @page { size: A4; margin: 14mm; } :root { color-scheme: light; } main { max-width: none; padding: 0; }
  body { font-size: 9.5pt; } table { font-size: 8.5pt; } .rows { overflow: visible; } .rows table { font-size: 7pt; }
  .rows td { max-width: none; } .item { border: 0; border-top: 1px solid #999; border-radius: 0; padding: .6rem 0; }
  tr, .facts { break-inside: avoid; } h2, h3, .facts { break-after: avoid; } thead { display: table-header-group; }
  .state { color: #000; background: none !important; border: 1px solid #555; }
  .contents { break-after: page; } a { color: inherit; text-decoration: none; } }
`;
