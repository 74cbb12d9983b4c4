// The floors (docs/architecture.md): imports run downward only.
const floors = [
  '^lib/(errors|option-rules)\\.ts$',
  '^lib/protocol/',
  '^lib/rx/',
  '^lib/connection/',
  '^lib/authorization/',
  '^lib/(channels|user)/',
  '^lib/(options|pusher-js-options|report|types|pusher|version|index)\\.ts$',
];
const entries = '^lib/(encryption|server|sandbox|testing|angular|cli)/';

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
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'websocket-only-in-transport',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/connection/transport\\.ts$' },
      to: { path: '(rxjs/.*webSocket|isomorphic-ws)' },
    },
    {
      name: 'tweetnacl-only-in-encryption',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/encryption/' },
      to: { path: 'tweetnacl' },
    },
    {
      name: 'protocol-knows-no-rxjs',
      severity: 'error',
      from: { path: '^lib/(protocol/|errors)' },
      to: { path: 'node_modules/rxjs' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
