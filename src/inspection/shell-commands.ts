const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Commands that ask a machine what it is: behind a separator they need no argument. */
export const askingCommands = set(
  'whoami uname ifconfig ipconfig netstat printenv lsof id pwd ls systeminfo tasklist hostname getent lscpu lsblk dmesg ' +
    'nslookup traceroute tracert arp ps df env passwd visudo ver dir nc ncat netcat ping cat wmic ss reboot sleep',
);

/** Commands that are no words of a language. */
export const commands = set(
  'wget curl bash zsh ksh csh dash tcsh fish ash python python2 python3 perl ruby php node lua gcc cc c89 c99 g++ clang ' +
    'chmod chown chgrp chroot crontab systemctl sudo mkfifo telnet ssh scp sftp rsync tftp ftp mount umount fdisk mkfs ' +
    'useradd usermod userdel adduser groupadd iptables base64 base32 xxd od awk gawk mawk nawk sed grep egrep fgrep ' +
    'zgrep xargs tee vim nano gdb strace ltrace busybox openssl lftp ping6 socat rm rmdir mv cp ln du cmd cmd.exe ' +
    'powershell powershell.exe pwsh certutil bitsadmin mshta rundll32 regsvr32 regedit cscript wscript schtasks ' +
    'taskkill icacls attrib netsh reg sc bcdboot bcdedit cacls takeown findstr robocopy xcopy forfiles msiexec ' +
    'installutil regasm iwr iwmi irm iex icm ipmo gci nohup ipcs doas su uptime killall pkill pgrep ssh-keygen ssh-keyscan ' +
    'docker kubectl apt apt-get aptitude yum dnf zypper dpkg rpm pip pip3 npm gem git make cmake perf rmt irb tclsh ' +
    'rlwrap stdbuf setsid taskset ionice cpulimit flock unshare nsenter capsh gunzip gzip bzip2 bunzip2 unxz xz zcat ' +
    'bzcat xzcat zstd zstdcat bsdtar tar cpio unzip 7z 7za dd hexdump strings nl tac rev column fold fmt paste comm ' +
    'uniq unexpand readelf objdump ldd ldconfig modprobe insmod lsmod sysctl journalctl loginctl timedatectl ansible ' +
    'ansible-config ansible-console ansible-doc ansible-galaxy ansible-inventory ansible-playbook ansible-pull ' +
    'ansible-vault ansible-test chef-client chef-run chef-shell chef-vault cscli puppet vagrant terraform aws gcloud ' +
    'mysql mysqldump psql sqlite3 mongo redis-cli nmap masscan tcpdump tshark hping3 smbclient rpcclient msfconsole ' +
    'sh ed ex vi vipw vigr csplit xmodmap pkexec run-parts rmt-tar rmt-dump rvim wall dig host whois tail head awk',
);

/** Tools of developers: their command lines stand in honest texts, so that only what they are told counts. */
export const tools = set(
  'docker kubectl apt apt-get yum dnf rpm pip pip3 npm gem git make cmake node python python2 python3 php ruby perl mysql ' +
    'psql sqlite3 mongo redis-cli aws gcloud ansible terraform vagrant puppet tar gcc cc g++ clang lua rm mv cp ln mkdir ' +
    'ssh scp rsync sudo openssl ssh-keygen sh bash chmod grep sed awk systemctl zip unzip paste column host',
);

/** Commands that are words as well: they need an argument that only a shell takes. */
export const wordCommands = set(
  'who date time find sort more less touch kill echo at cut test man last set export type net copy move del ' +
    'erase start call finger users groups link nice watch read source exec eval printf diff file which alias jobs split ' +
    'join look mail write history service top w zip shutdown halt pr tr stat cd true false yes trap bridge view timeout ' +
    'command builtin install expand mkdir pushd popd cut md rd ren',
);

/** Commands that start the one behind them. */
export const startingCommands = set(
  'time nohup strace ltrace sudo env nice ionice busybox xargs exec eval command builtin timeout watch setsid stdbuf ' +
    'taskset unshare doas su flock cpulimit start call',
);

/** Whether the name is one of a command; versions as `python3.11` and `gcc-12` too. */
export function commandKind(name: string): 'asking' | 'command' | 'word' | undefined {
  if (askingCommands.has(name)) return 'asking';
  if (commands.has(name)) return 'command';
  if (wordCommands.has(name)) return 'word';
  const last = name.charCodeAt(name.length - 1);
  if (last < 48 || last > 57) return undefined;
  const base = /^([a-z+]{2,12})-?\d{1,2}(?:\.\d{1,3}){0,2}$/.exec(name)?.[1];
  return base !== undefined && commands.has(base) ? 'command' : undefined;
}
