import { close } from '../close.js';
import type { Answer } from './answer.js';
import { json } from './answer.js';
import type { Call } from './route.js';

/** POST /users/{id}/terminate_connections: of a user who is signed in. */
export const terminate = ({ app, segment: id }: Call): Answer => {
  for (const connection of [...(app.users.get(id) ?? [])]) close(connection, 4009, 'Connection terminated by the app');
  return json({});
};
