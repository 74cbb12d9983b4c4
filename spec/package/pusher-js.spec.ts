import { killChildren, start } from '../support/child.js';

describe.each(['rx-pusher/pusher-js', 'rx-pusher/pusher-js/with-encryption'])('%s', (entry) => {
  afterEach(killChildren);

  const PROGRAM = `
    const made = new Pusher('key', { cluster: '', enabledTransports: [] });
    console.log(typeof Pusher, made.connection.state, typeof Pusher.Runtime.createXHR);`;

  test.each([
    ['require gives the class itself', [`const Pusher = require('${entry}'); ${PROGRAM}`]],
    ['require gives the class as .default', [`const { default: Pusher } = require('${entry}'); ${PROGRAM}`]],
    ['import gives the class', ['--input-type=module', `import Pusher from '${entry}'; ${PROGRAM}`]],
  ])('%s', async (_what, args) => {
    const outcome = await start([...args.slice(0, -1), '--eval', args.at(-1)!]).ended();
    expect(outcome).toEqual({ code: 0, stdout: 'function failed function\n', stderr: '' });
  });

  test('require gives one class, whichever way it is asked for', async () => {
    const program = `
      const Pusher = require('${entry}');
      console.log(Pusher === Pusher.default, Pusher.prototype instanceof require('rx-pusher/pusher-js')
        || Pusher === require('rx-pusher/pusher-js'));`;
    expect((await start(['--eval', program]).ended()).stdout).toBe('true true\n');
  });
});
