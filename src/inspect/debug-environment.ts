/** Rule: the environment switches a framework to development or debugging. */
import { environmentOf } from './environment.ts';
import type { ImageRule } from './rule.ts';

/** Variables with the values that are not for production. */
const variables: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [
    /^(?:NODE_ENV|RAILS_ENV|RACK_ENV|APP_ENV|FLASK_ENV|ASPNETCORE_ENVIRONMENT|DOTNET_ENVIRONMENT)$/,
    /^(?:dev|development|local)$/i,
  ],
  [/^(?:FLASK_DEBUG|DJANGO_DEBUG|APP_DEBUG)$/, /^(?:1|true|on|yes)$/i],
  [/^(?:JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|JAVA_OPTS)$/, /-agentlib:jdwp|-Xrunjdwp/],
  [/^NODE_OPTIONS$/, /--inspect/],
];

export const debugEnvironment: ImageRule = {
  id: 'debug-environment',
  kind: 'image',
  severity: 'low',
  title: 'The environment switches to development or debugging',
  why: 'In these modes frameworks show source and variables to whoever causes an error, and debuggers run code for whoever connects.',
  fix: 'Set production values in the image, and override them where you develop.',
  aliases: [],
  *check({ config }) {
    for (const [name, value] of environmentOf(config)) {
      const match = variables.find(([pattern]) => pattern.test(name))?.[1].exec(value)?.[0];
      if (match === undefined) continue;
      yield {
        message: `The variable ${name} has \`${match}\`: the program runs as on a developer's desk.`,
        location: {},
        evidence: [{ label: name, value: match }],
      };
    }
  },
};
