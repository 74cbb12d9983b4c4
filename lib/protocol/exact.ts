// An id beyond 2^53 is another number once JSON.parse has read it, and two people may become one. Its digits are in the text.

/** Keys of payloads that hold ids. */
const IDS: ReadonlySet<string> = new Set(['id', 'ids', 'user_id', 'user_ids', 'watchlist']);
/** Keys that lead to such keys. What is under any other is not ours, and stays as JSON.parse has it. */
const WAYS: ReadonlySet<string> = new Set(['data', 'presence', 'user_data', 'events']);

const isDigit = (text: string, i: number): boolean => {
  const code = text.charCodeAt(i);
  return code > 47 && code < 58;
};

/** Whether there are 16 digits in a row, as all whole numbers beyond 2^53 have: they cover one of every 16 places. */
export const hasLongNumber = (text: string): boolean => {
  for (let i = 15; i < text.length; i += 16) {
    if (!isDigit(text, i)) continue;
    let before = i - 1;
    let after = i + 1;
    while (isDigit(text, before)) before -= 1;
    while (isDigit(text, after)) after += 1;
    if (after - before > 16) return true;
  }
  return false;
};

/** Where the string ends that begins at `start`. */
const endOf = (text: string, start: number): number => {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
};

/** The JSON of a payload, in which ids that are whole numbers beyond 2^53 are texts. Mostly it is the text that was given. */
export const exactly = (text: string): string => {
  if (!hasLongNumber(text)) return text;
  const number = /[-+\d.eE]+/y;
  let exact = '';
  let copied = 0;
  let depth = 0;
  let key = '';
  /** The key that settles what all under it is, and how deep that is; Infinity on the way to one. */
  let owner = '';
  let settled = Infinity;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === '"') {
      const end = endOf(text, i);
      key = text.slice(i + 1, end);
      i = end;
    } else if (c === ':') {
      if (depth > settled) continue;
      owner = key;
      settled = WAYS.has(key) ? Infinity : depth;
    } else if (c === '{' || c === '[') depth += 1;
    else if (c === '}' || c === ']') {
      depth -= 1;
      if (depth < settled) settled = Infinity;
    } else if (c === '-' || isDigit(text, i)) {
      number.lastIndex = i;
      const digits = number.exec(text)?.[0] ?? '';
      if (settled < Infinity && IDS.has(owner) && /^-?\d{16,}$/.test(digits) && !Number.isSafeInteger(Number(digits))) {
        exact += `${text.slice(copied, i)}"${digits}"`;
        copied = i + digits.length;
      }
      i += digits.length - 1;
    }
  }
  return exact + text.slice(copied);
};
