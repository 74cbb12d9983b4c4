/** What a request over HTTP, in the place of a WebSocket, asks for. */
export interface SessionTarget {
  /** Of the app, as it stands in the path. */
  readonly key: string;
  /** What the client has named its session, without which there is none. */
  readonly session: string;
  readonly kind: 'xhr_streaming' | 'xhr' | 'xhr_send';
  /** With its question mark, or nothing. */
  readonly query: string;
}

/** `{prefix}/app/{key}/{server}/{session}/{kind}?{query}`; clients write any prefix, pusher-js `/pusher`. */
const SESSION = /^[^?]*\/app\/([^/?]+)\/(\d{1,3}\/[\w-]{1,64})\/(xhr_streaming|xhr|xhr_send)(\?.*)?$/;

/** Reads the path and query of a request; undefined where it is for something else. */
export const sessionTarget = (url: string): SessionTarget | undefined => {
  const match = SESSION.exec(url);
  if (match === null) return undefined;
  const [, key = '', name = '', kind, query = ''] = match;
  return { key, session: `${key}/${name}`, kind: kind as SessionTarget['kind'], query };
};

/** The frames in the body of `xhr_send`: a JSON array of texts; undefined where it is none. */
export const sentFrames = (body: string): readonly string[] | undefined => {
  try {
    const frames: unknown = JSON.parse(body);
    return Array.isArray(frames) && frames.every((frame) => typeof frame === 'string') ? frames : undefined;
  } catch {
    return undefined;
  }
};
