import Server from 'pusher';
import { startSandbox } from 'rx-pusher/sandbox';

const APP = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** A sandbox, with what a server of the program's would do, until `stop()`. */
export const world = () =>
  new Promise((resolve, reject) => {
    const requests = [];
    const running = startSandbox({
      port: 0,
      apps: [{ ...APP, encryptionMasterKeyBase64: MASTER_KEY }],
      // Sees what the endpoints are asked for, and leaves the answer to the sandbox.
      http: (request) => {
        const seen = { url: request.url, headers: request.headers, body: '' };
        requests.push(seen);
        return false;
      },
    }).subscribe({
      next: (sandbox) => {
        const server = new Server({
          appId: APP.id,
          ...APP,
          host: sandbox.host,
          port: String(sandbox.port),
          encryptionMasterKeyBase64: MASTER_KEY,
        });
        resolve({ sandbox, server, requests, stop: () => running.unsubscribe() });
      },
      error: reject,
    });
  });

/** What programs give to pusher-js, ports as texts: as environments give them. */
export const options = ({ sandbox }, params = { user_id: 'me' }) => ({
  wsHost: sandbox.host,
  wsPort: String(sandbox.port),
  wssPort: String(sandbox.port),
  forceTLS: false,
  enabledTransports: ['ws', 'wss'],
  authEndpoint: `${sandbox.url}/pusher/auth`,
  auth: { headers: { 'X-From': 'compat' }, params },
  userAuthentication: { endpoint: `${sandbox.url}/pusher/user-auth`, headers: {}, params },
});

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds, and names it when it never does. */
export const until = async (ask, what) => {
  for (let waited = 0; waited < 10_000; waited += 10) {
    const answer = await ask();
    if (answer) return answer;
    await pause(10);
  }
  throw new Error(`never happened: ${what}`);
};
