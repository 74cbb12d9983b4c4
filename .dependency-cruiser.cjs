// The floors (docs/architecture.md): imports run downward only.
const floors = [
  '^lib/(text|root-cause|errors|option-rules)\\.ts$',
  '^lib/protocol/',
  '^lib/rx/',
  '^lib/connection/',
  '^lib/authorization/',
  '^lib/(channels|client-events|user)/',
  '^lib/(options|pusher-js-options|report|types|pusher|version|index)\\.ts$',
];

/** What is imported by its owners alone: its name, how it is told, who may. */
const owned = [
  ['websocket', { path: '(rxjs/.*webSocket|isomorphic-ws)' }, '^lib/connection/transport\\.ts$'],
  ['tweetnacl', { path: 'tweetnacl' }, '^lib/encryption/'],
  ['hashes', { path: '@noble/hashes' }, '^lib/(protocol/signature|encryption/shared-secret)\\.ts$'],
  ['angular', { path: '@angular/' }, '^lib/angular/'],
  ['commander', { path: 'node_modules/commander' }, '^lib/cli/'],
  ['marbles', { path: 'rxjs/.*testing' }, '^lib/testing/'],
  // Of the sandbox only its shells: its engine and its network in memory run in browsers too.
  ['node', { dependencyTypes: ['core'] }, '^lib/(cli/|sandbox/(tcp/|[^/]+\\.ts$))'],
  ['ws', { path: 'node_modules/ws/' }, '^lib/sandbox/tcp/'],
];

const entries = '^lib/(encryption|http|server|sandbox|testing|angular|pusher-js|shared|cli)/';

module.exports = {
  forbidden: [
    ...floors.slice(0, -1).map((path, i) => ({
      name: `floor-${i}-imports-downward`,
      severity: 'error',
      from: { path },
      to: { path: [...floors.slice(i + 1), entries] },
    })),
    {
      name: 'main-entry-knows-no-other-entry',
      severity: 'error',
      from: { path: floors[floors.length - 1] },
      to: { path: entries },
    },
    {
      name: 'pusher-js-is-made-of-the-public-face',
      severity: 'error',
      from: { path: '^lib/pusher-js/', pathNot: '^lib/pusher-js/with-encryption/' },
      to: { path: '^lib/', pathNot: ['^lib/index\\.ts$', '^lib/pusher-js/'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...owned.map(([name, packages, owners]) => ({
      name: `${name}-only-where-it-belongs`,
      severity: 'error',
      from: { path: '^lib/', pathNot: owners },
      to: packages,
    })),
    {
      name: 'browser-client-carries-no-server',
      severity: 'error',
      from: { path: '^lib/index\\.ts$' },
      to: { path: '(node_modules/(tweetnacl|@noble|commander)/|^lib/protocol/signature)', reachable: true },
    },
    {
      name: 'protocol-knows-no-rxjs',
      severity: 'error',
      from: { path: '^lib/(protocol/|errors|text|root-cause)' },
      to: { path: 'node_modules/rxjs' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
