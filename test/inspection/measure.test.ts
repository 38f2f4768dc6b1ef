import { test } from 'node:test';
import fs from 'node:fs';
import { inspectValue } from '../../src/inspection/inspect.js';
import type { Part } from '../../src/inspection/detector.js';
const rows = (f: string) => fs.readFileSync('' + process.env.DATA + '/' + f, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
type Row = { id: string; family: string; label: string; paranoia: number; uri: string; headers: Record<string,string>; body: string|null };
function* values(r: Row): Generator<[string, Part]> {
  const [path, ...q] = r.uri.split('?');
  const dec = (s: string) => { try { return decodeURIComponent(s.replaceAll('+', ' ')); } catch { return s; } };
  for (const seg of path!.split('/')) if (seg) yield [dec(seg), { in: 'path', isName: false, name: '' }];
  for (const pair of q.join('?').split('&')) { const i = pair.indexOf('='); const n = i<0?pair:pair.slice(0,i); const v=i<0?'':pair.slice(i+1);
    yield [dec(n), { in: 'query', isName: true, name: '' }]; yield [dec(v), { in: 'query', isName: false, name: dec(n).toLowerCase() }]; }
  for (const [n, v] of Object.entries(r.headers ?? {})) if (!/^(host|accept|content-type|content-length|connection|accept-encoding)$/i.test(n)) yield [String(v), { in: 'header', isName: false, name: n.toLowerCase() }];
  const type = Object.entries(r.headers ?? {}).find(([n]) => n.toLowerCase() === 'content-type')?.[1] ?? '';
  if (r.body) {
    if (/json/.test(type)) { try { const walk = function*(v: unknown, n: string): Generator<[string, Part]> { if (typeof v === 'string') yield [v, { in: 'body', isName: false, name: n }]; else if (v && typeof v === 'object') for (const [k, x] of Object.entries(v)) { if (!Array.isArray(v)) yield [k, { in: 'body', isName: true, name: k }]; yield* walk(x, k); } }; yield* walk(JSON.parse(r.body), ''); return; } catch { /* */ } }
    if (/urlencoded|^$/.test(type)) { for (const pair of r.body.split('&')) { const i = pair.indexOf('='); const n = i<0?pair:pair.slice(0,i); const v=i<0?'':pair.slice(i+1); yield [dec(n), { in: 'body', isName: true, name: '' }]; yield [dec(v), { in: 'body', isName: false, name: dec(n).toLowerCase() }]; } }
    else yield [r.body, { in: 'body', isName: false, name: '' }];
  }
}
test('measure', () => {
  const by = new Map<string, [number, number]>();
  const missed: string[] = [];
  for (const r of rows('crs-regression.jsonl') as Row[]) {
    if (r.label !== 'attack' || r.paranoia !== 1) continue;
    let hit = false;
    for (const [v, p] of values(r)) { const s = inspectValue(v, 'name', p); if (s && s.score >= 4) { hit = true; break; } }
    const c = by.get(r.family) ?? [0, 0]; c[1]++; if (hit) c[0]++; by.set(r.family, c);
    if (!hit && process.env.FAMILY && r.family.includes(process.env.FAMILY)) missed.push(r.id + ' ' + r.uri.slice(0, 150) + ' ' + (r.body ?? '').slice(0, 120));
  }
  for (const [f, [a, n]] of by) console.log('CRS', f, a + '/' + n);
  console.log(missed.slice(0, 60).map((x) => 'MISS ' + x).join('\n'));
  let bad = 0, n = 0;
  for (const r of rows('benign.jsonl') as Row[]) { n++; for (const [v, p] of values(r)) { const s = inspectValue(v, 'name', p); if (s && s.score >= 4) { bad++; console.log('FP', r.id, s.family, s.score, s.reason, JSON.stringify(s.text.slice(Math.max(0, s.offset - 30), s.offset + 50))); break; } } }
  console.log('BENIGN', bad, n);
  let nt = 0, nh = 0;
  for (const r of rows('crs-regression.jsonl') as Row[]) if (r.label === 'not-this-rule') { nt++; for (const [v, p] of values(r)) { const s = inspectValue(v, 'name', p); if (s && s.score >= 4) { nh++; if (process.env.NT) console.log('NT', r.id, s.family, s.reason, JSON.stringify(s.text.slice(Math.max(0, s.offset - 30), s.offset + 50))); break; } } }
  console.log('NOTTHIS', nh, nt);
});
