// A server's project: the entries that are for Node.
import type { Either } from 'fp-ts/Either';
import { createServer } from 'node:http';
import type { Observable } from 'rxjs';
import { PusherError } from 'rx-pusher';
import { startSandbox } from 'rx-pusher/sandbox';
import type { Sandbox } from 'rx-pusher/sandbox';
import { createAuthHandler, createPusherServer, secretAuthorizer } from 'rx-pusher/server';
import type { TriggerResult, Webhook, WebhookError } from 'rx-pusher/server';

const server = createPusherServer({ appId: '1', key: 'k', secret: 's', cluster: 'eu' });

export const triggered$: Observable<TriggerResult> = server.trigger('prices', 'tick', { price: 42 });
export const webhook: Either<WebhookError, Webhook> = server.webhook({ headers: {}, body: '' });
export const ours: boolean = webhook._tag === 'Left' && webhook.left instanceof PusherError;
export const handler: (request: Request) => Promise<Response> = createAuthHandler({
  server,
  channel: () => ({ user_id: 'u1' }),
});
export const authorizer = secretAuthorizer({ key: 'k', secret: 's' });
export const sandbox$: Observable<Sandbox> = startSandbox({
  port: 0,
  http: (request, response) => {
    response.end(request.url);
    return true;
  },
});
createServer().close();

// @ts-expect-error a channel has a name
server.trigger(1, 'tick', 42);
// @ts-expect-error a port is a number
startSandbox({ port: '6001' });
