/** The one style sheet of the portal: system fonts, light and dark, for paper too. */
export const style = `:root { color-scheme: light dark; --paper: #fff; --text: #17202b; --soft: #515b67; --line: #d8dde3;
  --sunken: #f5f6f8; --link: #174a85; --get: #1a6b3c; --post: #1f5fa8; --put: #8a5300; --delete: #b42318; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #0e1116; --text: #e7ebf0; --soft: #a5afbb;
  --line: #2a313b; --sunken: #171c23; --link: #79b8ff; --get: #56d364; --post: #79b8ff; --put: #e3b341;
  --delete: #ff8f70; } }
* { box-sizing: border-box; } [hidden] { display: none !important; }
html { background: var(--paper); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
header { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center;
  padding: .7rem 1.5rem; border-bottom: 1px solid var(--line); }
header > a { font-weight: 650; color: var(--text); }
header form { margin-left: auto; display: flex; gap: .4rem; align-items: center; position: relative; }
header input { font: inherit; width: 16rem; max-width: 60vw; padding: .25rem .6rem; color: inherit;
  background: var(--paper); border: 1px solid var(--soft); border-radius: 5px; }
#found { position: absolute; right: 0; top: 2.4rem; z-index: 2; width: 24rem; max-width: 85vw; max-height: 60vh;
  overflow: auto; margin: 0; padding: .3rem; list-style: none; background: var(--paper); border: 1px solid var(--line);
  border-radius: 6px; box-shadow: 0 8px 24px rgb(0 0 0 / 18%); }
#found:empty { display: none; }
#found a { display: block; padding: .3rem .5rem; border-radius: 4px; } #found a:hover { background: var(--sunken); }
nav { padding: 1.2rem .5rem 2rem 1.5rem; border-right: 1px solid var(--line); font-size: .92rem; }
nav > div { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; padding-right: .5rem; }
nav h2 { font-size: .8rem; color: var(--soft); margin: 1.2rem 0 .3rem; border: 0; padding: 0; }
nav ul { list-style: none; margin: 0; padding: 0; } nav li a { display: block; padding: .12rem 0; overflow-wrap: anywhere; }
nav a[aria-current] { font-weight: 650; color: var(--text); }
main { padding: 1.5rem 2.5rem 4rem; max-width: 62rem; min-width: 0; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
main p a, main li a, main td a, main dd a { text-decoration: underline; text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .87em; }
code { overflow-wrap: anywhere; }
pre { background: var(--sunken); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow-x: auto;
  line-height: 1.45; }
dl.facts { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: .45rem 1rem; margin: 1rem 0; }
dl.facts dt { color: var(--soft); font-weight: 600; } dl.facts dd { margin: 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .93em; }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th, td:first-child code { white-space: nowrap; } thead th { color: var(--soft); }
.method { display: inline-block; min-width: 3.4rem; font: 650 .8rem/1.4 ui-monospace, monospace; color: var(--soft); }
.get { color: var(--get); } .post { color: var(--post); } .put, .patch { color: var(--put); } .delete { color: var(--delete); }
.note { border-left: 3px solid var(--put); padding: .3rem 0 .3rem .9rem; }
.soft { color: var(--soft); } .skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
footer { margin-top: 3rem; color: var(--soft); font-size: .87rem; }
@media (max-width: 52rem) { body { display: flex; flex-direction: column; } main { order: 1; padding: 1.2rem; max-width: 100%; }
  nav { order: 2; border: 0; border-top: 1px solid var(--line); padding: .6rem 1.2rem 2rem; }
  nav > div { position: static; max-height: none; } header form { margin-left: 0; }
  dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .6rem; } }
@media print { body { display: block; } nav, header form { display: none; } main { padding: 0; max-width: none; }
  pre { white-space: pre-wrap; } h2, h3 { break-after: avoid; } a { color: inherit; } }
`;

/** Search, where there is JavaScript: one file, nothing from elsewhere, texts only ever as text. */
export const script = `const field = document.getElementById('q');
const found = document.getElementById('found');
const root = document.documentElement.dataset.root;
document.getElementById('search').hidden = false;
let pages;
async function look() {
  pages ??= await (await fetch(root + 'search.json')).json();
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const hits = words.length ? pages.filter(({ text }) => words.every((word) => text.includes(word))).slice(0, 20) : [];
  found.replaceChildren(...hits.map(({ title, path }) => {
    const link = Object.assign(document.createElement('a'), { href: root + path, textContent: title });
    const item = document.createElement('li');
    item.append(link);
    return item;
  }));
}
field.addEventListener('input', look);
field.form.addEventListener('submit', (event) => { event.preventDefault(); found.querySelector('a')?.click(); });
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { field.value = ''; found.replaceChildren(); }
  if (event.key === '/' && document.activeElement !== field) { event.preventDefault(); field.focus(); }
});
`;
