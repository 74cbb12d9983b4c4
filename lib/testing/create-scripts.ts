import type { createAuthorization } from './authorization.js';
import { counts, createPublish, events, userEvents } from './events.js';
import { network } from './network.js';
import type { Credentials } from './peers.js';
import { createMembers, createWatchlist } from './peers.js';
import type { Play } from './script.js';
import type { Scripts } from './server.js';
import type { Stage } from './stage.js';

/** What the app's scripts have to know of it. */
export interface ScriptedApp extends Credentials {
  readonly encryptionMasterKeyBase64?: string;
}

/** The scripts of one stage. */
export const createScripts = (
  stage: Stage,
  app: ScriptedApp,
  authorization: ReturnType<typeof createAuthorization>['part'],
  play: Play,
): Scripts => {
  const publish = createPublish(stage, app.encryptionMasterKeyBase64);
  const members = createMembers(stage, app);
  const watchlist = createWatchlist(stage, app);
  return {
    events: (channel, script, values) => play(events(publish, channel), script, values),
    user: (script, values) => play(userEvents(publish, stage), script, values),
    members: (channel, script, values) => play(members(channel), script, values),
    watchlist: (script, values) => play(watchlist, script, values),
    counts: (channel, script, values) => play(counts(publish, channel), script, values),
    network: (script, values) => play(network(stage), script, values),
    authorization: (script, values) => play(authorization, script, values),
  };
};
