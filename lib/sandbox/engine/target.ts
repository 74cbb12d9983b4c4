/** What a request line asks for. Never throws, whatever the text. */
export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

export const parseTarget = (url: string): Target => {
  const at = url.indexOf('?');
  return at < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) };
};

/** A segment of a path without its escapes; one that is not well escaped stays as it is. */
export const decodeSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
