/** Rule: apt-key. https://manpages.debian.org/bookworm/apt/apt-key.8.en.html */
import { runCommands } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const aptKey: DockerfileRule = {
  id: 'apt-key',
  slug: 'deprecated-apt-key',
  kind: 'dockerfile',
  severity: 'low',
  title: 'apt-key is gone from newer releases',
  why: "A key that it adds may sign packages of every repository, Debian's own included. Debian 13 and Ubuntu 26.04 no longer have the program.",
  fix: 'Put the key below /etc/apt/keyrings and name it with `signed-by` in the source.',
  aliases: [],
  bad: 'FROM debian:12-slim\nRUN curl -fsSL https://example.com/key.asc | apt-key add -\n',
  good: 'FROM debian:12-slim\nADD https://example.com/key.asc /etc/apt/keyrings/example.asc\nRUN echo "deb [signed-by=/etc/apt/keyrings/example.asc] https://example.com/debian stable main" > /etc/apt/sources.list.d/example.list\n',
  *check(subject) {
    for (const { program, programRange, words } of runCommands(subject)) {
      if (program !== 'apt-key' || !words.some(({ value }) => /^(?:add|adv)$/.test(value))) continue;
      yield {
        message: 'The key may sign packages of every repository, and newer releases lack apt-key.',
        range: programRange,
      };
    }
  },
};
