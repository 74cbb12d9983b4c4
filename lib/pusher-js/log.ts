/** Where a class of clients logs to. */
export interface LogSettings {
  log?: ((message: string) => void) | undefined;
  logToConsole: boolean;
}

/** Logs what happens, if somebody wants to know: a text, and what can be JSON. */
export type Log = (text: string, detail?: unknown) => void;

/** Asks the settings each time, for they are changed at will. */
export const logTo =
  (settings: LogSettings): Log =>
  (text, detail) => {
    const write = settings.log;
    if (!write && !settings.logToConsole) return;
    const message = `Pusher : ${text}${detail ? ` : ${JSON.stringify(detail)}` : ''}`;
    if (write) write(message);
    // eslint-disable-next-line no-console -- what `logToConsole` asks for
    else console.log(message);
  };
