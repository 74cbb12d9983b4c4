import { parseBounded } from '../limits.js';

/** Names of the channels of an authorization request: one, or a batch as `channel_name[0]`, `channel_name[1]`, … */
export const channelNames = (
  form: URLSearchParams,
): { readonly one: string | null; readonly batch: readonly string[] } => ({
  one: form.get('channel_name'),
  batch: [...form].filter(([name]) => /^channel_name\[\d*\]$/.test(name)).map(([, channel]) => channel),
});

/** The value of a JSON parameter; undefined if it is left out, is not JSON or nests too deep. */
export const jsonParam = (form: URLSearchParams, name: string): unknown => {
  const parsed = parseBounded(form.get(name) ?? '');
  return parsed._tag === 'Left' ? undefined : parsed.right;
};
