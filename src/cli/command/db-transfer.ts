/** `imgscan db export|import|push|pull`: the advisories as an OCI artifact, for sites without a way out. */
import { writeArchive } from '../../advisory/artifact/archive.ts';
import { artifactTypes, describeStore } from '../../advisory/artifact/describe.ts';
import { type TakenFeed, takeArtifact } from '../../advisory/artifact/take.ts';
import { feedName } from '../../advisory/update/list.ts';
import { ImgscanError } from '../../errors.ts';
import { formatReference, parseReference } from '../../oci/reference.ts';
import { createRegistryClient, type RegistryClient } from '../../registry/client.ts';
import { escapeText, formatBytes, padEnd } from '../../report/text.ts';
import { directoryOf, type StoreFlags } from '../advisory-options.ts';
import { fromRepository, openArtifactFile } from '../artifact-source.ts';
import { writeStdout } from '../outputs.ts';
import { type RegistryFlags, readRegistryOptions } from '../registry-options.ts';

export interface ExportFlags extends StoreFlags {
  /** Comma-separated. */
  readonly ecosystem?: string;
}

export interface PushFlags extends ExportFlags, RegistryFlags {}

export interface PullFlags extends StoreFlags, RegistryFlags {}

const waitMs = 600_000;

export async function exportCommand(file: string, flags: ExportFlags, signal: AbortSignal): Promise<void> {
  const artifact = describeStore(directoryOf(flags), chosenFeeds(flags));
  const bytes = await writeArchive(artifact, file, signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    if (cause instanceof ImgscanError) throw cause;
    throw new ImgscanError('USAGE', `cannot write ${file}: ${String(cause)}`, { cause });
  });
  await writeStdout(`${escapeText(file)}: ${formatBytes(bytes)}, ${artifact.digest}\n`);
}

export async function importCommand(file: string, flags: StoreFlags, signal: AbortSignal): Promise<void> {
  const { source, close } = await openArtifactFile(file, signal);
  try {
    const taken = await takeArtifact(source, { directory: directoryOf(flags), waitMs, signal });
    await writeStdout(taken.map(describe).join(''));
  } finally {
    await close();
  }
}

export async function pushCommand(target: string, flags: PushFlags, signal: AbortSignal): Promise<void> {
  const reference = parseReference(target);
  if (reference.digest !== undefined) {
    throw new ImgscanError('USAGE', `${target}: expected a tag to push to, found a digest`);
  }
  const { blobs, manifest } = describeStore(directoryOf(flags), chosenFeeds(flags));
  await withClient(flags, signal, async (client) => {
    const to = client.target(reference);
    let pushed = 0;
    for (const blob of blobs) if (await to.blob(blob, signal)) pushed += blob.sizeBytes;
    const digest = await to.manifest(reference.tag ?? 'latest', artifactTypes.manifest, manifest, signal);
    await writeStdout(
      `${escapeText(formatReference(reference))}: ${formatBytes(pushed)} pushed, ${digest}\n`,
    );
  });
}

export async function pullCommand(target: string, flags: PullFlags, signal: AbortSignal): Promise<void> {
  const reference = parseReference(target);
  await withClient(flags, signal, async (client) => {
    const source = await fromRepository(client.repository(reference), formatReference(reference), signal);
    const taken = await takeArtifact(source, { directory: directoryOf(flags), waitMs, signal });
    await writeStdout(taken.map(describe).join(''));
  });
}

async function withClient(
  flags: RegistryFlags,
  signal: AbortSignal,
  act: (client: RegistryClient) => Promise<void>,
): Promise<void> {
  const client = createRegistryClient(await readRegistryOptions(flags, process.env, signal));
  try {
    await act(client);
  } finally {
    await client.close();
  }
}

function chosenFeeds({ ecosystem }: ExportFlags): readonly string[] | undefined {
  return ecosystem?.split(',').map((name) => feedName(name.trim()));
}

function describe({ feed, result, records, bytes }: TakenFeed): string {
  const count = `${records.toLocaleString('en')} record${records === 1 ? '' : 's'}`;
  const said = {
    changed: `${count}, ${formatBytes(bytes)} fetched`,
    unchanged: `${count}, nothing new`,
    older: `${count}, newer than what was offered: they stay`,
  }[result];
  return `${padEnd(escapeText(feed), 20)} ${said}\n`;
}
