import { has } from '../characters.js';
import { defineDetector } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';

const patterns = definePatterns([
  {
    pattern: /(?:^|[\s"'=:,])rO0AB[A-Za-z0-9+/]{1,200}(?:=|$|[A-Za-z0-9+/])/,
    score: 5,
    reason: 'an object of Java in base64',
    needs: has.upper | has.digit,
  },
  {
    pattern: /(?:^|[\s"'=:,])(?:KztAAU|Cs7QAF|H4sIAAAAAAAA\/)[A-Za-z0-9+/=]{4,}/,
    score: 5,
    reason: 'an object of Java in base64',
    needs: has.upper,
  },
  {
    pattern: /\u00ac\u00ed[^!-\uffff]{2}|aced0005[0-9a-f]{4}/i,
    score: 5,
    reason: 'an object of Java',
    needsOne: has.nonAscii | has.digit,
  },
  {
    pattern: /(?:^|[;{"'=\s])[OC]:\+?\d{1,4}:"[A-Za-z_\\][\w\\]{0,100}":\d{1,4}:\{/,
    score: 5,
    reason: 'an object of PHP',
    needs: has.colon | has.doubleQuote | has.brace,
  },
  { pattern: /^a:\d{1,4}:\{(?:i:\d|s:\d{1,4}:")/, score: 4, reason: 'a list of PHP', needs: has.brace | has.colon },
  {
    pattern:
      /!!(?:python\/(?:object|module|name)|javax\.|java\.|com\.sun\.|org\.|ruby\/object|map:)|!ruby\/(?:object|hash|struct|class|regexp)|tag:yaml\.org,2002:(?:python|java|ruby)/i,
    score: 5,
    reason: 'an object in YAML',
    needsOne: has.exclamation | has.colon,
  },
  {
    pattern:
      /(?:^|\n)c(?:os|posix|nt|subprocess|__builtin__|builtins|commands|pickle|sys)\n(?:system|popen|exec|eval|execfile|Popen|check_output|getattr|__import__)\n/,
    score: 5,
    reason: 'a pickle of Python',
    needs: has.lineBreak,
  },
  {
    pattern: /(?:^|[\s"'=:])(?:gASV[A-Za-z0-9+/]{2}AAAAAAA|gA[JN]j[A-Za-z0-9+/]{12,})|\u0080[^!-\uffff]c\w{2,20}\n/,
    score: 4,
    reason: 'a pickle of Python',
    needsOne: has.upper | has.nonAscii,
  },
  {
    pattern: /AAEAAAD\/{4,5}[A-Za-z0-9+/]{4,}|\/wEP[DAZ][A-Za-z0-9+/]{8,}/,
    score: 4,
    reason: 'an object of .NET',
    needs: has.slash | has.upper,
  },
  {
    pattern: /"\$type"\s{0,3}:\s{0,3}"(?:System\.|Microsoft\.|[\w.]{1,80},\s{0,3}[\w.]{1,60})/i,
    score: 4,
    reason: 'an object of .NET',
    needs: has.dollar | has.doubleQuote | has.colon,
  },
  { pattern: /\bysoserial\b/i, score: 4, reason: 'a tool that makes objects of Java' },
  {
    pattern: /ObjectDataProvider|TypeConfuseDelegate|WindowsIdentity/,
    score: 4,
    reason: 'an object of .NET',
    needs: has.upper,
  },
  {
    pattern: /"@(?:type|class)"\s{0,3}:\s{0,3}"(?:com|org|java|javax|sun|ch|oracle|net)\.[\w.$]{3,120}"/i,
    score: 5,
    reason: 'a class named in JSON',
    needs: has.at | has.colon | has.doubleQuote,
  },
  {
    pattern: /_\$\$ND_FUNC\$\$_|\{"rce":/,
    score: 5,
    reason: 'a function in serialised JavaScript',
    needsOne: has.dollar | has.brace,
  },
  {
    pattern: /<(?:java|object|void)\b[^>]{0,120}\bclass\s{0,3}=\s{0,3}["'](?:java|javax|com|org|sun|oracle)\./i,
    score: 5,
    reason: 'an object of Java in XML',
    needs: has.angle | has.equals,
  },
  {
    pattern:
      /\b(?:java\.lang\.(?:Runtime|ProcessBuilder|System|Class|Thread|reflect)|javax\.script|javax\.naming|org\.apache\.commons\.collections|com\.sun\.rowset|com\.sun\.org\.apache\.xalan|org\.springframework\.(?:beans|context|cglib)|org\.codehaus\.groovy\.runtime|bsh\.Interpreter|java\.rmi|java\.net\.URLClassLoader|java\.beans\.XMLDecoder|class\.(?:module\.)?classLoader|getRuntime\s{0,3}\(\s{0,3}\)\s{0,3}\.exec|Runtime\.getRuntime)/i,
    score: 4,
    reason: 'a class that runs things',
    needsOne: has.dot | has.paren,
  },
  {
    pattern:
      /^(?:java\.(?:io|lang|net|nio|rmi|beans|security)|javax\.(?:script|naming|management|el|swing)|sun\.(?:reflect|misc|rmi)|com\.(?:sun\.org|opensymphony)|org\.(?:apache\.(?:commons|struts\d?|xalan|bcel|velocity|xbean|ibatis)|omg\.corba|jboss|hibernate))(?:\.(?!\w{0,60}(?:exception|error)\b)[\w$]{1,80}){0,10}$/i,
    score: 4,
    reason: 'a class of Java where a value should stand',
    needs: has.dot,
  },
  {
    pattern:
      /\b(?:clone|constant|chained|instantiate|invoker|prototype(?:clone|serialization)|map|closure|switch|for|while|if|predicated|nested|factory)(?:transformer|factory|closure)\b/i,
    score: 4,
    reason: 'a part of a gadget chain of Java',
  },
]);

/** CWE-502. Objects of Java, PHP, Python, Ruby, .NET and Node.js as text, and the classes that attacks load. */
export default defineDetector({
  id: 'deserialisation',
  title: 'Deserialisation of foreign objects',
  cwe: [502],
  version: 1,
  needs: has.upper | has.colon | has.lineBreak | has.nonAscii | has.exclamation | has.angle,
  detect: (text, _part, classes) => worstMatch(text, patterns, classes),
});
