import { Badge } from '../../shared/severity.js';
import { accessWords, type Access } from './types.js';

/** Sign, word and colour. */
export function AccessMark({ of }: { readonly of: Access }) {
  const { sign, label, tone } = accessWords[of];
  return (
    <Badge tone={tone}>
      {sign} {label}
    </Badge>
  );
}
