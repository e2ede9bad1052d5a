/** Rule: the container cannot start. https://man7.org/linux/man-pages/man2/execve.2.html */
import { posix } from 'node:path';
import { findOnPath, resolvePath } from '../footprint/resolve.ts';
import type { Footprint, LocatedEvidence } from '../model/footprint.ts';
import type { ExecutableEvidence } from '../model/layer.ts';
import type { ImageRule, ImageSubject, Problem } from './rule.ts';
import { isBaseLayer, locate } from './sighting.ts';

/** Libraries that a runtime mounts from the host's driver. */
const hostLibrary = /^lib(?:cuda|nvidia|nvcuvid|nvoptix)/;
/** What a machine runs beside its own. */
const compatible: ReadonlyMap<string, string> = new Map([
  ['amd64', '386'],
  ['arm64', 'arm'],
]);

export const brokenEntrypoint: ImageRule = {
  id: 'broken-entrypoint',
  kind: 'image',
  severity: 'high',
  title: 'The container cannot start',
  why: 'The program of ENTRYPOINT and CMD, its interpreter or a library is not in the image, or is for another machine: every start fails with "no such file or directory", "permission denied" or "exec format error".',
  fix: "Copy the program with everything it is linked to, make it executable, and build it for the image's platform.",
  aliases: [],
  *check(subject) {
    const { platform, config, footprint } = subject;
    if (platform.os !== 'linux' || footprint.layers.some(({ complete }) => !complete)) return;
    const [command] = footprint.entrypoint.argv;
    if (command === undefined) {
      yield {
        severity: 'info',
        title: 'The image has neither ENTRYPOINT nor CMD',
        message:
          'Nothing says what to start: `docker run` fails unless a command is given. A base image may be meant so.',
        location: {},
        evidence: [{ label: 'ENTRYPOINT and CMD', value: 'not set' }],
        fix: 'Set ENTRYPOINT to the program in exec form.',
      };
      return;
    }
    const first = findOnPath(footprint.files, command, config.env, config.workingDir);
    if (first === undefined) {
      if (inVolume(subject, command)) return;
      yield {
        message: `${command} is what the container starts, and it is not in the image.`,
        location: {},
        evidence: [{ label: 'command', value: command }],
      };
      return;
    }
    for (const path of new Set([first, footprint.entrypoint.program ?? first]))
      yield* programTrouble(subject, path);
  },
};

function inVolume({ config }: ImageSubject, command: string): boolean {
  const path = posix.join('/', config.workingDir, command);
  return config.volumes.some((volume) => path.startsWith(`${posix.join('/', volume)}/`));
}

function* programTrouble({ platform, config, footprint }: ImageSubject, path: string): Generator<Problem> {
  const file = footprint.files.get(path);
  const content = file?.content ?? file?.entry;
  if (file === undefined || content === undefined) return;
  const problem = (message: string, label: string, value: string): Problem => ({
    message,
    location: locate(footprint, file.layer, path),
    evidence: [{ label, value, location: locate(footprint, file.layer, path) }],
    inBase: isBaseLayer(footprint, file.layer),
  });
  if (content.type === 'dir')
    yield problem(`/${path} is what the container starts, and it is a directory.`, 'type', 'directory');
  if (content.type !== 'file') return;
  if ((content.mode & 0o111) === 0) {
    yield problem(
      `/${path} is what the container starts, and nobody may execute it.`,
      'mode',
      content.mode.toString(8),
    );
  }
  const executable = footprint.evidence.findLast(
    (item): item is LocatedEvidence<ExecutableEvidence> =>
      item.kind === 'executable' && item.live && item.path === content.path,
  );
  if (executable === undefined) return;
  const { interpreter, machine } = executable;
  if (interpreter !== undefined && !isThere(footprint, interpreter, config.env)) {
    yield problem(
      `/${path} needs ${interpreter} to run, which is not in the image.`,
      'interpreter',
      interpreter,
    );
  }
  if (
    machine !== undefined &&
    machine !== platform.architecture &&
    machine !== compatible.get(platform.architecture)
  ) {
    const message = `/${path} is a program for ${machine}, but the image says it is for ${platform.architecture}.`;
    yield problem(message, 'machine', machine);
  }
  const missing = missingLibraries(footprint, executable.needed ?? []);
  if (missing.length > 0) {
    yield problem(
      `/${path} is linked to ${missing.join(', ')}, which the image does not have.`,
      'needed',
      missing.join(', '),
    );
  }
}

function isThere(footprint: Footprint, interpreter: string, env: readonly string[]): boolean {
  return interpreter.startsWith('/')
    ? resolvePath(footprint.files, interpreter) !== undefined
    : findOnPath(footprint.files, interpreter, env) !== undefined;
}

/** By file name alone, wherever it is: the search path depends on more than is known here. */
function missingLibraries({ files }: Footprint, needed: readonly string[]): string[] {
  const missing = new Set(needed.filter((library) => !hostLibrary.test(library)));
  if (missing.size === 0) return [];
  for (const path of files.keys()) missing.delete(posix.basename(path));
  return [...missing];
}
