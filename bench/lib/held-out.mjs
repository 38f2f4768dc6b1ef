import { heldOutAttacks, heldOutFields, heldOutNames } from './held-out-attacks.mjs';
import { heldOutHarmless } from './held-out-harmless.mjs';

const inQuery = { in: 'query', isName: false, name: 'value' };

function* attacks() {
  for (const [family, texts] of Object.entries(heldOutAttacks)) {
    for (const text of texts) yield { family, text, kind: 'name', part: inQuery };
  }
  for (const [family, texts] of Object.entries(heldOutNames)) {
    for (const text of texts) yield { family, text, kind: 'name', part: { in: 'body', isName: true, name: text } };
  }
  for (const { family, kind, name, texts } of heldOutFields) {
    for (const text of texts) yield { family, text, kind, part: { in: 'body', isName: false, name } };
  }
}

/** Of the second opinion: attacks caught by family, and harmless texts denied as what they are, as text and undeclared. */
export function measureHeldOut(inspector) {
  const families = new Map();
  const missed = [];
  for (const { family, text, kind, part } of attacks()) {
    const count = families.get(family) ?? { family, sent: 0, caught: 0 };
    count.sent++;
    if (inspector.inspectText(text, kind, part)) count.caught++;
    else missed.push({ family, text });
    families.set(family, count);
  }
  const harmless = heldOutHarmless();
  const denied = (kindOf) =>
    harmless.flatMap(({ kind, text }) => {
      const hit = inspector.inspectText(text, kindOf(kind));
      return hit ? [{ kind, text, family: hit.family, reason: hit.reason }] : [];
    });
  return {
    families: [...families.values()],
    missed,
    harmless: harmless.length,
    declared: denied((kind) => kind),
    undeclared: denied(() => 'name'),
  };
}
