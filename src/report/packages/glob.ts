/** Names with wildcards, as on a command line: `*` is any text, `?` one character; letters in any case. */

/** Never backtracks further than the last star: the time is the lengths' product at most. */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = glob.toLowerCase();
  const subject = text.toLowerCase();
  let at = 0;
  let from = 0;
  let star = -1;
  let starFrom = 0;
  while (from < subject.length) {
    if (pattern[at] === '*') {
      star = at;
      starFrom = from;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === subject[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      starFrom += 1;
      from = starFrom;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
