import { has } from '../characters.js';
import { defineDetector } from '../detector.js';

const agents =
  /\b(?:sqlmap|nikto|nessus|openvas|acunetix|netsparker|invicti|w3af|arachni|wpscan|dirbuster|gobuster|feroxbuster|ffuf|wfuzz|nuclei|masscan|zgrab|nmap scripting|havij|jaeles|dalfox|xsstrike|commix|whatweb|joomscan|skipfish|vega\/|paros|webinspect|appscan|grabber|zmeu|morfeus|absinthe|bsqlbf|pangolin|sqlninja|hydra|metasploit|qualys|detectify|burp ?suite|zaproxy|owasp[ _]zap|cgichk|n-stealth|whisker|fimap|uniscan|dirsearch)\b/i;

/** Scanners that name themselves, in header fields that say who calls. */
export default defineDetector({
  id: 'scanner',
  title: 'Attack tool',
  cwe: [],
  version: 1,
  needs: has.lower,
  detect(text, part) {
    if (part.in !== 'header') return undefined;
    const found = agents.exec(text);
    return found
      ? { score: 4, offset: found.index, length: found[0].length, reason: 'an attack tool that names itself' }
      : undefined;
  },
});
