/** Every reporter, by name. */
import { checkstyle } from './checkstyle.ts';
import { codeclimate } from './codeclimate.ts';
import { cyclonedx } from './cyclonedx.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { spdx } from './spdx.ts';
import { table } from './table.ts';

export const reporters: readonly Reporter[] = [
  checkstyle,
  codeclimate,
  cyclonedx,
  github,
  gitlab,
  html,
  json,
  junit,
  markdown,
  sarif,
  spdx,
  table,
];
