/** Rule: the image stands on a compiler. */
import { catalogBase } from '../facts.ts';
import { officialName, readImageName } from '../reading/image-name.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

/** Official images that are made to build, of languages whose programs run without them. */
const toolchains: ReadonlyMap<string, string> = new Map([
  ['gcc', 'the GNU compilers'],
  ['golang', 'the Go toolchain'],
  ['gradle', 'Gradle and a JDK'],
  ['haskell', 'the Haskell toolchain'],
  ['maven', 'Maven and a JDK'],
  ['rust', 'the Rust toolchain'],
  ['swift', 'the Swift toolchain'],
]);

export const toolchainBase: DockerfileRule = {
  id: 'toolchain-base',
  slug: 'compiler-in-image',
  kind: 'waste',
  severity: 'medium',
  title: 'The image ships a compiler',
  why: 'The program was compiled in its base image and stays there: hundreds of megabytes that it does not run on, with a shell, a package manager and every tool that an attacker wants.',
  fix: 'Name this stage, and copy the program into a second one on a small base.',
  aliases: [],
  bad: 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /app\nCMD ["/app"]\n',
  good: 'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app\n\nFROM gcr.io/distroless/static-debian13:nonroot\nCOPY --from=build /app /app\nCMD ["/app"]\n',
  *check(subject) {
    const { catalog, target } = subject;
    const foundation = target === undefined ? undefined : foundationOf(subject, target.index);
    const word = foundation?.stage.from.words[0];
    const name = foundation?.name;
    if (name === undefined || word === undefined || target === undefined) return;
    const { path, tag = '' } = readImageName(name);
    const official = officialName(name) ?? '';
    const isKit =
      /(?:^|[/-])sdk$/.test(path) ||
      (/temurin|openjdk|corretto|liberica/.test(path) && !/jre/.test(tag) && /jdk/.test(tag));
    const what =
      /slim|runtime/.test(tag) && official === 'swift'
        ? undefined
        : (toolchains.get(official) ?? (isKit ? 'a development kit' : undefined));
    // An image that runs nothing of its own is one of tools.
    const runs = target.instructions.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
    if (what === undefined || !runs) return;
    const bytes = catalogBase(catalog.bases, name)?.tarBytes;
    yield {
      message: `\`${name}\` is ${what}: what it compiles does not need it to run.`,
      range: word.range,
      ...(bytes === undefined ? {} : { savedBytes: bytes }),
    };
  },
};
