import { first, firstValueFrom, switchMap } from 'rxjs';
import * as rxPusherEncryption from '../../lib/encryption/index.js';
import * as rxPusherHttp from '../../lib/http/index.js';
import * as rxPusher from '../../lib/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import * as rxPusherSandbox from '../../lib/sandbox/index.js';
import * as rxPusherServer from '../../lib/server/index.js';
import { MASTER_KEY } from '../cli/support.js';
import { docBlocks, fileOf, promised, runBlock } from '../support/doc-blocks.js';

let sandbox: Sandbox;
let stop: () => void;

beforeAll(async () => {
  sandbox = await new Promise<Sandbox>((resolve, reject) => {
    const running = rxPusherSandbox.startSandbox({ port: 0 }).subscribe({ next: resolve, error: reject });
    stop = () => running.unsubscribe();
  });
});
afterAll(() => stop());

const modules = {
  'rx-pusher': rxPusher,
  'rx-pusher/encryption': rxPusherEncryption,
  'rx-pusher/http': rxPusherHttp,
  'rx-pusher/sandbox': rxPusherSandbox,
  'rx-pusher/server': rxPusherServer,
};

/** A client and a server of the sandbox for one block, and what ends them. */
const world = () => {
  const pusher = rxPusher.createPusher('app-key', {
    wsHost: sandbox.host,
    wsPort: sandbox.port,
    forceTLS: false,
    linger: 0,
    encryption: rxPusherEncryption.encryption,
    channelAuthorization: { endpoint: `${sandbox.url}/pusher/auth`, params: { user_id: 'user-1' } },
    userAuthentication: { endpoint: `${sandbox.url}/pusher/user-auth`, params: { user_id: 'user-1' } },
  });
  const api = rxPusherServer.createPusherServer({
    url: sandbox.url.replace('://', '://app-key:app-secret@') + '/apps/app-id',
    encryptionMasterKeyBase64: MASTER_KEY,
  });
  // In the documents the server is another program: it publishes once those who listen are there.
  const listening$ = pusher.channels$.pipe(
    first((channels) => [...channels.values()].every(({ status }) => status === 'subscribed')),
  );
  const server: typeof api = {
    ...api,
    trigger: (...event: Parameters<typeof api.trigger>) => listening$.pipe(switchMap(() => api.trigger(...event))),
  };
  return { pusher, server };
};

const PAGES = [
  ...[
    'getting-started',
    'channels',
    'presence',
    'encrypted',
    'connection',
    'networks',
    'user',
    'authorization',
    'errors',
    'sandbox',
  ],
  'faq',
];

describe.each(PAGES)('docs/%s.md', (name) => {
  // Blocks that are files are programs: spec/docs/getting-started.spec.ts runs them.
  const blocks = docBlocks(`docs/${name}.md`).filter((block) => fileOf(block) === undefined);

  it.each(blocks.map((block) => [`${block.title}, line ${block.line}`, block] as const))('%s', async (_, block) => {
    const scope = world();
    try {
      const { printed } = await runBlock(block, { modules, scope });
      expect(printed.slice(0, promised(block).length)).toEqual(promised(block));
    } finally {
      await firstValueFrom(scope.pusher.disconnect());
    }
  });
});
