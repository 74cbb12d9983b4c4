// No window, no WebSocket, no process, no timers while a module is imported; what a client needs is given to it afterwards.
import assert from 'node:assert';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { WebSocket } from 'ws';

/** The exports of an entry, imported in a context with the language alone. */
const importBare = async (entry, before = '') => {
  const { outputFiles } = await build({
    stdin: { contents: `${before}; export * from '${entry}'`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'exported',
    platform: 'browser',
  });
  const context = createContext({});
  assert.equal(
    runInContext('typeof window + typeof WebSocket + typeof process + typeof setTimeout', context),
    'undefined'.repeat(4),
  );
  runInContext(outputFiles[0].text, context, { filename: `${entry} in a bare context` });
  return { context, exported: context.exported };
};

const ENTRIES = {
  'rx-pusher/encryption': '',
  'rx-pusher/http': '',
  'rx-pusher/server': '',
  'rx-pusher/testing': '',
  'rx-pusher/angular': `import '@angular/compiler'`,
};
for (const [entry, before] of Object.entries(ENTRIES)) {
  const { exported } = await importBare(entry, before);
  assert.notEqual(Object.keys(exported).length, 0, `${entry} exports nothing`);
}

const { context, exported } = await importBare('rx-pusher');
const options = { wsHost: '127.0.0.1', wsPort: Number(process.argv[2]), forceTLS: false };
const hear = (more) =>
  exported
    .createPusher('app-key', { ...options, ...more })
    .channel('prices')
    .on('tick');
Object.assign(context, { setTimeout, clearTimeout, setInterval, clearInterval, TextDecoder, TextEncoder });

// What is missing is said by its name, to whoever first wants a connection.
await new Promise((told, failed) => {
  const fatal = ({ name, message }) =>
    /WebSocketCtor/.test(message) ? told() : failed(new Error(`${name}: ${message}`));
  hear().subscribe({ error: fatal });
});

const listening = hear({ WebSocketCtor: WebSocket }).subscribe({
  next: (tick) => {
    console.log(`heard ${tick}`);
    listening.unsubscribe();
  },
  error: (error) => assert.fail(error),
});
