/** Names that many projects ask for, by downloads: what a look-alike would be taken for. */
export const popularNames: ReadonlySet<string> = new Set(
  `
    @adobe/css-tools @alloc/quick-lru @ampproject/remapping @aws-crypto/sha256-browser @aws-crypto/sha256-js
    @aws-crypto/supports-web-crypto @aws-crypto/util @aws-sdk/client-sso @aws-sdk/core @aws-sdk/credential-provider-env
    @aws-sdk/credential-provider-http @aws-sdk/credential-provider-ini @aws-sdk/credential-provider-node
    @aws-sdk/credential-provider-process @aws-sdk/credential-provider-sso @aws-sdk/credential-provider-web-identity
    @aws-sdk/middleware-host-header @aws-sdk/middleware-logger @aws-sdk/middleware-recursion-detection
    @aws-sdk/middleware-user-agent @aws-sdk/nested-clients @aws-sdk/region-config-resolver @aws-sdk/token-providers
    @aws-sdk/types @aws-sdk/util-endpoints @aws-sdk/util-user-agent-browser @aws-sdk/util-user-agent-node
    @aws-sdk/xml-builder @babel/code-frame @babel/compat-data @babel/core @babel/generator
    @babel/helper-annotate-as-pure @babel/helper-compilation-targets @babel/helper-create-class-features-plugin
    @babel/helper-create-regexp-features-plugin @babel/helper-define-polyfill-provider @babel/helper-globals
    @babel/helper-member-expression-to-functions @babel/helper-module-imports @babel/helper-module-transforms
    @babel/helper-optimise-call-expression @babel/helper-plugin-utils @babel/helper-remap-async-to-generator
    @babel/helper-replace-supers @babel/helper-skip-transparent-expression-wrappers @babel/helper-string-parser
    @babel/helper-validator-identifier @babel/helper-validator-option @babel/helper-wrap-function @babel/helpers
    @babel/highlight @babel/parser @babel/plugin-bugfix-safari-id-destructuring-collision-in-function-expression
    @babel/plugin-bugfix-v8-spread-parameters-in-optional-chaining @babel/plugin-proposal-private-property-in-object
    @babel/plugin-syntax-async-generators @babel/plugin-syntax-bigint @babel/plugin-syntax-class-properties
    @babel/plugin-syntax-class-static-block @babel/plugin-syntax-import-assertions
    @babel/plugin-syntax-import-attributes @babel/plugin-syntax-import-meta @babel/plugin-syntax-json-strings
    @babel/plugin-syntax-jsx @babel/plugin-syntax-logical-assignment-operators
    @babel/plugin-syntax-nullish-coalescing-operator @babel/plugin-syntax-numeric-separator
    @babel/plugin-syntax-object-rest-spread @babel/plugin-syntax-optional-catch-binding
    @babel/plugin-syntax-optional-chaining @babel/plugin-syntax-private-property-in-object
    @babel/plugin-syntax-top-level-await @babel/plugin-syntax-typescript @babel/plugin-transform-arrow-functions
    @babel/plugin-transform-async-generator-functions @babel/plugin-transform-async-to-generator
    @babel/plugin-transform-block-scoped-functions @babel/plugin-transform-block-scoping
    @babel/plugin-transform-class-properties @babel/plugin-transform-class-static-block @babel/plugin-transform-classes
    @babel/plugin-transform-computed-properties @babel/plugin-transform-destructuring
    @babel/plugin-transform-dotall-regex @babel/plugin-transform-duplicate-keys @babel/plugin-transform-dynamic-import
    @babel/plugin-transform-exponentiation-operator @babel/plugin-transform-export-namespace-from
    @babel/plugin-transform-for-of @babel/plugin-transform-function-name @babel/plugin-transform-json-strings
    @babel/plugin-transform-literals @babel/plugin-transform-logical-assignment-operators
    @babel/plugin-transform-member-expression-literals @babel/plugin-transform-modules-amd
    @babel/plugin-transform-modules-commonjs @babel/plugin-transform-modules-systemjs
    @babel/plugin-transform-modules-umd @babel/plugin-transform-named-capturing-groups-regex
    @babel/plugin-transform-new-target @babel/plugin-transform-nullish-coalescing-operator
    @babel/plugin-transform-numeric-separator @babel/plugin-transform-object-rest-spread
    @babel/plugin-transform-object-super @babel/plugin-transform-optional-catch-binding
    @babel/plugin-transform-optional-chaining @babel/plugin-transform-parameters @babel/plugin-transform-private-methods
    @babel/plugin-transform-private-property-in-object @babel/plugin-transform-property-literals
    @babel/plugin-transform-react-jsx-self @babel/plugin-transform-react-jsx-source @babel/plugin-transform-regenerator
    @babel/plugin-transform-reserved-words @babel/plugin-transform-shorthand-properties @babel/plugin-transform-spread
    @babel/plugin-transform-sticky-regex @babel/plugin-transform-template-literals @babel/plugin-transform-typeof-symbol
    @babel/plugin-transform-typescript @babel/plugin-transform-unicode-escapes
    @babel/plugin-transform-unicode-property-regex @babel/plugin-transform-unicode-regex
    @babel/plugin-transform-unicode-sets-regex @babel/preset-env @babel/preset-modules @babel/preset-typescript
    @babel/runtime @babel/template @babel/traverse @babel/types @bcoe/v8-coverage @colors/colors
    @cspotcode/source-map-support @csstools/css-parser-algorithms @csstools/css-tokenizer @emnapi/runtime
    @esbuild/linux-x64 @eslint-community/eslint-utils @eslint-community/regexpp @eslint/config-array
    @eslint/config-helpers @eslint/core @eslint/eslintrc @eslint/js @eslint/object-schema @eslint/plugin-kit
    @floating-ui/core @floating-ui/dom @floating-ui/react-dom @floating-ui/utils @graphql-tools/utils @grpc/proto-loader
    @humanfs/core @humanfs/node @humanwhocodes/config-array @humanwhocodes/module-importer @humanwhocodes/object-schema
    @humanwhocodes/retry @img/sharp-libvips-linux-x64 @img/sharp-libvips-linuxmusl-x64 @img/sharp-linux-x64
    @img/sharp-linuxmusl-x64 @isaacs/cliui @istanbuljs/load-nyc-config @istanbuljs/schema @jest/console @jest/core
    @jest/environment @jest/expect @jest/expect-utils @jest/fake-timers @jest/globals @jest/reporters @jest/schemas
    @jest/source-map @jest/test-result @jest/test-sequencer @jest/transform @jest/types @jridgewell/gen-mapping
    @jridgewell/remapping @jridgewell/resolve-uri @jridgewell/source-map @jridgewell/sourcemap-codec
    @jridgewell/trace-mapping @napi-rs/wasm-runtime @next/env @nodelib/fs.scandir @nodelib/fs.stat @nodelib/fs.walk
    @octokit/openapi-types @octokit/types @opentelemetry/api @opentelemetry/api-logs @opentelemetry/core
    @opentelemetry/instrumentation @opentelemetry/resources @opentelemetry/sdk-trace-base
    @opentelemetry/semantic-conventions @pkgjs/parseargs @protobufjs/aspromise @protobufjs/base64 @protobufjs/codegen
    @protobufjs/eventemitter @protobufjs/fetch @protobufjs/float @protobufjs/inquire @protobufjs/path @protobufjs/pool
    @protobufjs/utf8 @radix-ui/primitive @radix-ui/react-compose-refs @radix-ui/react-context @radix-ui/react-primitive
    @radix-ui/react-slot @rolldown/pluginutils @rollup/pluginutils @rollup/rollup-linux-x64-gnu
    @rollup/rollup-linux-x64-musl @sinclair/typebox @sindresorhus/is @sinonjs/commons @sinonjs/fake-timers
    @smithy/abort-controller @smithy/config-resolver @smithy/core @smithy/credential-provider-imds
    @smithy/fetch-http-handler @smithy/hash-node @smithy/invalid-dependency @smithy/is-array-buffer
    @smithy/middleware-content-length @smithy/middleware-endpoint @smithy/middleware-retry @smithy/middleware-serde
    @smithy/middleware-stack @smithy/node-config-provider @smithy/node-http-handler @smithy/property-provider
    @smithy/protocol-http @smithy/querystring-builder @smithy/querystring-parser @smithy/service-error-classification
    @smithy/shared-ini-file-loader @smithy/signature-v4 @smithy/smithy-client @smithy/types @smithy/url-parser
    @smithy/util-base64 @smithy/util-body-length-browser @smithy/util-body-length-node @smithy/util-buffer-from
    @smithy/util-config-provider @smithy/util-defaults-mode-browser @smithy/util-defaults-mode-node
    @smithy/util-endpoints @smithy/util-hex-encoding @smithy/util-middleware @smithy/util-retry @smithy/util-stream
    @smithy/util-uri-escape @smithy/util-utf8 @standard-schema/spec @swc/helpers @tailwindcss/oxide-linux-x64-musl
    @testing-library/dom @testing-library/jest-dom @testing-library/react @tootallnate/once @tsconfig/node10
    @tsconfig/node12 @tsconfig/node14 @tsconfig/node16 @types/aria-query @types/babel__core @types/babel__generator
    @types/babel__template @types/babel__traverse @types/body-parser @types/chai @types/connect @types/eslint
    @types/estree @types/express @types/express-serve-static-core @types/graceful-fs @types/http-errors
    @types/istanbul-lib-coverage @types/istanbul-lib-report @types/istanbul-reports @types/jest @types/json-schema
    @types/json5 @types/lodash @types/mime @types/ms @types/node @types/prop-types @types/qs @types/range-parser
    @types/react @types/react-dom @types/semver @types/send @types/serve-static @types/stack-utils @types/unist
    @types/uuid @types/ws @types/yargs @types/yargs-parser @typescript-eslint/eslint-plugin @typescript-eslint/parser
    @typescript-eslint/project-service @typescript-eslint/scope-manager @typescript-eslint/tsconfig-utils
    @typescript-eslint/type-utils @typescript-eslint/types @typescript-eslint/typescript-estree @typescript-eslint/utils
    @typescript-eslint/visitor-keys @ungap/structured-clone @unrs/resolver-binding-linux-x64-musl @vitest/expect
    @vitest/mocker @vitest/pretty-format @vitest/runner @vitest/snapshot @vitest/spy @vitest/utils @webassemblyjs/ast
    @webassemblyjs/floating-point-hex-parser @webassemblyjs/helper-api-error @webassemblyjs/helper-buffer
    @webassemblyjs/helper-wasm-bytecode @webassemblyjs/helper-wasm-section @webassemblyjs/ieee754 @webassemblyjs/leb128
    @webassemblyjs/utf8 @webassemblyjs/wasm-edit @webassemblyjs/wasm-gen @webassemblyjs/wasm-opt
    @webassemblyjs/wasm-parser @webassemblyjs/wast-printer abbrev abort-controller accepts acorn acorn-jsx acorn-walk
    agent-base aggregate-error ajv ajv-formats ajv-keywords angular ansi-align ansi-colors ansi-escapes ansi-regex
    ansi-styles any-promise anymatch arch arg argparse aria-query array-buffer-byte-length array-flatten array-includes
    array-union array.prototype.findlastindex array.prototype.flat array.prototype.flatmap array.prototype.tosorted
    arraybuffer.prototype.slice arrify assertion-error ast-types async async-function asynckit autoprefixer
    available-typed-arrays axe-core axios babel-jest babel-plugin-istanbul babel-plugin-jest-hoist
    babel-plugin-polyfill-corejs2 babel-plugin-polyfill-corejs3 babel-plugin-polyfill-regenerator
    babel-preset-current-node-syntax babel-preset-jest balanced-match base64-js baseline-browser-mapping bcrypt bcryptjs
    bignumber.js binary-extensions bl bluebird bn.js body-parser boolbase boxen brace-expansion braces browserslist bser
    buffer buffer-crc32 buffer-equal-constant-time buffer-from bytes cacache call-bind call-bind-apply-helpers
    call-bound callsites camelcase caniuse-lite chai chalk char-regex chardet check-error chokidar chownr
    chrome-trace-event ci-info cjs-module-lexer clean-stack cli-boxes cli-cursor cli-spinners cli-truncate cli-width
    cliui clone clsx co collect-v8-coverage color color-convert color-name color-string colorette colors combined-stream
    commander compressible compression concat-map content-disposition content-type convert-source-map cookie
    cookie-signature core-js core-js-compat core-util-is cors cosmiconfig create-require cross-env cross-spawn
    css-select css-tree css-what cssesc cssom cssstyle csstype d3-array data-uri-to-buffer data-urls data-view-buffer
    data-view-byte-length data-view-byte-offset date-fns dayjs debug decamelize decimal.js decompress-response dedent
    deep-eql deep-extend deep-is deepmerge defaults define-data-property define-lazy-prop define-properties
    define-property delayed-stream depd dequal destroy detect-libc detect-newline diff diff-sequences dir-glob
    discord.js doctrine dom-accessibility-api dom-serializer domelementtype domhandler domutils dot-prop dotenv
    dunder-proto eastasianwidth ecdsa-sig-formatter ee-first electron electron-to-chromium emittery emoji-regex
    encodeurl end-of-stream enhanced-resolve entities env-paths error-ex es-abstract es-define-property es-errors
    es-iterator-helpers es-module-lexer es-object-atoms es-set-tostringtag es-shim-unscopables es-to-primitive esbuild
    escalade escape-html escape-string-regexp escodegen eslint eslint-config-prettier eslint-import-resolver-node
    eslint-import-resolver-typescript eslint-module-utils eslint-plugin-import eslint-plugin-react
    eslint-plugin-react-hooks eslint-scope eslint-visitor-keys espree esprima esquery esrecurse estraverse estree-walker
    esutils etag ethers event-stream event-target-shim eventemitter3 events execa expect express extend extend-shallow
    fast-deep-equal fast-glob fast-json-stable-stringify fast-levenshtein fast-uri fast-xml-parser fastify fastq
    fb-watchman fdir figures file-entry-cache file-type fill-range finalhandler find-cache-dir find-up flat-cache
    flatted follow-redirects for-each foreground-child form-data forwarded fraction.js fresh fs-extra fs-minipass
    fs.realpath function-bind function.prototype.name functions-have-names gaxios gcp-metadata generator-function
    gensync get-caller-file get-intrinsic get-package-type get-proto get-stream get-symbol-description get-tsconfig glob
    glob-parent glob-to-regexp globals globalthis globby google-auth-library gopd graceful-fs graphemer gtoken
    handlebars hapi has-bigints has-flag has-property-descriptors has-proto has-symbols has-tostringtag hasown he helmet
    hosted-git-info html-encoding-sniffer html-escaper htmlparser2 http-cache-semantics http-errors http-proxy-agent
    https-proxy-agent human-signals iconv-lite ieee754 ignore immutable import-fresh import-in-the-middle import-local
    imurmurhash indent-string inflight inherits ini inquirer internal-slot ioredis ip-address ipaddr.js is-arguments
    is-array-buffer is-arrayish is-async-function is-bigint is-binary-path is-boolean-object is-buffer is-callable
    is-core-module is-data-view is-date-object is-descriptor is-docker is-extendable is-extglob is-finalizationregistry
    is-fullwidth-code-point is-generator-fn is-generator-function is-glob is-interactive is-map is-negative-zero
    is-number is-number-object is-obj is-path-inside is-plain-obj is-plain-object is-potential-custom-element-name
    is-promise is-regex is-set is-shared-array-buffer is-stream is-string is-symbol is-typed-array is-typedarray
    is-unicode-supported is-weakmap is-weakref is-weakset is-wsl isarray isexe isobject istanbul-lib-coverage
    istanbul-lib-instrument istanbul-lib-report istanbul-lib-source-maps istanbul-reports jackspeak jest
    jest-changed-files jest-circus jest-cli jest-config jest-diff jest-docblock jest-each jest-environment-node
    jest-get-type jest-haste-map jest-leak-detector jest-matcher-utils jest-message-util jest-mock jest-pnp-resolver
    jest-regex-util jest-resolve jest-resolve-dependencies jest-runner jest-runtime jest-snapshot jest-util
    jest-validate jest-watcher jest-worker jiti jose jquery js-tokens js-yaml jsbn jsdom jsesc json-buffer
    json-parse-even-better-errors json-schema-traverse json-stable-stringify-without-jsonify json-stringify-safe json5
    jsonc-parser jsonfile jsonwebtoken jsx-ast-utils jwa jws keyv kind-of kleur knex koa leven levn
    lightningcss-linux-x64-musl lilconfig lines-and-columns listr2 loader-runner loader-utils locate-path lodash
    lodash.camelcase lodash.debounce lodash.isplainobject lodash.isstring lodash.memoize lodash.merge lodash.once
    log-symbols log-update long loose-envify loupe lower-case lowercase-keys lru-cache magic-string make-dir make-error
    makeerror math-intrinsics mdn-data media-typer meow merge-descriptors merge-stream merge2 methods micromatch mime
    mime-db mime-types mimic-fn mimic-response min-indent minimatch minimist minipass minizlib mkdirp mocha moment
    mongodb mongoose morgan ms multer mute-stream mysql mysql2 mz nanoid natural-compare negotiator neo-async next
    no-case node-addon-api node-fetch node-int64 node-releases nodemailer nodemon nopt normalize-package-data
    normalize-path normalize-url npm-run-path nth-check nwsapi object-assign object-hash object-inspect object-keys
    object.assign object.entries object.fromentries object.groupby object.values on-finished on-headers once onetime
    open optionator ora own-keys p-limit p-locate p-map p-try package-json-from-dist pako parent-module parse-json
    parse5 parseurl passport path-exists path-is-absolute path-key path-parse path-scurry path-to-regexp path-type pathe
    pathval pg picocolors picomatch pify pino pirates pkg-dir playwright playwright-core pm2 pnpm
    possible-typed-array-names postcss postcss-load-config postcss-selector-parser postcss-value-parser prelude-ls
    prettier pretty-format prisma proc-log process process-nextick-args progress prompts prop-types protobufjs
    proxy-addr proxy-from-env psl pump punycode puppeteer pure-rand qs querystringify queue-microtask quick-lru
    randombytes range-parser raw-body rc react react-dom react-is react-refresh read-pkg read-pkg-up readable-stream
    readdirp redent redis reflect.getprototypeof regenerate regenerate-unicode-properties regenerator-runtime
    regexp.prototype.flags regexpu-core registry-auth-token registry-url regjsparser request require-directory
    require-from-string requires-port resolve resolve-cwd resolve-from resolve-pkg-maps resolve.exports restore-cursor
    retry reusify rfdc rimraf rollup run-async run-parallel rxjs safe-array-concat safe-buffer safe-push-apply
    safe-regex-test safe-stable-stringify safer-buffer sax saxes scheduler schema-utils semver send sequelize
    serialize-javascript serve-static set-blocking set-function-length set-function-name set-proto setimmediate
    setprototypeof sharp shebang-command shebang-regex shell-quote side-channel side-channel-list side-channel-map
    side-channel-weakmap signal-exit sisteransi slash slice-ansi smart-buffer socket.io socks socks-proxy-agent
    source-map source-map-js source-map-support spdx-correct spdx-exceptions spdx-expression-parse spdx-license-ids
    split2 sprintf-js ssri stack-utils statuses std-env stop-iteration-iterator string-length string-width
    string.prototype.matchall string.prototype.trim string.prototype.trimend string.prototype.trimstart string_decoder
    strip-ansi strip-bom strip-final-newline strip-indent strip-json-comments strnum supports-color
    supports-preserve-symlinks-flag symbol-tree tailwindcss tapable tar tar-fs tar-stream terser terser-webpack-plugin
    test-exclude text-table thenify thenify-all through through2 tiny-invariant tinyexec tinyglobby tinyrainbow
    tldts-core tmp tmpl to-regex-range toidentifier tough-cookie tr46 ts-api-utils ts-node tsconfig-paths tslib
    tunnel-agent type-check type-detect type-fest type-is typed-array-buffer typed-array-byte-length
    typed-array-byte-offset typed-array-length typeorm typescript typescript-eslint uglify-js unbox-primitive underscore
    undici undici-types unicode-canonical-property-names-ecmascript unicode-match-property-ecmascript
    unicode-match-property-value-ecmascript unicode-property-aliases-ecmascript unique-filename unique-slug
    unist-util-is unist-util-visit unist-util-visit-parents universalify unpipe update-browserslist-db uri-js url-parse
    use-sync-external-store util util-deprecate utils-merge uuid v8-compile-cache-lib v8-to-istanbul
    validate-npm-package-license vary vite vitest vue w3c-xmlserializer walker watchpack wcwidth web-streams-polyfill
    web3 webidl-conversions webpack webpack-sources whatwg-encoding whatwg-mimetype whatwg-url which
    which-boxed-primitive which-builtin-type which-collection which-typed-array widest-line winston word-wrap wordwrap
    wrap-ansi wrappy write-file-atomic ws xml-name-validator xml2js xmlbuilder xmlchars xtend y18n yallist yaml yargs
    yargs-parser yauzl yn yocto-queue zod`
    .trim()
    .split(/\s+/),
);
