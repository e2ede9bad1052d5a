/** Rule: two stages of one name. https://docs.docker.com/reference/build-checks/duplicate-stage-name/ */
import type { DockerfileRule } from '../rule.ts';

export const duplicateStageName: DockerfileRule = {
  id: 'DL3024',
  slug: 'duplicate-stage-name',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'Two stages have the same name',
  why: 'Whatever refers to the name gets the last of them, which is rarely what the first was written for.',
  fix: 'Give each stage a name of its own.',
  aliases: ['DuplicateStageName', 'DS-0012', 'AVD-DS-0012', 'DS012'],
  bad: 'FROM golang:1.25 AS build\nFROM node:24 AS build\n',
  good: 'FROM golang:1.25 AS build-server\nFROM node:24 AS build-pages\n',
  *check({ stages }) {
    const lines = new Map<string, number>();
    for (const { name, from } of stages) {
      const word = from.words[2];
      if (name === undefined || word === undefined) continue;
      const first = lines.get(name);
      if (first === undefined) lines.set(name, from.line);
      else yield { message: `The stage of line ${first} is called \`${name}\` too.`, range: word.range };
    }
  },
};
