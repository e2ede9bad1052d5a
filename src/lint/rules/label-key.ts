/** Rule: label keys that are no good names. https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations */
import { labelsOf } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

const reserved = /^(?:com\.docker\.|io\.docker\.|org\.dockerproject\.)/;
const valid = /^[a-z](?:[a-z0-9/_]|[.-](?![.-]))*(?<![./_-])$/;

export const labelKey: DockerfileRule = {
  id: 'DL3048',
  slug: 'label-key',
  kind: 'dockerfile',
  severity: 'info',
  title: 'A label key breaks the conventions',
  why: "Docker's own namespaces are reserved, and tools that group and filter by label expect lower case, digits and single dots or dashes.",
  fix: 'Write a key like `com.example.component` in a namespace of your own.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL Build..Host=ci\n',
  good: 'FROM debian:13-slim\nLABEL com.example.build-host=ci\n',
  *check(subject) {
    for (const { key, range } of labelsOf(subject)) {
      if (key === undefined || (valid.test(key) && !reserved.test(key))) continue;
      const reason = reserved.test(key)
        ? 'is in a namespace of Docker'
        : 'is not made of lower-case words, digits and single separators';
      yield { message: `The label key \`${key}\` ${reason}.`, range };
    }
  },
};
