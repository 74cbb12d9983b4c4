/** Where a class of clients logs to. */
export interface LogSettings {
  log?: ((message: string) => void) | undefined;
  logToConsole: boolean;
}

/** How loud: `warn` and `error` also reach the console where nothing is to be logged. */
export type Level = 'log' | 'warn' | 'error';

/** Logs what happens, if somebody wants to know: texts, and what can be JSON. */
export type Log = (level: Level, ...parts: readonly unknown[]) => void;

const text = (part: unknown): string => (typeof part === 'string' ? part : JSON.stringify(part));

/** Asks the settings each time, for they are changed at will. */
export const logTo =
  (settings: LogSettings): Log =>
  (level, ...parts) => {
    const write = settings.log;
    if (!write && !settings.logToConsole) return;
    const message = ['Pusher', ...parts.map(text)].join(' : ');
    if (write) write(message);
    // eslint-disable-next-line no-console -- what `logToConsole` asks for
    else console[level](message);
  };
