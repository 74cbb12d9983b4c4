/** The text of a body of at most `most` bytes; undefined where it is longer, and then it is not read to its end. */
export const readBody = async (request: Request, most: number): Promise<string | undefined> => {
  if (Number(request.headers.get('content-length')) > most) return undefined;
  // Not every platform has the stream. Without one, the body is there already.
  const body = request.body as Request['body'] | undefined;
  if (!body) {
    const text = await request.text();
    return new TextEncoder().encode(text).length > most ? undefined : text;
  }
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > most) {
      // Whoever sends it is told by the answer; how the stream takes it is nobody's concern.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
};
