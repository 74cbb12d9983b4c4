import { sign } from '../../protocol/signature.js';
import type { App } from './state.js';
import type { WebhookEvent } from './webhook-event.js';

/** Notes an event for the app's webhooks; told at the end of the input that caused it. */
export const tell = (app: App, event: WebhookEvent): void => {
  if (app.settings.webhooks.length > 0) app.news.push(event);
};

/** One signed POST for each URL that wants any of what happened. */
export const postNews = (app: App): void => {
  const news = app.news.splice(0);
  for (const { url, events } of news.length > 0 ? app.settings.webhooks : []) {
    const wanted = events === undefined ? news : news.filter(({ name }) => events.includes(name));
    if (wanted.length === 0) continue;
    const body = JSON.stringify({ time_ms: app.host.now(), events: wanted });
    app.host.emit({
      type: 'webhook',
      url,
      headers: {
        'content-type': 'application/json',
        'x-pusher-key': app.settings.key,
        'x-pusher-signature': sign(app.settings.secret, body),
      },
      body,
    });
  }
};
