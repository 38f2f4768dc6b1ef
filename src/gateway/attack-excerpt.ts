import { visibleText } from '../core/visible-text.js';

/** Words that attacks are made of. Everything else in an attack may be a secret, or a person's. */
const vocabulary = new Set(
  `a address alert all and applet as asc async atob await base64 bash bin between body boolean btoa by call cast cat
  char class cmd concat constructor convert cookie count create curl data database db dd declare delay delete desc dev
  distinct div do document doctype drop dual else embed end entity env etc eval exec execute exists exit expression
  extractvalue false fetch file find for form from ftp function getclass getruntime global gopher group gte has having
  head href html http https id if iframe img import in include information_schema innerhtml input insert int into invoke
  is java javascript join jndi js key lang ldap length like limit link list load_file localhost location lt lte main
  math meta metadata method mysql name nc ne new nin node not null object office on onclick onerror onfocus onload
  onmouseover onmousemove ontoggle open or order os outfile parent passwd payload pg_sleep php ping popen powershell
  print printf proc process prompt proto prototype public python rand regex regexp replace require return rm rmi root
  runtime schema schemas script select self selector set sh shadow shell sleep src srcdoc ssi start string style
  subprocess substr substring svg system systemroot table tables template test then this throw timeout tmp true type
  typeof uid union update updatexml url user users username usr utl_http val value values var version vbscript video
  wait waitfor wget where while whoami win window windows with x xml xp_cmdshell xsl`
    .split(/\s+/)
    .filter(Boolean),
);

const hidden = '…';

const isTold = (word: string): boolean => vocabulary.has(word.toLowerCase()) || /^\d{1,2}$/.test(word);

/**
 * What an attack looks like, by allow-list: words that attacks are made of and numbers of two digits are told, as are
 * signs; every other word is hidden.
 */
export function attackExcerpt(text: string): string {
  return visibleText(text.replace(/[\p{L}\p{N}_]+/gu, (word) => (isTold(word) ? word : hidden)));
}
