/** Finds a key that occurs twice in one object of a JSON text, which `JSON.parse` lets pass. It checks nothing else. */

/** The first such key, or undefined. `json` must be valid JSON. */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []; // keys of each open object; undefined for an array
  let lastString = '';
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '"') {
      const start = i++;
      while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
      lastString = json.slice(start, i + 1);
    } else if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === ':') {
      const keys = open[open.length - 1];
      const key = JSON.parse(lastString) as string; // the same key may be written with other escapes
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
