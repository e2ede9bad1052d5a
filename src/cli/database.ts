/** `imgscan db ...`: which commands and options there are about the advisory store. */
import type { Command } from 'commander';
import { addStoreOption } from './advisory-options.ts';
import { addRegistryOptions } from './scan-options.ts';

/** Adds them to the program. */
export function addDatabaseCommands(program: Command, signal: AbortSignal): void {
  const db = program.command('db').description('the advisories that images are matched against');
  const update = db
    .command('update')
    .description('load advisories, or what changed of them since: imgscan db update Debian npm')
    .argument(
      '[ecosystem...]',
      'as OSV spells them, or the feeds with a name of their own; default: what is there',
    )
    .option('--all', 'every ecosystem there is')
    .option(
      '--from <place>',
      'a mirror, a directory laid out like one, or one zip (default: the last one, else osv.dev)',
    )
    .option('--full', 'read everything anew')
    .option('--ca-file <file>', 'PEM certificates to trust beside the system’s')
    .option('-q, --quiet', 'no progress')
    .option('--progress', 'progress even when standard error is no terminal');
  addStoreOption(update).action(async (ecosystems: readonly string[], options) => {
    const { updateCommand } = await import('./command/db-update.ts');
    await updateCommand(ecosystems, options, signal);
  });

  const status = db
    .command('status')
    .description('what the store has, how old it is and where it came from')
    .option('-f, --format <name>', 'table or json', 'table');
  addStoreOption(status).action(async (options) => {
    const { statusCommand } = await import('./command/db-status.ts');
    await statusCommand(options);
  });

  const search = db
    .command('search')
    .description('advisories by id, by another name of theirs, or by package')
    .argument('<name>', 'CVE-2021-44228, GHSA-jfh8-c2jp-5v3q, openssl')
    .option('--ecosystem <name>', 'only packages of it: Debian, Debian:12, npm')
    .option('-f, --format <name>', 'table or json, the records as they were published', 'table');
  addStoreOption(search).action(async (name: string, options) => {
    const { searchCommand } = await import('./command/db-search.ts');
    await searchCommand(name, options);
  });

  const exported = db
    .command('export')
    .description('write advisories to one file, an OCI artifact in a tar archive')
    .argument('<file>', 'advisories.tar')
    .option('--ecosystem <list>', 'only these: Debian,npm,kev');
  addStoreOption(exported).action(async (file: string, options) => {
    const { exportCommand } = await import('./command/db-transfer.ts');
    await exportCommand(file, options, signal);
  });

  const imported = db
    .command('import')
    .description('take advisories from a file or a layout that holds such an artifact')
    .argument('<file>', 'advisories.tar, or the directory of a layout');
  addStoreOption(imported).action(async (file: string, options) => {
    const { importCommand } = await import('./command/db-transfer.ts');
    await importCommand(file, options, signal);
  });

  const push = db
    .command('push')
    .description('put advisories into a registry, as far as it does not have them')
    .argument('<reference>', 'registry.example.com/advisories:latest')
    .option('--ecosystem <list>', 'only these: Debian,npm,kev');
  addRegistryOptions(addStoreOption(push)).action(async (reference: string, options) => {
    const { pushCommand } = await import('./command/db-transfer.ts');
    await pushCommand(reference, options, signal);
  });

  const pull = db
    .command('pull')
    .description('take advisories from a registry, as far as the store does not have them')
    .argument('<reference>', 'registry.example.com/advisories:latest');
  addRegistryOptions(addStoreOption(pull)).action(async (reference: string, options) => {
    const { pullCommand } = await import('./command/db-transfer.ts');
    await pullCommand(reference, options, signal);
  });
}
