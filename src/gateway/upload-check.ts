import type { UploadPolicy } from '../model/types.js';
import { kindMatches } from './file-kind.js';

/** Why a file is refused, without its name or content; undefined when it may pass. */
export type UploadCheck = (mediaType: string | undefined, content: Buffer) => string | undefined;

/** Whether a media type is one of these, or in one of their ranges (`image/*`). */
export function isOneOf(types: readonly string[], mediaType: string): boolean {
  return types.some(
    (type) => type === mediaType || type === '*/*' || (type.endsWith('/*') && mediaType.startsWith(type.slice(0, -1))),
  );
}

/**
 * CWE-434. Size and media type of a file as the policy says, and in any case: what says that it is of a kind with known
 * first bytes must begin with them. A kind without known first bytes is let through only where its type is named in
 * full or the policy names no types: `image/*` must not let `image/whatever` in unseen.
 */
export function uploadCheck(policy: UploadPolicy | undefined): UploadCheck {
  const { maxBytes, types } = policy ?? {};
  return (mediaType, content) => {
    if (maxBytes !== undefined && content.length > maxBytes) return `is a file of more than ${maxBytes} bytes`;
    if (types && (mediaType === undefined || !isOneOf(types, mediaType)))
      return 'is a file of a media type that is not allowed';
    const matches = mediaType === undefined ? 'unknown' : kindMatches(mediaType, content);
    if (matches === false) return 'is a file whose content is not of its media type';
    if (matches === 'unknown' && types && !types.includes(mediaType!)) return 'is a file whose content cannot be told';
    return undefined;
  };
}
