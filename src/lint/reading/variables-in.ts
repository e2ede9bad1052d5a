/** The variables that a word of the Dockerfile refers to. https://docs.docker.com/reference/dockerfile/#environment-replacement */

export interface VariableUse {
  readonly name: string;
  /** `${NAME:-x}` and `${NAME:+x}` say themselves what happens when it is not set. */
  readonly hasDefault: boolean;
  /** Where it stands in the word. */
  readonly start: number;
  readonly end: number;
}

const use = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)([^}]{0,1000})\})/y;

/** In order; none in single quotes and none behind the escape character. */
export function variablesIn(word: string, escaper = '\\'): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  let isDouble = false;
  for (let at = 0; at < word.length; at++) {
    const character = word[at];
    if (character === escaper) at += 1;
    else if (character === '"') isDouble = !isDouble;
    else if (character === "'" && !isDouble) {
      const end = word.indexOf("'", at + 1);
      if (end < 0) break;
      at = end;
    } else if (character === '$') {
      use.lastIndex = at;
      const match = use.exec(word);
      if (match === null) continue;
      const operator = match[3] ?? '';
      uses.push({
        name: match[1] ?? match[2] ?? '',
        hasDefault: /^:?[-+?]/.test(operator),
        start: at,
        end: at + match[0].length,
      });
      at += match[0].length - 1;
    }
  }
  return uses;
}
