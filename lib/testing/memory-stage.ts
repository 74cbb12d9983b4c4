import type { MemoryNetwork } from '../sandbox/memory/index.js';
import type { Stage } from './stage.js';

// Of a client this old the server asks no pongs.
const URL_OF_PEER = '/app/app-key?protocol=4';

/** The network in memory as a stage. */
export const memoryStage = (network: MemoryNetwork): Stage => ({
  publish: (channel, event, data) => network.handle({ type: 'publish', channel, event, data }),
  peer: (connection) => {
    network.handle({ type: 'opened', connection, url: URL_OF_PEER, secure: true });
    const socketId = network.snapshot().connections.find(({ id }) => id === connection)?.socketId ?? '';
    return {
      say: (frame) => network.handle({ type: 'received', connection, text: JSON.stringify(frame(socketId)) }),
      leave: () => network.handle({ type: 'closed', connection }),
    };
  },
  users: () => [
    ...new Set(
      network
        .snapshot()
        .connections.map(({ userId }) => userId)
        .filter((id) => id !== undefined),
    ),
  ],
  close: network.drop,
  become: network.become,
  delay: network.delay,
  say: network.inject,
});
