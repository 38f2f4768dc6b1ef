/**
 * Libraries that most runs never need, each run when it is first asked for: together they would be most of the time in
 * which a small contract is audited. The bundler makes of each `require` a function that runs the module once.
 */
export const late = Object.freeze({
  ajv: () => require('./late/ajv.js') as typeof import('./late/ajv.js'),
  cel: () => require('./late/cel.js') as typeof import('./late/cel.js'),
  cron: () => require('./late/cron.js') as typeof import('./late/cron.js'),
  graphql: () => require('./graphql/schema-source.js') as typeof import('./graphql/schema-source.js'),
  re2: () => require('./late/re2.js') as typeof import('./late/re2.js'),
});
