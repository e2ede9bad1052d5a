/** The nouns of a parsed Dockerfile. https://docs.docker.com/reference/dockerfile/ */

/** Offsets into the text that was parsed, end exclusive: `text.slice(start, end)` is what is meant. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a text taken from the file, from `at` on, and where it stands there. */
export interface Segment {
  readonly at: number;
  readonly offset: number;
}

/** One argument, blanks apart; `text` is as written, quotes kept, line continuations taken out. */
export interface Word {
  readonly text: string;
  readonly range: Range;
}

/** `--from=build`: a name without its dashes; no value for `--link`. */
export interface Flag {
  readonly name: string;
  readonly value?: string;
  readonly range: Range;
}

/** `<<EOF` and the lines up to `EOF`. */
export interface Heredoc {
  readonly name: string;
  /** False when the name is quoted: the builder expands nothing in the body then. */
  readonly expand: boolean;
  /** `<<-`: leading tabs of body and terminator do not count. */
  readonly stripTabs: boolean;
  /** As written, with its last newline. */
  readonly body: string;
  /** The body's place, terminator line excluded. */
  readonly range: Range;
}

/** One instruction with all its lines. */
export interface DockerfileInstruction {
  /** Upper case. */
  readonly keyword: string;
  readonly keywordRange: Range;
  /** From the keyword to the end of its last line, that line's end excluded; heredoc bodies included. */
  readonly range: Range;
  /** 1-based line of the keyword, and of the last line. */
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly Flag[];
  /** What follows the flags, continuations and comments in between taken out; heredoc bodies are not in it. */
  readonly argument: string;
  readonly argumentRange: Range;
  /** Where the stretches of `argument` stand in the file. */
  readonly argumentSegments: readonly Segment[];
  /** Empty lines between its lines, which builders have said they will refuse. */
  readonly emptyLines: readonly Range[];
  /** `argument` split at blanks outside of quotes. */
  readonly words: readonly Word[];
  /** The exec form's strings, when `argument` is a JSON array of strings. */
  readonly json?: readonly string[];
  readonly heredocs: readonly Heredoc[];
  /** ONBUILD: the instruction that it postpones. */
  readonly trigger?: DockerfileInstruction;
}

export interface Comment {
  /** Without `#` and the blanks around. */
  readonly text: string;
  readonly range: Range;
  readonly line: number;
}

/** `# check=skip=JSONArgsRecommended` */
export interface Directive {
  readonly value: string;
  readonly range: Range;
  readonly line: number;
}

/** Something that a builder would refuse; the rest was parsed nevertheless. */
export interface SyntaxProblem {
  readonly message: string;
  readonly range: Range;
  readonly line: number;
}

export interface Dockerfile {
  readonly text: string;
  /** `syntax`, `escape`, `check` at the very top, by name. */
  readonly directives: ReadonlyMap<string, Directive>;
  /** The line continuation character, backslash or backtick. */
  readonly escaper: string;
  /** In order. */
  readonly instructions: readonly DockerfileInstruction[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}
