/** Reading of shell text: what a command word is once quotes, escapes, globs and empty expansions are gone. */

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Commands that are no words of a language: behind a separator they need no argument to be one. */
export const commands = set(
  'whoami uname ifconfig ipconfig netstat nslookup traceroute tracert wget curl netcat ncat nc bash zsh ksh csh dash tcsh ' +
    'python python2 python3 perl ruby php node lua gcc chmod chown chgrp crontab systemctl sudo mkfifo telnet ssh scp ' +
    'sftp rsync tftp lsof printenv hostname mount umount fdisk mkfs useradd usermod passwd adduser iptables base64 ' +
    'xxd od awk gawk sed grep egrep fgrep xargs tee vim nano gdb strace busybox openssl getent lsblk lscpu dmesg ' +
    'arp socat rm rmdir mv cp ln ls ps df du dir cmd cmd.exe powershell powershell.exe pwsh wmic certutil bitsadmin ' +
    'mshta rundll32 regsvr32 cscript wscript schtasks tasklist taskkill systeminfo icacls attrib netsh reg sc ' +
    'nohup pwd ping ping6 id ipcs env uptime killall pkill ssh-keygen docker kubectl apt apt-get yum dpkg pip npm',
);
/** Commands that are words as well: they need an argument that only a shell takes. */
export const wordCommands = set(
  'cat who date time find sort more less head tail touch kill sleep echo at cut test make man last host set export type ' +
    'net for if copy move del erase start call finger users groups link nice watch read source exec eval printf diff ' +
    'file which alias jobs split join paste fold strings look mail write history service top w sh tar zip unzip gzip ' +
    'shutdown reboot halt dig whois ed ex vi pr tr nl rev tac stat cd true false yes',
);

/** Interpreters and files by their folder: `/bin/sh`, `/usr/bin/id`. */
const folder =
  /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/|\.\/|~\/|[a-z]:\\windows\\(?:system32\\)?|%systemroot%\\|\$\{?home\}?\/)/i;

export interface ShellWord {
  /** As the shell sees it. */
  readonly text: string;
  /** It was written so that a search for it fails: quotes, escapes, globs or expansions inside a word. */
  readonly isDisguised: boolean;
  readonly end: number;
}

const expansion = /^\$(?:\{[a-z_@*#!?$0-9:^,~%-]{1,24}\}|[@*#!?$0-9]|[a-z_]{1,20})/i;
const blankExpansion = /^\$(?:\{IFS[^}]{0,12}\}|IFS(?:\$\d|\$@)?)/i;
const longestWord = 80;

/** One word of a command line, unquoted; `undefined` at a separator. */
export function shellWord(text: string, start: number): ShellWord | undefined {
  let word = '';
  let isDisguised = false;
  let i = start;
  while (i < text.length && word.length < longestWord) {
    const character = text[i]!;
    if (blankExpansion.test(text.slice(i, i + 24))) break;
    if (/[\s;|&<>()]/.test(character) && !(character === '(' && word.endsWith('?'))) break;
    if (character === '`' || character === '\n') break;
    if (character === "'" || character === '"') {
      const close = text.indexOf(character, i + 1);
      if (close < 0 || close - i > longestWord) break;
      if (word || close === i + 1) isDisguised ||= i > start || close === i + 1;
      word += text.slice(i + 1, close);
      i = close + 1;
      continue;
    }
    if (character === '\\') {
      isDisguised ||= /[a-z]/i.test(text[i + 1] ?? '') && word.length > 0 && !/^[a-z]:?$|\\/i.test(word);
      if (/^[a-z]:|%|\\/i.test(word)) word += character;
      i++;
      continue;
    }
    if (character === '^' && word) {
      isDisguised = true;
      i++;
      continue;
    }
    const expanded = character === '$' ? expansion.exec(text.slice(i, i + 28)) : null;
    if (expanded) {
      isDisguised ||= word.length > 0;
      if (!word && !/^\$[@*]/.test(expanded[0])) word += expanded[0];
      i += expanded[0].length;
      continue;
    }
    if (character === '?' || character === '*' || character === '[') isDisguised ||= word.includes('/');
    word += character;
    i++;
  }
  return i === start ? undefined : { text: word.toLowerCase(), isDisguised, end: i };
}

/** A command with globs, as `/b?n/c[a]t`: matches one of the folders where commands are. */
export function isGlobbedCommand(word: string): boolean {
  if (!word.startsWith('/') || !/[?*[]/.test(word)) return false;
  return /^\/(?:[bus?*[\]][^\s/]{0,10}\/){1,3}[^\s/]{1,12}$/.test(word) && /^\/(?:[bu?*[][^/]*)\//.test(word);
}

/** The name of a command without its folder. */
export function commandName(word: string): { name: string; hasFolder: boolean } {
  const prefix = folder.exec(word);
  const name = prefix ? word.slice(prefix[0].length) : word;
  return { name: name.replace(/\.exe$/, ''), hasFolder: prefix !== null };
}

/** Skips blanks and what a shell reads as blank: `${IFS}`, `$IFS$9`, `%0a` was decoded before. */
export function skipShellBlanks(text: string, start: number): number {
  let i = start;
  for (;;) {
    while (i < text.length && (text.charCodeAt(i) <= 32 || text[i] === ',')) i++;
    const blank = blankExpansion.exec(text.slice(i, i + 24));
    if (!blank) return i;
    i += blank[0].length;
  }
}
