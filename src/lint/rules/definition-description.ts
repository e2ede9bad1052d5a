/** Rule: a comment right above a stage or an ARG that does not describe it. https://docs.docker.com/reference/build-checks/invalid-definition-description/ */
import { readPairs } from '../../dockerfile/pairs.ts';
import { unquote } from '../../dockerfile/words.ts';
import type { DockerfileRule } from '../rule.ts';

export const definitionDescription: DockerfileRule = {
  id: 'InvalidDefinitionDescription',
  slug: 'definition-description',
  kind: 'dockerfile',
  severity: 'info',
  title: 'A comment above a stage or ARG does not begin with its name',
  why: '`docker build --call=outline` shows such a comment as description, if it begins with the name. Off until it is asked for.',
  fix: 'Begin the comment with the name, or leave an empty line below it.',
  aliases: [],
  bad: '# the compiler\nFROM golang:1.25 AS build\n',
  good: '# build is where the compiler runs\nFROM golang:1.25 AS build\n',
  isOptional: true,
  *check({ dockerfile, stages }) {
    const names = new Map(
      stages.map(({ from, name }) => [from, name === undefined ? [] : [name, from.words[2]?.text ?? name]]),
    );
    const comments = new Map(dockerfile.comments.map((comment) => [comment.line, comment]));
    for (const instruction of dockerfile.instructions) {
      const described =
        instruction.keyword === 'ARG'
          ? readPairs(instruction).map(({ key }) => unquote(key, dockerfile.escaper))
          : (names.get(instruction) ?? []);
      const comment = comments.get(instruction.line - 1);
      const [name] = described;
      if (comment === undefined || name === undefined || described.includes(comment.text.split(' ')[0] ?? ''))
        continue;
      // What tools read is no description.
      if (/^(?:hadolint|imgscan|trivy|check\s*=|syntax\s*=|escape\s*=)/i.test(comment.text)) continue;
      yield { message: `The comment does not begin with \`${name}\`.`, range: comment.range };
    }
  },
};
