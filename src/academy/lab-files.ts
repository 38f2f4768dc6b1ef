import { PortcullisError } from '../core/errors.js';
import type { Lesson } from './lesson.js';

/** Where the parts of a lab listen: `host:port`. */
export interface LabAddresses {
  readonly gateway: string;
  readonly service: string;
}

const publicOperation = (name: string) => `${name}: { public: true }`;

/** The policy of a lesson's lab: the base with the lesson's own lines in its sections. */
export function labPolicy(base: string, { lab }: Pick<Lesson, 'lab'>, addresses: LabAddresses): string {
  const values: Readonly<Record<string, string>> = {
    ...addresses,
    mode: lab.mode,
    unknownOperations: lab.unknownOperations,
    // A lesson may say something else of these two: a name stands only once in a mapping.
    listProducts: lab.policy['listProducts'] ?? publicOperation('listProducts'),
    login: lab.policy['login'] ?? publicOperation('login'),
    exclude: lab.policy['exclude'] ?? 'logout, deleteMe',
  };
  return base
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', section] = /^(\s*)#\+ (\w+)$/.exec(line) ?? [];
      if (section === undefined) return [line.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)];
      return (lab.policy[section] ?? '').split('\n').flatMap((own) => (own === '' ? [] : [indent + own]));
    })
    .join('\n');
}

/** The contract of a lesson's lab. Throws `INTERNAL` when the contract has changed under the lesson. */
export function labContract(contract: string, { id, lab }: Lesson): string {
  return lab.contract.reduce((text, { find, replace }) => {
    if (text.split(find).length !== 2) {
      throw new PortcullisError(
        'INTERNAL',
        `Lesson ${id} changes a line that the contract does not have once: ${find}`,
      );
    }
    return text.replace(find, () => replace);
  }, contract);
}

/** What a shell reads in the lab: its addresses, `token NAME`, and the program where it is not on the path. */
export function labShell({ gateway, service }: LabAddresses, program: string): string {
  return `# Read me with:  . ./lab.env
GATEWAY=http://${gateway}
SERVICE=http://${service}
# token alice: logs in and prints the access token.
token() {
  curl -s "$SERVICE/login" -H 'content-type: application/json' \\
    -d "{\\"email\\":\\"$1@orchard.example\\",\\"password\\":\\"$1-password-1\\"}" | sed 's/.*"token":"\\([^"]*\\)".*/\\1/'
}
command -v portcullis > /dev/null || portcullis() { node '${program.replaceAll("'", String.raw`'\''`)}' "$@"; }
`;
}

/** The lines of `answers.yaml`, to be filled in. */
export function labAnswers({ lab }: Lesson): string | undefined {
  const names = Object.keys(lab.answers);
  return names.length === 0 ? undefined : `# What you found out.\n${names.map((name) => `${name}: ''\n`).join('')}`;
}
