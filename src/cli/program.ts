/** The command line: which commands and options there are; each command's code is loaded when it runs. */
import { Command } from 'commander';
import { addDatabaseCommands } from './database.ts';
import { addDockerfileOptions } from './dockerfile-options.ts';
import { addExceptionOptions } from './exceptions.ts';
import { createOutputCollector } from './outputs.ts';
import { addScanOptions, append, imageArgument } from './scan-options.ts';
import { addVerifyOptions } from './verify-options.ts';
import { version } from './version.ts';

/** `setExitCode` takes what a command ended with; failures are thrown. */
export function createProgram(signal: AbortSignal, setExitCode: (code: number) => void): Command {
  const program = new Command('imgscan')
    .description(
      'What is in a container image, what is wrong with it, and a smaller image that does the same job.',
    )
    .version(version, '-V, --version')
    .showHelpAfterError('Run imgscan --help for what it takes.')
    .exitOverride();

  const collector = createOutputCollector();
  const image = program
    .command('image', { isDefault: true })
    .description('scan an image: pull, inspect, match, suggest (the default command)')
    .argument('<image>', imageArgument)
    .option('--all-platforms', 'every image of an index, one report each')
    .option(
      '-f, --format <name>',
      'table, json, html, sarif, cyclonedx, spdx, junit, github, gitlab or markdown; repeatable, each with the --output after it',
      collector.format,
    )
    .option(
      '-o, --output <file>',
      'write the format before it to a file instead of standard output',
      collector.output,
    )
    .option('--fail-on <list>', 'exit with 1 on a severity or worse, a rule or advisory id, or incomplete')
    .option('--dockerfile <file>', 'the Dockerfile the image was built from: the suggestion starts from it')
    .option(
      '--all',
      'list what is only counted else: suppressed findings, records that another one stands for',
    );
  addScanOptions(addExceptionOptions(image)).action(async (target: string, options) => {
    const { scanCommand } = await import('./command/image.ts');
    setExitCode(await scanCommand(target, { ...options, outputs: collector.outputs() }, signal));
  });

  const reviewOutputs = createOutputCollector();
  const dockerfile = program
    .command('dockerfile')
    .description('review Dockerfiles before they are built: findings, fixes, and what the image will be')
    .argument('[paths...]', 'Dockerfiles, folders, wildcards, compose and bake files, - for standard input');
  addDockerfileOptions(dockerfile, reviewOutputs).action(async (paths: string[], options) => {
    const { dockerfileCommand } = await import('./command/dockerfile.ts');
    const flags = { ...options, outputs: reviewOutputs.outputs() };
    setExitCode(await dockerfileCommand(paths, flags, signal));
  });

  program
    .command('lsp')
    .description('a language server for Dockerfiles, over standard input and output')
    .option('--stdio', 'the one way there is, as editors ask for it')
    .option('--offline', 'ask no registry about base images')
    .option('--no-shellcheck', 'do not run shellcheck where it is installed')
    .action(async (options) => {
      const { lspCommand } = await import('./command/lsp.ts');
      await lspCommand(options, signal);
    });

  const packages = program
    .command('packages')
    .description('list the packages of an image')
    .argument('<image>', imageArgument)
    .option('--type <list>', 'of these types only: deb,npm,pypi')
    .option('--name <list>', 'with these names only, * and ? are wildcards: lib*,@angular/*')
    .option('--layer <number>', 'that came in with this layer, the lowest is 1')
    .option('--license <list>', 'under one of these licences, with wildcards: GPL*,AGPL*')
    .option('-f, --format <name>', 'table, json or purl', 'table');
  addScanOptions(packages).action(async (target: string, options) => {
    const { packagesCommand } = await import('./command/packages.ts');
    await packagesCommand(target, options, signal);
  });

  const diff = program
    .command('diff')
    .description('what changed from one image to another: packages, findings, bytes and files')
    .argument('<before>', 'an image as for a scan, or the JSON report of one: report.json')
    .argument('<after>', 'likewise')
    .option('-f, --format <name>', 'table or json', 'table');
  addScanOptions(diff).action(async (before: string, after: string, options) => {
    const { diffCommand } = await import('./command/diff.ts');
    await diffCommand(before, after, options, signal);
  });

  const rewrite = program
    .command('rewrite')
    .description('the smallest image that still does the job: a multi-stage Dockerfile, and why')
    .argument('<dockerfile-or-image>', 'a Dockerfile, or an image as for a scan')
    .option(
      '--dockerfile <file>',
      'the Dockerfile the image was built from; without it, files are copied out of the image',
    )
    .option('--source <name>', 'how FROM is to name the image where it has no name in a registry')
    .option(
      '--runtime <bases>',
      'a base for the final stage, the first of a list that fits: scratch, static, cc, python, node24, java21 …, chainguard, chiselled, alpine, or any image',
    )
    .option('--keep <path>', 'take this path of the image along; repeatable', append, [])
    .option('--trace <file>', 'a log of strace -f of the running container: take along what it opened')
    .option('--user <uid[:gid]>', 'run as this user (default: 65532:65532)')
    .option('--pin', 'name bases by the digests that their registries have now')
    .option('--no-mounts', 'add no cache mounts to RUN')
    .option('--secret-mounts', 'hand ARGs that are called like secrets to RUN by mounts')
    .option('--comments', 'say each change and its reason in the Dockerfile')
    .option('--diff', 'a unified diff against the given Dockerfile')
    .option('-f, --format <name>', 'dockerfile or json', 'dockerfile')
    .option('-o, --output <file>', 'write it to a file instead of standard output');
  addScanOptions(addVerifyOptions(rewrite)).action(async (target: string, options) => {
    const { rewriteCommand } = await import('./command/rewrite.ts');
    setExitCode(await rewriteCommand(target, options, signal));
  });

  addDatabaseCommands(program, signal);

  const explain = program
    .command('explain')
    .description(
      'why a vulnerability matched an image or did not: the advisories, each comparison, what ends it',
    )
    .argument('<id>', 'CVE-2024-3094, GHSA-…, or any other name of it')
    .argument('<image>', imageArgument)
    .option('-f, --format <name>', 'table or json', 'table');
  addScanOptions(addExceptionOptions(explain)).action(async (id: string, target: string, options) => {
    const { explainCommand } = await import('./command/explain.ts');
    await explainCommand(id, target, options, signal);
  });

  const cache = program.command('cache').description('what earlier scans learnt of layers');
  cache
    .command('status')
    .description('where the cache is and how much it holds')
    .action(async () => {
      const { statusCommand } = await import('./command/cache.ts');
      await statusCommand();
    });
  cache
    .command('clear')
    .description('forget all layers')
    .action(async () => {
      const { clearCommand } = await import('./command/cache.ts');
      await clearCommand();
    });
  return program;
}
