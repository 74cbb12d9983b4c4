/** Escapes what a log or a terminal would obey: line breaks and control characters. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${(c.charCodeAt(0) + 0x10000).toString(16).slice(1)}`);

/** Quotes text from outside for a message: shortened, and escaped so that it cannot forge a log line. */
export const quote = (text: string, most = 80): string =>
  printable(JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text));

/** An event, and its channel where it has one, for a message. */
export const eventOn = (event: string, channel: string | undefined): string =>
  quote(event, 40) + (channel === undefined ? '' : ` on ${quote(channel, 40)}`);
