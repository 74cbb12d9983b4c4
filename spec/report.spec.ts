import { SocketClosed } from '../lib/connection/errors.js';
import type { PusherError } from '../lib/errors.js';
import { createReport } from '../lib/report.js';

const error = new SocketClosed(4001, 'no app');

describe('the report', () => {
  it('gives errors to whoever listens, and not to the logger then', () => {
    const logger = { error: jest.fn() };
    const { errors$, report } = createReport(logger);
    const heard: PusherError[] = [];
    errors$.subscribe((one) => heard.push(one));
    report(error);
    expect(heard).toEqual([error]);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('gives errors to the logger while nobody listens', () => {
    const logger = { error: jest.fn() };
    const { errors$, report } = createReport(logger);
    errors$.subscribe().unsubscribe();
    report(error);
    expect(logger.error).toHaveBeenCalledWith('rx-pusher: socket closed with 4001: "no app"', error);
  });

  it('replays no error', () => {
    const { errors$, report } = createReport();
    report(error);
    const heard: PusherError[] = [];
    errors$.subscribe((one) => heard.push(one));
    expect(heard).toEqual([]);
  });

  it('gives what is worth a note to the logger', () => {
    const logger = { debug: jest.fn() };
    const { debug, report } = createReport(logger);
    debug('connection idle');
    expect(logger.debug).toHaveBeenCalledWith('rx-pusher: connection idle');
    expect(() => report(error)).not.toThrow();
  });

  it('bears a logger that throws, and none at all', () => {
    const angry = () => {
      throw new Error('no log today');
    };
    for (const { report, debug } of [createReport({ debug: angry, error: angry }), createReport()]) {
      expect(() => report(error)).not.toThrow();
      expect(() => debug('connection idle')).not.toThrow();
    }
  });

  it('takes console for a logger', () => {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    createReport(console).report(error);
    expect(quiet).toHaveBeenCalledTimes(1);
    quiet.mockRestore();
  });
});
