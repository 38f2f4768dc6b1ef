/** First bytes of a kind of file; null stands for any byte. */
interface Magic {
  readonly types: readonly string[];
  readonly offset: number;
  readonly bytes: readonly (number | null)[];
}

const letters = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

const zip = 'application/zip';
const office = 'application/vnd.openxmlformats-officedocument.';

/** Registered or documented signatures of formats that applications commonly take. */
const magics: readonly Magic[] = [
  { types: ['image/png', 'image/apng'], offset: 0, bytes: [0x89, ...letters('PNG'), 0x0d, 0x0a, 0x1a, 0x0a] },
  { types: ['image/jpeg', 'image/jpg', 'image/pjpeg'], offset: 0, bytes: [0xff, 0xd8, 0xff] },
  { types: ['image/gif'], offset: 0, bytes: letters('GIF87a') },
  { types: ['image/gif'], offset: 0, bytes: letters('GIF89a') },
  { types: ['image/webp'], offset: 0, bytes: [...letters('RIFF'), null, null, null, null, ...letters('WEBP')] },
  { types: ['image/bmp'], offset: 0, bytes: letters('BM') },
  { types: ['image/tiff'], offset: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { types: ['image/tiff'], offset: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { types: ['image/x-icon', 'image/vnd.microsoft.icon'], offset: 0, bytes: [0, 0, 1, 0] },
  { types: ['image/avif', 'image/heic', 'image/heif'], offset: 4, bytes: letters('ftyp') },
  { types: ['application/pdf'], offset: 0, bytes: letters('%PDF-') },
  {
    types: [
      zip,
      `${office}wordprocessingml.document`,
      `${office}spreadsheetml.sheet`,
      `${office}presentationml.presentation`,
      'application/epub+zip',
      'application/java-archive',
      'application/vnd.oasis.opendocument.text',
      'application/vnd.oasis.opendocument.spreadsheet',
    ],
    offset: 0,
    bytes: [0x50, 0x4b, 0x03, 0x04],
  },
  { types: [zip], offset: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { types: ['application/gzip', 'application/x-gzip'], offset: 0, bytes: [0x1f, 0x8b, 0x08] },
  { types: ['application/x-7z-compressed'], offset: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { types: ['video/mp4', 'audio/mp4', 'video/quicktime'], offset: 4, bytes: letters('ftyp') },
  { types: ['video/webm', 'audio/webm', 'video/x-matroska'], offset: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { types: ['audio/mpeg', 'audio/mp3'], offset: 0, bytes: letters('ID3') },
  ...[0xfb, 0xf3, 0xf2].map((byte) => ({ types: ['audio/mpeg', 'audio/mp3'], offset: 0, bytes: [0xff, byte] })),
  { types: ['audio/ogg', 'video/ogg', 'application/ogg'], offset: 0, bytes: letters('OggS') },
  { types: ['audio/flac'], offset: 0, bytes: letters('fLaC') },
  {
    types: ['audio/wav', 'audio/x-wav'],
    offset: 0,
    bytes: [...letters('RIFF'), null, null, null, null, ...letters('WAVE')],
  },
  { types: ['font/woff'], offset: 0, bytes: letters('wOFF') },
  { types: ['font/woff2'], offset: 0, bytes: letters('wOF2') },
];

const byType = new Map<string, Magic[]>();
for (const magic of magics) {
  for (const type of magic.types) byType.set(type, [...(byType.get(type) ?? []), magic]);
}

function begins(content: Buffer, { offset, bytes }: Magic): boolean {
  return bytes.every((byte, i) => byte === null || content[offset + i] === byte);
}

/**
 * Whether the content begins as its media type says (CWE-434). `unknown` for types that have no signature here: texts,
 * and formats that nobody can tell by their first bytes.
 */
export function kindMatches(mediaType: string, content: Buffer): boolean | 'unknown' {
  const known = byType.get(mediaType);
  return known ? known.some((magic) => begins(content, magic)) : 'unknown';
}
