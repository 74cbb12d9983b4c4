// A string, a bracket, a comma, a colon, or any other word.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|[[\]{},:]|[^\s"[\]{},:]+/g;

/**
 * The text of one member of an object, as it stands in JSON: a number keeps digits that it loses in JavaScript. What is given
 * has to be JSON. Of members of one name the last counts, as it does for `JSON.parse`.
 */
export const memberText = (json: string, name: string): string | undefined => {
  let text: string | undefined;
  let depth = 0;
  let key: string | undefined;
  let from = 0;
  let before = '';
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 1 && token === ':') [key, from] = [before, index + 1];
    else if ((depth === 1 && token === ',') || (depth === 0 && token === '}'))
      if (key !== undefined && JSON.parse(key) === name) text = json.slice(from, index).trim();
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return text;
};
