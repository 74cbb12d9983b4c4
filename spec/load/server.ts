import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Order } from './sandbox-process.js';

/** A sandbox in another process. */
export interface Server {
  readonly port: number;
  tell(order: Order): void;
  /** The next answer of that sort. */
  answer<I extends Answer['is']>(is: I): Promise<Extract<Answer, { is: I }>>;
  stop(): Promise<void>;
}

const answerOf = async <I extends Answer['is']>(child: ChildProcess, is: I): Promise<Extract<Answer, { is: I }>> => {
  for (;;) {
    const [said] = (await once(child, 'message')) as [Answer];
    if (said.is === is) return said as Extract<Answer, { is: I }>;
  }
};

/** Starts one, on the port given or a free one. */
export const startServer = async (port = 0): Promise<Server> => {
  const child = fork(fileURLToPath(new URL('./sandbox-process.ts', import.meta.url)), [`${port}`]);
  const listening = await answerOf(child, 'listening');
  return {
    port: listening.port,
    tell: (order) => void child.send(order),
    answer: (is) => answerOf(child, is),
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
};
