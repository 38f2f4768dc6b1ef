/** Each runs `globalThis.ran = true`, or leaves an element with the class `planted`, when it is read as anything but text. */
const cores: readonly string[] = [
  '<script>ran=true</script>',
  '<img class=planted src=x onerror=ran=true>',
  '<svg class=planted onload=ran=true>',
  '<body onload=ran=true>',
  '<iframe class=planted srcdoc="<script>parent.ran=true</script>"></iframe>',
  '<a class=planted href="javascript:ran=true">x</a>',
  '<math class=planted><mtext></mtext></math>',
  '<details class=planted open ontoggle=ran=true>',
  '<input class=planted autofocus onfocus=ran=true>',
  '<style class=planted>*{display:none}</style>',
  '<object class=planted data="javascript:ran=true"></object>',
  '<base class=planted href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  'javascript:ran=true',
  'data:text/html,<script>ran=true</script>',
  '{{constructor.constructor("ran=true")()}}',
  '${ran=true}',
  '__proto__',
  'constructor',
  '[object Object]',
  '\u202Egnissecorp\u202C',
  '\u0000\u0001\u001B[31mred\u001B[0m',
  'x'.repeat(3000),
  'very long with blanks '.repeat(120),
  '\uD800 alone',
];

const frames: readonly ((core: string) => string)[] = [
  (core) => core,
  (core) => `">${core}`,
  (core) => `'>${core}`,
  (core) => `</code></pre></title></textarea>${core}`,
  (core) => `]]>--></script>${core}`,
  (core) => `" onmouseover="ran=true" x="${core}`,
  (core) => `&lt;b&gt;${core}&#x3c;img class=planted&#x3e;`,
  (core) => `\n\r\t${core}\u2028${core}`,
];

/** 200 texts that a page must show as what they are. */
export const hostileTexts: readonly string[] = frames.flatMap((frame) => cores.map((core) => frame(core)));
