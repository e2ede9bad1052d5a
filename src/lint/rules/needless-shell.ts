/** Rule: the image has a shell and a package manager that nothing in it uses. https://github.com/GoogleContainerTools/distroless#why-should-i-use-distroless-images */
import { dialectOf } from '../../dockerfile/script.ts';
import { catalogBase } from '../facts.ts';
import { foundationOf, lineageOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const needlessShell: DockerfileRule = {
  id: 'needless-shell',
  slug: 'shell-in-image',
  kind: 'dockerfile',
  severity: 'info',
  title: 'Nothing uses the shell and package manager of the base image',
  why: 'The stage only copies a program that was built elsewhere, and starts it without a shell: what the base has beside it serves attackers and gets advisories.',
  fix: 'Finish on a base without them: distroless static for static programs, base or cc for the others.',
  aliases: [],
  bad: 'FROM golang:1.25 AS build\nRUN CGO_ENABLED=0 go build -o /app\n\nFROM debian:13-slim\nCOPY --from=build /app /app\nCMD ["/app"]\n',
  good: 'FROM golang:1.25 AS build\nRUN CGO_ENABLED=0 go build -o /app\n\nFROM gcr.io/distroless/static-debian13:nonroot\nCOPY --from=build /app /app\nCMD ["/app"]\n',
  *check(subject) {
    const { catalog, target } = subject;
    if (target === undefined) return;
    const foundation = foundationOf(subject, target.index);
    const row = foundation?.name === undefined ? undefined : catalogBase(catalog.bases, foundation.name);
    const word = foundation?.stage.from.words[0];
    // A language's image is there for its interpreter, a server's for its start-up script.
    if (
      row?.shell !== true ||
      row.runtime !== undefined ||
      row.osId === undefined ||
      row.family !== row.osId ||
      word === undefined
    )
      return;
    const instructions = lineageOf(subject, target.index).flatMap((stage) => stage.instructions);
    const copiesProgram = instructions.some(
      ({ keyword, flags }) => keyword === 'COPY' && flags.some(({ name }) => name === 'from'),
    );
    const start = instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
    const startsPlainly =
      start.length > 0 &&
      start.every(
        ({ json }) =>
          json !== undefined &&
          !json.some((part) => /\.sh$/.test(part)) &&
          dialectOf([json[0] ?? '']) === 'other',
      );
    const usesShell = instructions.some(
      ({ keyword }) => keyword === 'RUN' || keyword === 'SHELL' || keyword === 'HEALTHCHECK',
    );
    if (!copiesProgram || !startsPlainly || usesShell) return;
    yield {
      message: `\`${row.name}\` brings a shell${row.packageManager ? ' and a package manager' : ''}, and this stage uses neither.`,
      range: word.range,
      savedBytes: row.tarBytes,
    };
  },
};
