// What errors that name no channel may be about.

/** Refuses a subscription or a sign-in. */
export const REFUSAL = 4009;

/** Reverb's, for all it does not take. */
const ANYTHING = 4200;

/** Whether an error of that code, or of none, may be the answer to whatever was written. */
export const mayBeAnything = (code: number | null | undefined): boolean => (code ?? ANYTHING) === ANYTHING;

/** ms within which a server answers what was written. */
export const RECENT = 5_000;

const isPartOfName = (text: string): boolean => /[\w\-=@]/.test(text);

/** Whether a message names a channel: the whole name, not the beginning or the end of another one. */
export const namesChannel = (message: string, channel: string): boolean => {
  for (let at = message.indexOf(channel); at >= 0; at = message.indexOf(channel, at + 1)) {
    const before = message.slice(0, at);
    // A comma, a full stop or a semicolon may end a sentence as well as stand in a name.
    const after = message.slice(at + channel.length).replace(/^[,.;]+/, '');
    if (!/[\w\-=@,.;]$/.test(before) && !isPartOfName(after.slice(0, 1))) return true;
  }
  return false;
};
