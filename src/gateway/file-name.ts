const maxBytes = 255;
/** Controls, and characters that turn the direction of writing: `photo\u202egnp.exe` looks like `photoexe.png`. */
const hidden = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Why a file name from a caller must not reach anybody who makes files (CWE-22, CWE-434); undefined when it may. */
export function fileNameReason(name: string): string | undefined {
  if (Buffer.byteLength(name) > maxBytes) return `has a file name of more than ${maxBytes} bytes`;
  if (/[/\\:]/.test(name) || /%(?:2f|5c|00)/i.test(name)) return 'has a file name with a path';
  if (hidden.test(name)) return 'has a file name with control characters';
  if (/^\.+$/.test(name) || /[. ]$/.test(name)) return 'has a file name that names no file';
  return device.test(name) ? 'has a file name that names a device' : undefined;
}
