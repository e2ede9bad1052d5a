/** All suggesters, sorted by id: the one place that names them. */
import { closure } from './closure.ts';
import { dotnet } from './dotnet.ts';
import { generic } from './generic.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { node } from './node.ts';
import { nonroot } from './nonroot.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { shellEntrypoint } from './shell-entrypoint.ts';
import { staticSite } from './static-site.ts';
import type { Suggester } from './suggester.ts';

export const suggesters: readonly Suggester[] = [
  closure,
  dotnet,
  go,
  java,
  node,
  php,
  generic,
  python,
  ruby,
  nonroot,
  rust,
  shellEntrypoint,
  staticSite,
];
