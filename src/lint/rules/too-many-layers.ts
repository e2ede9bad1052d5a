/** Rule: more layers than anybody needs. https://docs.docker.com/build/building/best-practices/ */
import { lineageOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

const writing: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);
/** File systems of older kernels stack no more than 127, the base's included. */
const most = 50;

export const tooManyLayers: DockerfileRule = {
  id: 'ID.20020',
  slug: 'too-many-layers',
  kind: 'dockerfile',
  severity: 'info',
  title: 'The image gets very many layers',
  why: 'Each is a request when the image is pulled and a directory that the kernel looks through; builders end at 127.',
  fix: 'Join steps that belong together, and build in a stage of its own.',
  aliases: [],
  bad: `FROM debian:13-slim\n${'COPY a /b\n'.repeat(51)}`,
  good: 'FROM debian:13-slim\nCOPY a b c /d/\n',
  *check(subject) {
    const { target } = subject;
    if (target === undefined) return;
    const count = lineageOf(subject, target.index)
      .flatMap(({ instructions }) => instructions)
      .filter(({ keyword }) => writing.has(keyword)).length;
    if (count > most)
      yield { message: `${count} instructions write a layer each.`, range: target.from.range };
  },
};
