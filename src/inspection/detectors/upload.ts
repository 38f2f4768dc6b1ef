import { defineDetector, type Hit } from '../detector.js';

/** Endings of what servers run; some run it behind a harmless ending as well, or in front of `;`, `:` or NUL. */
const server = 'php\\d?|phtml|phar|pht|phps|shtml|asp|aspx|ashx|asmx|asa|cer|cfm|jsp|jspx|jspf|jsw|cgi|cshtml';
const system = 'war|pl|py|rb|sh|bash|exe|dll|bat|cmd|msi|ps1|vbs|vbe|hta|scr|jar|htaccess|user\\.ini|config';
const harmless = 'jpe?g|png|gif|bmp|pdf|txt|docx?|xlsx?|svg|webp|csv|zip|html?';
const name = new RegExp(
  `\\.\\s{0,4}(?:${server}|${system})(?:[\\s.]{0,20}$|[;:%\\0])|\\.\\s{0,4}(?:${server})(?:[;:%\\0/]|\\.(?:${harmless})\\s{0,5}$)`,
  'i',
);
const special =
  /(?:^|[\\/])(?:\.htaccess|\.user\.ini|web\.config|php\.ini|\.npmrc|authorized_keys|crontab)$|::\$data|\.(?:php|asp|jsp)[^!-\-/-\uffff]{0,40}\.?$/i;
const content: readonly [RegExp, string][] = [
  [/^(?:GIF8[79]a|\xff\xd8\xff|\x89PNG|%PDF)[\s\S]{0,3000}(?:<\?php|<\?=|<%@|<script|<jsp:)/, 'code inside a picture'],
  [
    /<\?php|<\?=\s*[`$]|<%@\s*page|<jsp:|<%\s*(?:eval|Runtime|Response)|#!\s*\/(?:usr\/)?bin\/(?:env\s|ba|z|k)?\w/i,
    'code of a server',
  ],
  [/^MZ[\s\S]{0,300}This program cannot|^\x7fELF/, 'a program'],
];

function hit(found: RegExpExecArray | null, score: 4 | 5, reason: string): Hit | undefined {
  return found ? { score, offset: found.index, length: Math.min(found[0].length, 80), reason } : undefined;
}

/** CWE-434. Names that a server would run, also behind a harmless ending, and code in the first bytes of a file. */
export default defineDetector({
  id: 'upload',
  title: 'Dangerous file',
  cwe: [434],
  version: 1,
  needs: 0,
  detect(text, part) {
    if (part.in === 'file') {
      for (const [pattern, reason] of content) {
        const found = hit(pattern.exec(text), 5, reason);
        if (found) return found;
      }
      return undefined;
    }
    if (!/^(?:file_?name|x-file-?name|x_filename|filename\*?|x-file_name)$/.test(part.name)) return undefined;
    return (
      hit(special.exec(text), 5, 'a file that configures a server') ??
      hit(name.exec(text), 4, 'a file that a server runs')
    );
  },
});
