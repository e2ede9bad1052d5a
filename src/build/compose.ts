/** The builds that a compose file describes. https://docs.docker.com/reference/compose-file/build/ */
import { posix } from 'node:path';
import { type ComposeService, isElsewhere, loadCompose, type ReadFile } from './compose-project.ts';
import type { Environment } from './interpolate.ts';
import type { BuildTarget, BuildTargets } from './target.ts';

/**
 * `file` is the compose file's path, `/` between names; `environment` fills in `${NAME}`. Files that it includes or
 * extends are read by `read`.
 */
export async function composeTargets(
  content: unknown,
  file: string,
  environment: Environment,
  read: ReadFile,
): Promise<BuildTargets> {
  const { services, problems } = await loadCompose(content, file, environment, read);
  const targets: BuildTarget[] = [];
  const said = [...problems];
  for (const service of services) {
    const target = targetOf(service);
    if (typeof target === 'string') said.push(`${service.file}: service ${service.name} ${target}`);
    else targets.push(target);
  }
  return { targets, problems: said };
}

/** The target, or why there is none to read. */
function targetOf({ name, build }: ComposeService): BuildTarget | string {
  const { context, folder, dockerfile = 'Dockerfile', inline, target, args } = build;
  const place = context ?? folder;
  const isRemote = isElsewhere(place);
  const rest = {
    ...(isRemote ? {} : { context: place }),
    buildArguments: args,
    ...(target === undefined ? {} : { targetName: target }),
  };
  if (inline !== undefined) {
    return { file: `${inline.file} (service ${name})`, text: inline.text, within: inline.file, ...rest };
  }
  if (isRemote) return 'is built from a context that is not on this machine';
  const path = posix.isAbsolute(dockerfile) ? dockerfile : posix.join(place, dockerfile);
  return { file: path, path, ...rest };
}
